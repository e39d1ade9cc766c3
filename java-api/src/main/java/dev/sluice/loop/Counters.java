package dev.sluice.loop;

/** What a loop counts, as its own thread changes it. */
final class Counters {
  final Counter iterations = new Counter();
  final Counter accepted = new Counter();
  final Counter refused = new Counter();
  final Counter acceptPauses = new Counter();
  final Counter readPauses = new Counter();
  final Counter handlerFailures = new Counter();
  final Counter protocolFailures = new Counter();
  final Counter received = new Counter();
  final Counter sent = new Counter();
  final Counter datagramsDropped = new Counter();
  final Counter datagramErrors = new Counter();
  final Counter fileFailures = new Counter();
  final Counter sources = new Counter();

  LoopCounters snapshot() {
    return new LoopCounters(
        iterations.get(),
        sources.get(),
        accepted.get(),
        refused.get(),
        acceptPauses.get(),
        readPauses.get(),
        handlerFailures.get(),
        protocolFailures.get(),
        received.get(),
        sent.get(),
        datagramsDropped.get(),
        datagramErrors.get(),
        fileFailures.get());
  }
}
