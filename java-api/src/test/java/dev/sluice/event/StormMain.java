package dev.sluice.event;

/**
 * Waits by one mechanism, in a JVM whose waiting calls are made to fail: first for nothing, then
 * for wake-ups, of which it takes each. Prints what it saw.
 */
final class StormMain {
  private StormMain() {}

  public static void main(String[] arguments) throws Exception {
    long timeoutNanos = Long.parseLong(arguments[1]);
    int wakeUps = Integer.parseInt(arguments[2]);
    try (LevelMechanism mechanism = open(arguments[0]);
        EventFd counter = EventFd.open(0, EventFd.Kind.COUNTER);
        ReadyEvents events = ReadyEvents.allocate(4)) {
      mechanism.add(counter, Interest.READ, 7);
      long start = System.nanoTime();
      int ready = mechanism.await(events, timeoutNanos);
      System.out.println("ready " + ready);
      System.out.println("early " + (System.nanoTime() - start < timeoutNanos));
      System.out.println("taken " + takeAll(mechanism, counter, events, wakeUps));
    }
  }

  private static long takeAll(
      LevelMechanism mechanism, EventFd counter, ReadyEvents events, int wakeUps) throws Exception {
    Thread adder =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    for (int i = 0; i < wakeUps; i++) {
                      counter.add(1);
                    }
                  } catch (java.io.IOException e) {
                    throw new AssertionError(e);
                  }
                });
    long taken = 0;
    while (taken < wakeUps && mechanism.await(events, Epoll.FOREVER) == 1) {
      taken += counter.take();
    }
    adder.join();
    return taken;
  }

  private static LevelMechanism open(String name) throws Exception {
    return switch (name) {
      case "epoll" -> LevelMechanism.of(Epoll.open());
      case "poll" -> LevelMechanism.of(PollSet.open());
      default -> LevelMechanism.of(SelectSet.open());
    };
  }
}
