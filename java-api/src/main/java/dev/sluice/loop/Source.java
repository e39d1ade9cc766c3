package dev.sluice.loop;

import dev.sluice.Pollable;
import org.jspecify.annotations.Nullable;

/** Something that a loop watches. Confined to the loop's thread. */
abstract sealed class Source permits Connection, Listener, Watch, DatagramPort {
  final EventLoop loop;

  /** What {@link Readiness} watches it for now; its own. */
  int watchedFor;

  /** Where {@link EdgeReadiness} finds it; its own. */
  long token;

  /** The loop's list of all it has. */
  @Nullable Source previous;

  @Nullable Source next;

  Source(EventLoop loop) {
    this.loop = loop;
  }

  abstract Pollable pollable();

  /** Tells whether it goes on until a call would block, as an edge trigger asks for. */
  boolean drains() {
    return false;
  }

  /**
   * Has its turn. Never throws: what goes wrong concerns this source alone.
   *
   * @param ready bits of {@link Readiness}
   * @return whether there was something to do
   */
  abstract boolean ready(int ready);

  /** Ends what is under way by itself, and then tells the loop: a shutdown has begun. */
  abstract void wind();

  /** Ends at once. */
  abstract void end();
}
