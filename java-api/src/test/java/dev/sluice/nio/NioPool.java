package dev.sluice.nio;

import java.io.IOException;

/** The pooled selectors, for tests that count descriptors. */
public final class NioPool {
  private NioPool() {}

  /** Closes them. */
  public static void empty() throws IOException {
    NioWaiter.emptyPool();
  }
}
