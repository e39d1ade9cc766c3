package dev.sluice.benchmarks;

import java.io.IOException;

/** Of a contender that looks whether something has come. */
public interface Arrival {
  /**
   * Lets a byte arrive where the call looks, so that a test sees that it looks there.
   *
   * @return what the call has to return after that
   */
  long arrive() throws IOException;
}
