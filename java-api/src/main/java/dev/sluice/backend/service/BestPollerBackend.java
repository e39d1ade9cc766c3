package dev.sluice.backend.service;

import dev.sluice.backend.Backend;
import dev.sluice.nio.NioPollerCalls;
import dev.sluice.spi.PollerBackend;
import dev.sluice.spi.PollerCalls;
import java.io.IOException;

/** Answers {@code Poller} with {@link Backend}'s choice. */
public final class BestPollerBackend implements PollerBackend {
  /** For {@link java.util.ServiceLoader}. */
  public BestPollerBackend() {}

  @Override
  public boolean prefersNio() {
    return Backend.best() == Backend.nio();
  }

  @Override
  public PollerCalls openNio() throws IOException {
    return NioPollerCalls.open();
  }
}
