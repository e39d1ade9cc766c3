package dev.sluice.net;

import dev.sluice.Endpoint;
import dev.sluice.UnixEndpoint;
import java.util.UUID;

/** Over AF_UNIX, with an abstract name. */
class UnixAbstractStreamSocketTest extends StreamSocketContract {
  @Override
  protected Endpoint freshLocal() {
    return UnixEndpoint.abstractName("sluice-" + UUID.randomUUID());
  }
}
