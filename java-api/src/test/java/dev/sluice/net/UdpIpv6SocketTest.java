package dev.sluice.net;

import dev.sluice.Family;

/** UDP over IPv6. */
class UdpIpv6SocketTest extends UdpSocketContract {
  @Override
  Family family() {
    return Family.INET6;
  }
}
