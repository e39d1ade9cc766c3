package dev.sluice.event;

/**
 * When epoll reports a descriptor, {@code epoll(7)}. There is no default: the two ways ask for
 * different loops.
 */
public enum Trigger {
  /** As long as it is ready: each wait reports it again until the cause is gone. */
  LEVEL,

  /**
   * When it becomes ready, and when more arrives: read or write until the call would block, or
   * nothing may ever be reported again.
   */
  EDGE,

  /** Like {@link #LEVEL}, once: then it is silent until {@link Epoll#modify} arms it again. */
  LEVEL_ONE_SHOT,

  /** Like {@link #EDGE}, once: then it is silent until {@link Epoll#modify} arms it again. */
  EDGE_ONE_SHOT;

  /** Tells whether one report disarms the interest. */
  public boolean isOneShot() {
    return this == LEVEL_ONE_SHOT || this == EDGE_ONE_SHOT;
  }

  /** Tells whether reports come on changes rather than on states. */
  public boolean isEdge() {
    return this == EDGE || this == EDGE_ONE_SHOT;
  }
}
