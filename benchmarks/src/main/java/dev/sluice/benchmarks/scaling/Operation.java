package dev.sluice.benchmarks.scaling;

import java.io.IOException;

/** What is measured. */
enum Operation {
  /** One wait while the bytes stay: what level-triggered loops pay. */
  LEVEL {
    @Override
    void run(Watch watch, int times) throws IOException {
      for (int i = 0; i < times; i++) {
        watch.level();
      }
    }
  },

  /** A byte into each, one wait, the bytes back: the same for all triggers. */
  REARMED {
    @Override
    void run(Watch watch, int times) throws IOException {
      for (int i = 0; i < times; i++) {
        watch.rearmed();
      }
    }
  },

  /** The bytes there and back, without the wait. */
  OVERHEAD {
    @Override
    void run(Watch watch, int times) throws IOException {
      for (int i = 0; i < times; i++) {
        watch.overhead();
      }
    }
  };

  /** Does it so many times, in a loop of its own: a compiler sees which. */
  abstract void run(Watch watch, int times) throws IOException;
}
