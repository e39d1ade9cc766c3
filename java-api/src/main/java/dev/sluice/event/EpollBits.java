package dev.sluice.event;

import dev.sluice.spi.BitNames;
import dev.sluice.sys.EpollSys;
import dev.sluice.sys.PollSys;

/** Between our words and the bits of {@code struct epoll_event}. */
public final class EpollBits {
  private static final int[] OF_INTEREST = new int[Interest.COMBINATIONS];

  static {
    for (int bits = 0; bits < OF_INTEREST.length; bits++) {
      OF_INTEREST[bits] =
          ((bits & Interest.READ_BIT) != 0 ? EpollSys.EPOLLIN : 0)
              | ((bits & Interest.WRITE_BIT) != 0 ? EpollSys.EPOLLOUT : 0)
              | ((bits & Interest.PRIORITY_BIT) != 0 ? EpollSys.EPOLLPRI : 0)
              | ((bits & Interest.READ_CLOSED_BIT) != 0 ? EpollSys.EPOLLRDHUP : 0);
    }
  }

  private static final BitNames NAMES =
      new BitNames()
          .with(EpollSys.EPOLLIN, "EPOLLIN")
          .with(EpollSys.EPOLLPRI, "EPOLLPRI")
          .with(EpollSys.EPOLLOUT, "EPOLLOUT")
          .with(EpollSys.EPOLLERR, "EPOLLERR")
          .with(EpollSys.EPOLLHUP, "EPOLLHUP")
          .with(PollSys.POLLNVAL, "POLLNVAL")
          .with(EpollSys.EPOLLRDHUP, "EPOLLRDHUP")
          .with(EpollSys.EPOLLEXCLUSIVE, "EPOLLEXCLUSIVE")
          .with(EpollSys.EPOLLWAKEUP, "EPOLLWAKEUP")
          .with(EpollSys.EPOLLONESHOT, "EPOLLONESHOT")
          .with(EpollSys.EPOLLET, "EPOLLET");

  private EpollBits() {}

  static int of(Interest interest, Trigger trigger) {
    return of(interest) | of(trigger);
  }

  /** Returns the bits of an interest, which are the same for epoll and poll. */
  static int of(Interest interest) {
    return OF_INTEREST[interest.bits()];
  }

  private static int of(Trigger trigger) {
    return switch (trigger) {
      case LEVEL -> 0;
      case EDGE -> EpollSys.EPOLLET;
      case LEVEL_ONE_SHOT -> EpollSys.EPOLLONESHOT;
      case EDGE_ONE_SHOT -> EpollSys.EPOLLET | EpollSys.EPOLLONESHOT;
    };
  }

  /**
   * Names the bits of an event, for instance {@code EPOLLIN|EPOLLRDHUP|0x4000}.
   *
   * @param bits the bits, unknown ones included
   */
  public static String toString(int bits) {
    return NAMES.toString(bits);
  }
}
