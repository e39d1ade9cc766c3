package dev.sluice.loop;

/**
 * What a loop tells to the flight recorder; nothing, where there is none. While no recording runs,
 * asking {@link #isOn} is all that it costs.
 */
abstract class Recorder {
  /** Tells whether somebody records. */
  abstract boolean isOn();

  /** Begins to measure an iteration, after its wait. */
  abstract Span iteration(EventLoop loop);

  /** Begins to measure a handler's call. */
  abstract Span handler(Connection connection);

  abstract void accepted(Listener listener, int connections);

  abstract void readPaused(Connection connection, long queuedBytes);

  /** Something that takes time. */
  interface Span {
    /**
     * Ends it.
     *
     * @param amount of an iteration the ready sources, of a handler the bytes
     */
    void end(int amount);
  }

  /** Where there is no flight recorder. */
  static final class None extends Recorder {
    private static final Span NOTHING = _ -> {};

    @Override
    boolean isOn() {
      return false;
    }

    @Override
    Span iteration(EventLoop loop) {
      return NOTHING;
    }

    @Override
    Span handler(Connection connection) {
      return NOTHING;
    }

    @Override
    void accepted(Listener listener, int connections) {}

    @Override
    void readPaused(Connection connection, long queuedBytes) {}
  }
}
