package dev.sluice.spi;

import java.io.IOException;

/**
 * What {@code dev.sluice.event} asks of packages that stand on it: a service, so that it need not
 * import them.
 */
public interface PollerBackend {
  /** Tells whether NIO is the best backend here. */
  boolean prefersNio();

  /** Opens the mechanism of NIO. */
  PollerCalls openNio() throws IOException;
}
