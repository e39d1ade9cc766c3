package dev.sluice.event;

import dev.sluice.sys.SignalSys;

/** Takes SIGUSR1 and SIGWINCH by an epoll, in a JVM that was started with them blocked. */
final class SignalMain {
  private static final long DEADLINE = 20_000_000_000L;

  private SignalMain() {}

  public static void main(String[] arguments) throws Exception {
    try (SignalFd signals = SignalFd.open(Signal.USR1, Signal.WINCH);
        Epoll epoll = Epoll.open();
        ReadyEvents events = ReadyEvents.allocate(1)) {
      epoll.add(signals, Interest.READ, Trigger.LEVEL, 7);
      System.out.println("before " + epoll.await(events, 0) + " " + signals.take());
      int self = (int) ProcessHandle.current().pid();
      SignalSys.kill(self, Signal.USR1.number());
      SignalSys.kill(self, Signal.USR1.number());
      SignalSys.kill(self, Signal.WINCH.number());
      for (int i = 0; i < 2; i++) {
        System.out.println("ready " + epoll.await(events, DEADLINE) + " " + events.token(0));
        SignalFd.Delivery delivery = signals.take();
        if (delivery != null) {
          System.out.println(delivery.signal() + " from self " + (delivery.senderPid() == self));
        }
      }
      System.out.println("after " + epoll.await(events, 0) + " " + signals.take());
    }
    try (SignalFd refused = SignalFd.open(Signal.USR1, Signal.USR2)) {
      System.out.println("not refused: " + refused);
    } catch (UnsupportedOperationException e) {
      System.out.println(e.getMessage());
    }
  }
}
