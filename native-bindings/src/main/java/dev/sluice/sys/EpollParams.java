package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.u16;
import static dev.sluice.sys.Field.u8;

/** {@code struct epoll_params} of {@code <sys/epoll.h>}, {@code ioctl_eventpoll(2)}. */
public final class EpollParams {
  /** How many bytes it takes. */
  public static final int SIZEOF = 8;

  public static final Field.I32 busy_poll_usecs = i32(0);
  public static final Field.U16 busy_poll_budget = u16(4);
  public static final Field.U8 prefer_busy_poll = u8(6);

  private EpollParams() {}
}
