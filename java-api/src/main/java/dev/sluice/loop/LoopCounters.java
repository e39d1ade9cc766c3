package dev.sluice.loop;

/**
 * What a loop has done so far, each number by itself as of some moment just now.
 *
 * @param iterations how many times it has waited
 * @param sources how many connections, listeners, ports and watches it has now
 * @param accepted connections accepted
 * @param refused connections accepted and turned away: by {@link ConnectionHandler#verify}, or
 *     because the mechanism cannot watch them
 * @param acceptPauses how often accepting paused: at the limit of connections, or out of
 *     descriptors
 * @param readPauses how often a connection was not read because its peer did not read either
 * @param handlerFailures exceptions that handlers, watchers and tasks have thrown
 * @param protocolFailures connections that were reset because the peer broke the protocol, as a
 *     handler has said by a {@link java.net.ProtocolException}
 * @param receivedBytes bytes received
 * @param sentBytes bytes the kernel has taken
 * @param datagramsDropped datagrams that could not be sent at once
 * @param datagramErrors errors that datagram sockets have reported, of earlier datagrams too
 * @param fileFailures files that could not be sent to their end
 */
public record LoopCounters(
    long iterations,
    long sources,
    long accepted,
    long refused,
    long acceptPauses,
    long readPauses,
    long handlerFailures,
    long protocolFailures,
    long receivedBytes,
    long sentBytes,
    long datagramsDropped,
    long datagramErrors,
    long fileFailures) {

  /** Of a loop that has done nothing. */
  public static final LoopCounters NONE = new LoopCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Of one who has accepted a connection. */
  public static final LoopCounters ONE_ACCEPTED =
      new LoopCounters(0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Of a conversation that has failed, or not. */
  public static LoopCounters failed(long handlerFailures, long protocolFailures) {
    return new LoopCounters(0, 0, 0, 0, 0, 0, handlerFailures, protocolFailures, 0, 0, 0, 0, 0);
  }

  /** Returns these for when the loop has ended: what it did counts on, what it had does not. */
  public LoopCounters withoutSources() {
    return new LoopCounters(
        iterations,
        0,
        accepted,
        refused,
        acceptPauses,
        readPauses,
        handlerFailures,
        protocolFailures,
        receivedBytes,
        sentBytes,
        datagramsDropped,
        datagramErrors,
        fileFailures);
  }

  /** Returns the sums with those of another loop. */
  public LoopCounters plus(LoopCounters other) {
    return new LoopCounters(
        iterations + other.iterations,
        sources + other.sources,
        accepted + other.accepted,
        refused + other.refused,
        acceptPauses + other.acceptPauses,
        readPauses + other.readPauses,
        handlerFailures + other.handlerFailures,
        protocolFailures + other.protocolFailures,
        receivedBytes + other.receivedBytes,
        sentBytes + other.sentBytes,
        datagramsDropped + other.datagramsDropped,
        datagramErrors + other.datagramErrors,
        fileFailures + other.fileFailures);
  }
}
