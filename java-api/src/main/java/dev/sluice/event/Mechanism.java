package dev.sluice.event;

/** What a {@link Poller} asks who is ready. */
public enum Mechanism {
  /** {@code epoll(7)}: what a wait costs depends on what is ready, not on what is registered. */
  EPOLL,

  /** {@code poll(2)}: each wait shows the kernel everything. */
  POLL,

  /** {@code select(2)}: as {@link #POLL}, and for numbers below {@code FD_SETSIZE} (1024) only. */
  SELECT,

  /** {@code java.nio.channels.Selector}: the only one for sockets of the NIO backend. */
  NIO
}
