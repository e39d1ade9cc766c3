package dev.sluice.net;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;

/** Over TCP and IPv6. */
class TcpIpv6StreamSocketTest extends StreamSocketContract {
  @Override
  protected Endpoint freshLocal() {
    return InetEndpoint.loopback(Family.INET6, 0);
  }
}
