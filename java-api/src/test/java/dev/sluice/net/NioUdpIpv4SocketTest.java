package dev.sluice.net;

import dev.sluice.Family;
import dev.sluice.Portable;
import dev.sluice.backend.Backend;
import java.io.IOException;

/** Over NIO, UDP and IPv4. */
@Portable
class NioUdpIpv4SocketTest extends UdpSocketContract {
  @Override
  Family family() {
    return Family.INET4;
  }

  @Override
  DatagramSocket open(Family family) throws IOException {
    return Backend.nio().sockets().openDatagram(family);
  }
}
