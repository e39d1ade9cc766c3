package dev.sluice.net;

import dev.sluice.spi.BitNames;
import dev.sluice.sys.SpliceSys;
import org.jspecify.annotations.Nullable;

/**
 * How {@code splice(2)} and {@code tee(2)} move bytes: a set of flags, among them those that have
 * no word here. Immutable, thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/splice.2.html">splice(2)</a>
 */
public final class SpliceFlags {
  /** No flags. */
  public static final SpliceFlags NONE = new SpliceFlags(0);

  /** Moves pages instead of copying them, if the kernel can: a hint. */
  public static final SpliceFlags MOVE = new SpliceFlags(SpliceSys.SPLICE_F_MOVE);

  /** Does not wait for the pipe; a socket goes by its own mode. */
  public static final SpliceFlags NONBLOCK = new SpliceFlags(SpliceSys.SPLICE_F_NONBLOCK);

  /** More follows at once: TCP waits for it, to fill its segments. */
  public static final SpliceFlags MORE = new SpliceFlags(SpliceSys.SPLICE_F_MORE);

  private static final BitNames NAMES =
      new BitNames()
          .with(SpliceSys.SPLICE_F_MOVE, "SPLICE_F_MOVE")
          .with(SpliceSys.SPLICE_F_NONBLOCK, "SPLICE_F_NONBLOCK")
          .with(SpliceSys.SPLICE_F_MORE, "SPLICE_F_MORE")
          .with(SpliceSys.SPLICE_F_GIFT, "SPLICE_F_GIFT");

  private final int bits;

  private SpliceFlags(int bits) {
    this.bits = bits;
  }

  /**
   * Returns a set of the flags in C's numbers.
   *
   * @param bits {@code SPLICE_F_} flags of {@link SpliceSys}, or others
   */
  public static SpliceFlags of(int bits) {
    return new SpliceFlags(bits);
  }

  /**
   * Returns these and others.
   *
   * @param others the others
   */
  public SpliceFlags and(SpliceFlags others) {
    return new SpliceFlags(bits | others.bits);
  }

  /** Returns the flags in C's numbers. */
  public int bits() {
    return bits;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SpliceFlags that && that.bits == bits;
  }

  @Override
  public int hashCode() {
    return bits;
  }

  /** Returns for instance {@code SPLICE_F_MOVE|SPLICE_F_MORE|0x40}, {@code 0x0} for none. */
  @Override
  public String toString() {
    return NAMES.toString(bits);
  }
}
