package dev.sluice.event;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.sys.EpollSys;
import dev.sluice.sys.IoctlSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * How an epoll polls network cards before a wait sleeps, {@code ioctl_eventpoll(2)}.
 *
 * <p>The rule people trip over: it works for the sockets of one receive queue, the one whose NAPI
 * id the epoll met last; spread connections over epolls by {@code SO_INCOMING_NAPI_ID}.
 *
 * @param busyPollMicros how long to poll, in microseconds; 0 does not
 * @param busyPollBudget how many packets at once, 0 to 65,535; 0 is the kernel's own, above 64
 *     needs {@code CAP_NET_ADMIN}
 * @param preferBusyPoll whether to keep the card's interrupts off meanwhile
 */
public record EpollParams(int busyPollMicros, int busyPollBudget, boolean preferBusyPoll) {
  private static final int LARGEST_BUDGET = 0xFFFF;
  private static final int ENOTTY = -Errno.ENOTTY.number();
  private static final int EOPNOTSUPP = -Errno.EOPNOTSUPP.number();

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one does not fit
   */
  public EpollParams {
    if (busyPollMicros < 0) {
      throw new IllegalArgumentException("to poll is 0 µs or more, not " + busyPollMicros);
    }
    if (busyPollBudget < 0 || busyPollBudget > LARGEST_BUDGET) {
      throw new IllegalArgumentException(
          "a budget is 0 to " + LARGEST_BUDGET + " packets, not " + busyPollBudget);
    }
  }

  static EpollParams get(Fd epoll) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment params = arena.allocate(dev.sluice.sys.EpollParams.SIZEOF, Long.BYTES);
      ioctl(epoll, "EPIOCGPARAMS", EpollSys.EPIOCGPARAMS, params);
      return new EpollParams(
          dev.sluice.sys.EpollParams.busy_poll_usecs.get(params),
          dev.sluice.sys.EpollParams.busy_poll_budget.get(params),
          dev.sluice.sys.EpollParams.prefer_busy_poll.get(params) != 0);
    }
  }

  static void set(Fd epoll, EpollParams wanted) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment params = arena.allocate(dev.sluice.sys.EpollParams.SIZEOF, Long.BYTES);
      dev.sluice.sys.EpollParams.busy_poll_usecs.set(params, wanted.busyPollMicros);
      dev.sluice.sys.EpollParams.busy_poll_budget.set(params, wanted.busyPollBudget);
      dev.sluice.sys.EpollParams.prefer_busy_poll.set(params, wanted.preferBusyPoll ? 1 : 0);
      ioctl(epoll, "EPIOCSPARAMS", EpollSys.EPIOCSPARAMS, params);
    }
  }

  private static void ioctl(Fd epoll, String name, long request, MemorySegment params)
      throws ErrnoException {
    int result;
    int number = epoll.enter();
    try {
      result = IoctlSys.ioctl_pointer(number, request, params);
    } finally {
      epoll.exit();
    }
    check("ioctl(" + epoll + ", " + name + ")", result);
  }

  /** Says what an answer of the kernel means; older ones do not know that an epoll has ioctls. */
  static void check(String call, int result) throws ErrnoException {
    if (result == ENOTTY || result == EOPNOTSUPP) {
      throw new UnsupportedOperationException(
          "busy-poll parameters of an epoll need Linux 6.9, built with CONFIG_NET_RX_BUSY_POLL; "
              + call
              + " answered "
              + Errno.of(-result)
              + ". Epoll.awaitBusy works everywhere");
    }
    if (result < 0) {
      throw ErrnoException.of(call, result);
    }
  }
}
