package dev.sluice.net;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.Portable;
import dev.sluice.backend.Backend;
import java.io.IOException;

/** Over NIO, TCP and IPv6. */
@Portable
class NioTcpIpv6StreamSocketTest extends StreamSocketContract {
  @Override
  protected Endpoint freshLocal() {
    return InetEndpoint.loopback(Family.INET6, 0);
  }

  @Override
  protected ListeningSocket listen(Endpoint local, int backlog) throws IOException {
    return Backend.nio().sockets().listenOn(local, backlog);
  }

  @Override
  protected StreamSocket open(Endpoint peer) throws IOException {
    return Backend.nio().sockets().openStream(peer.family());
  }

  @Override
  protected StreamSocket connectTo(Endpoint peer) throws IOException {
    return Backend.nio().sockets().connectTo(peer);
  }
}
