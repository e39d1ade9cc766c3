package dev.sluice.net;

import dev.sluice.Family;

/** UDP over IPv4. */
class UdpIpv4SocketTest extends UdpSocketContract {
  @Override
  Family family() {
    return Family.INET4;
  }
}
