package dev.sluice.benchmarks.event;

/** What the waits of all contenders have in common. */
final class Waits {
  /** Room for events, as a small event loop has. */
  static final int EVENTS = 64;

  /** The token of the one connection: all 64 bits in use. */
  static final long TOKEN = 0x123456789abcdef0L;

  private Waits() {}
}
