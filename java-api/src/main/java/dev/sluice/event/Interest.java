package dev.sluice.event;

/**
 * What to watch a descriptor for: one or several of four conditions.
 *
 * <p>The rule people trip over: errors and hang-ups are reported whatever the interest, by the
 * kernel's design. So there is no empty interest; to hear nothing, {@code delete} the descriptor.
 *
 * <p>All combinations are interned: {@code ==} works, and combining allocates nothing. Immutable,
 * thread-safe.
 */
public final class Interest {
  static final int READ_BIT = 1;
  static final int WRITE_BIT = 2;
  static final int PRIORITY_BIT = 4;
  static final int READ_CLOSED_BIT = 8;

  /** One more than the largest combination of bits. */
  static final int COMBINATIONS = 16;

  private static final Interest[] ALL = new Interest[COMBINATIONS];

  static {
    for (int bits = 0; bits < COMBINATIONS; bits++) {
      ALL[bits] = new Interest(bits);
    }
  }

  /** Data to receive, a connection to accept, the end of the stream. */
  public static final Interest READ = ALL[READ_BIT];

  /** Room to send, a connection established. */
  public static final Interest WRITE = ALL[WRITE_BIT];

  /** {@link #READ} and {@link #WRITE}. */
  public static final Interest READ_WRITE = READ.and(WRITE);

  /** Exceptional data: TCP's urgent byte, a packet-mode change, a {@code /proc} file's event. */
  public static final Interest PRIORITY = ALL[PRIORITY_BIT];

  /** The peer has shut down its sending side; data may still be there to receive. */
  public static final Interest READ_CLOSED = ALL[READ_CLOSED_BIT];

  private final int bits;

  private Interest(int bits) {
    this.bits = bits;
  }

  /** Returns this interest and another. */
  public Interest and(Interest other) {
    return ALL[bits | other.bits];
  }

  /** Tells whether everything in {@code other} is in this. */
  public boolean containsAll(Interest other) {
    return (bits & other.bits) == other.bits;
  }

  /** Tells whether anything in {@code other} is in this. */
  public boolean intersects(Interest other) {
    return (bits & other.bits) != 0;
  }

  int bits() {
    return bits;
  }

  static Interest of(int bits) {
    return ALL[bits];
  }

  /** Returns for instance {@code READ|WRITE}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    append(text, READ_BIT, "READ");
    append(text, WRITE_BIT, "WRITE");
    append(text, PRIORITY_BIT, "PRIORITY");
    append(text, READ_CLOSED_BIT, "READ_CLOSED");
    return text.toString();
  }

  private void append(StringBuilder text, int bit, String name) {
    if ((bits & bit) != 0) {
      text.append(text.isEmpty() ? "" : "|").append(name);
    }
  }
}
