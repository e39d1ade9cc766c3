package dev.sluice.net;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;

/** Over TCP and IPv4. */
class TcpIpv4StreamSocketTest extends StreamSocketContract {
  @Override
  protected Endpoint freshLocal() {
    return InetEndpoint.loopback(Family.INET4, 0);
  }
}
