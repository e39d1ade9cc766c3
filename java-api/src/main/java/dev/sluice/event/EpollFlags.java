package dev.sluice.event;

import dev.sluice.sys.EpollSys;

/**
 * Whom an event wakes, where it is not the usual: flags that only epoll has.
 *
 * <p>All combinations are interned: {@code ==} works. Immutable, thread-safe.
 */
public final class EpollFlags {
  private static final int EXCLUSIVE_BIT = 1;
  private static final int WAKEUP_BIT = 2;
  private static final EpollFlags[] ALL = {
    new EpollFlags(0), new EpollFlags(1), new EpollFlags(2), new EpollFlags(3)
  };

  private static final Interest READ_WRITE = Interest.READ_WRITE;

  /**
   * Of several epolls that watch one descriptor with this flag, an event wakes at least one, not
   * all: {@code EPOLLEXCLUSIVE}, against the thundering herd on a listening socket. It can only be
   * added, not modified, for READ and WRITE, not one-shot, and not on an epoll.
   */
  public static final EpollFlags EXCLUSIVE = ALL[EXCLUSIVE_BIT];

  /**
   * The machine stays awake from the event until the next wait: {@code EPOLLWAKEUP}. The rule
   * people trip over: without {@code CAP_BLOCK_SUSPEND} the kernel ignores it and says nothing;
   * {@link Epoll#registrations} tells whether it was taken.
   */
  public static final EpollFlags WAKEUP = ALL[WAKEUP_BIT];

  private final int flags;

  private EpollFlags(int flags) {
    this.flags = flags;
  }

  /** Returns these flags and others. */
  public EpollFlags and(EpollFlags other) {
    return ALL[flags | other.flags];
  }

  /** Tells whether all flags of {@code other} are in this. */
  public boolean containsAll(EpollFlags other) {
    return (flags & other.flags) == other.flags;
  }

  /** Tells whether any flag of {@code other} is in this. */
  public boolean intersects(EpollFlags other) {
    return (flags & other.flags) != 0;
  }

  int bits() {
    return ((flags & EXCLUSIVE_BIT) != 0 ? EpollSys.EPOLLEXCLUSIVE : 0)
        | ((flags & WAKEUP_BIT) != 0 ? EpollSys.EPOLLWAKEUP : 0);
  }

  /** Refuses what the kernel answers with a mere {@code EINVAL}. */
  void checkAdd(Interest interest, Trigger trigger) {
    if (!intersects(EXCLUSIVE)) {
      return;
    }
    if (trigger.isOneShot()) {
      throw new IllegalArgumentException(
          "EPOLLEXCLUSIVE does not go with " + trigger + ": take LEVEL or EDGE");
    }
    if (!READ_WRITE.containsAll(interest)) {
      throw new IllegalArgumentException(
          "EPOLLEXCLUSIVE goes with READ and WRITE only, not with " + interest);
    }
  }

  void checkModify() {
    if (intersects(EXCLUSIVE)) {
      throw new IllegalArgumentException(
          "EPOLLEXCLUSIVE cannot be set later: delete the descriptor and add it again");
    }
  }

  /** Returns for instance {@code EPOLLEXCLUSIVE}. */
  @Override
  public String toString() {
    return EpollBits.toString(bits());
  }
}
