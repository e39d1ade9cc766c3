package dev.sluice.event;

import dev.sluice.ErrnoException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** Closes an epoll under a waiter, in a JVM where each thread's first {@code epoll_ctl} fails. */
final class CloseAtLimitMain {
  private CloseAtLimitMain() {}

  public static void main(String[] arguments) throws Exception {
    try (Epoll epoll = Epoll.open();
        EventFd silent = EventFd.open(0, EventFd.Kind.COUNTER)) {
      try {
        epoll.add(silent, Interest.READ, Trigger.LEVEL, 1);
      } catch (ErrnoException e) {
        System.out.println(e.getMessage());
      }
      epoll.add(silent, Interest.READ, Trigger.LEVEL, 1);
      CountDownLatch waiting = new CountDownLatch(1);
      Thread waiter = Thread.ofPlatform().start(() -> await(epoll, waiting));
      waiting.await();
      Thread closer = Thread.ofPlatform().start(epoll::close);
      closer.join();
      waiter.join();
    }
  }

  private static void await(Epoll epoll, CountDownLatch waiting) {
    try (ReadyEvents events = ReadyEvents.allocate(1)) {
      waiting.countDown();
      epoll.await(events, Epoll.FOREVER);
      System.out.println("waiter returned");
    } catch (IOException | RuntimeException e) {
      System.out.println("waiter woke: " + e.getClass().getSimpleName());
    }
  }
}
