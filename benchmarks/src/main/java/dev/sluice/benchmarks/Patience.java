package dev.sluice.benchmarks;

/**
 * How long to look again for what was sent: over loopback it is there at once, unless the kernel
 * has put its delivery off. Confined to one thread.
 */
public final class Patience {
  private static final long NANOS = 1_000_000_000;

  private long since;
  private int misses;

  /** Makes one that has missed nothing. */
  public Patience() {}

  /** Begins with nothing missed. */
  public void reset() {
    misses = 0;
  }

  /** Notes that nothing was there; tells whether that has gone on for too long. */
  public boolean isOver() {
    if (misses++ == 0) {
      since = System.nanoTime();
    }
    return System.nanoTime() - since > NANOS;
  }
}
