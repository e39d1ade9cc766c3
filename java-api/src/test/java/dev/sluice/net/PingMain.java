package dev.sluice.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.Async;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.sys.IcmpConstants;
import dev.sluice.sys.InetConstants;
import java.nio.file.Files;
import java.nio.file.Path;

/** Pings without raw sockets, in a namespace that first forbids and then allows it. */
final class PingMain {
  private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ping_group_range");

  private PingMain() {}

  public static void main(String[] args) throws Exception {
    Files.writeString(RANGE, "1 0");
    try (DatagramSocket socket = DatagramSocket.open(Family.INET4, InetConstants.IPPROTO_ICMP)) {
      System.out.println("forbidden: " + socket);
    } catch (ErrnoException refused) {
      System.out.println("forbidden: " + refused.getMessage());
    }
    Files.writeString(RANGE, "0 0");
    ping("IPv4", Family.INET4, InetConstants.IPPROTO_ICMP, IcmpConstants.ICMP_ECHO);
    ping("IPv6", Family.INET6, InetConstants.IPPROTO_ICMPV6, IcmpConstants.ICMP6_ECHO_REQUEST);
  }

  private static void ping(String name, Family family, int protocol, int type) throws Exception {
    try (DatagramSocket socket = DatagramSocket.open(family, protocol);
        IoBuffer buffer = IoBuffer.allocate(256)) {
      socket.setTimeout(Async.DEADLINE_MILLIS);
      // The port of a ping socket is the identifier of its requests; what we write there is lost.
      socket.bind(InetEndpoint.any(family, 0));
      int id = ((InetEndpoint) socket.localEndpoint()).port();
      Icmp.request(buffer, type, 0, 7);
      socket.sendTo(buffer, InetEndpoint.loopback(family, 0));
      Sender sender = new Sender();
      int length = socket.recvFrom(buffer.clear(), sender);
      byte[] reply = buffer.getAll();
      System.out.println(name + " length: " + length);
      System.out.println(name + " type: " + (reply[0] & 0xFF));
      System.out.println(name + " id is the port: " + (Icmp.u16(reply, 4) == id));
      System.out.println(name + " sequence: " + Icmp.u16(reply, 6));
      System.out.println(name + " payload: " + new String(reply, 8, length - 8, US_ASCII));
      System.out.println(
          name + " from loopback: " + sender.endpoint().equals(InetEndpoint.loopback(family, 0)));
    }
  }
}
