package dev.sluice.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Sends multicast and broadcast between sockets in a namespace with the interfaces of {@link
 * MulticastTest}, and prints what arrived and what the kernel lists.
 */
final class MulticastMain implements AutoCloseable {
  private static final String END = "end";

  private final String name;
  private final Dialect dialect;
  private final InetEndpoint group;
  private final int one;
  private final int other;
  private final DatagramSocket a;
  private final DatagramSocket b;
  private final IoBuffer buffer = IoBuffer.allocate(256);

  /** The same options by the names of each family. */
  record Dialect(
      Family family,
      SocketOption<MulticastGroup> join,
      SocketOption<MulticastGroup> leave,
      SocketOption<MulticastSource> joinSource,
      SocketOption<MulticastSource> leaveSource,
      SocketOption<MulticastSource> block,
      SocketOption<MulticastSource> unblock,
      SocketOption<Boolean> all,
      SocketOption<Boolean> loop,
      SocketOption<Integer> hops,
      SocketOption<Integer> by,
      SocketOption<Boolean> recvHops,
      AncillaryType<Integer> hopsType) {}

  private static final Dialect IPV4 =
      new Dialect(
          Family.INET4,
          IpOptions.MCAST_JOIN_GROUP,
          IpOptions.MCAST_LEAVE_GROUP,
          IpOptions.MCAST_JOIN_SOURCE_GROUP,
          IpOptions.MCAST_LEAVE_SOURCE_GROUP,
          IpOptions.MCAST_BLOCK_SOURCE,
          IpOptions.MCAST_UNBLOCK_SOURCE,
          IpOptions.IP_MULTICAST_ALL,
          IpOptions.IP_MULTICAST_LOOP,
          IpOptions.IP_MULTICAST_TTL,
          IpOptions.IP_MULTICAST_IF,
          IpOptions.IP_RECVTTL,
          AncillaryTypes.IP_TTL);

  private static final Dialect IPV6 =
      new Dialect(
          Family.INET6,
          Ipv6Options.MCAST_JOIN_GROUP,
          Ipv6Options.MCAST_LEAVE_GROUP,
          Ipv6Options.MCAST_JOIN_SOURCE_GROUP,
          Ipv6Options.MCAST_LEAVE_SOURCE_GROUP,
          Ipv6Options.MCAST_BLOCK_SOURCE,
          Ipv6Options.MCAST_UNBLOCK_SOURCE,
          Ipv6Options.IPV6_MULTICAST_ALL,
          Ipv6Options.IPV6_MULTICAST_LOOP,
          Ipv6Options.IPV6_MULTICAST_HOPS,
          Ipv6Options.IPV6_MULTICAST_IF,
          Ipv6Options.IPV6_RECVHOPLIMIT,
          AncillaryTypes.IPV6_HOPLIMIT);

  private MulticastMain(
      String name, Dialect dialect, String group, String addressA, String addressB)
      throws IOException {
    this.name = name;
    this.dialect = dialect;
    this.group = (InetEndpoint) Endpoint.parse(group);
    one = Interfaces.indexOf("one");
    other = Interfaces.indexOf("other");
    a = sender(addressA);
    b = sender(addressB);
  }

  public static void main(String[] args) throws Exception {
    try (MulticastMain ipv4 =
        new MulticastMain("IPv4", IPV4, "239.9.0.1:0", "10.9.0.1:0", "10.9.0.2:0")) {
      ipv4.all();
    }
    try (MulticastMain ipv6 =
        new MulticastMain("IPv6", IPV6, "[ff15::9:1]:0", "[fd09::1]:0", "[fd09::2]:0")) {
      ipv6.all();
    }
    broadcast();
  }

  private void all() throws IOException {
    anySource();
    blockedSource();
    sourceSpecific();
    othersGroups();
    loopback();
    interfaceChoice();
  }

  private void print(String what, Object value) {
    System.out.println(name + " " + what + ": " + value);
  }

  private DatagramSocket sender(String local) throws IOException {
    DatagramSocket socket = DatagramSocket.open(dialect.family);
    socket.bind(Endpoint.parse(local));
    socket.set(dialect.by, one);
    socket.set(dialect.hops, 3);
    return socket;
  }

  private DatagramSocket receiver(int port) throws IOException {
    DatagramSocket socket = DatagramSocket.open(dialect.family);
    socket.set(SocketOptions.SO_REUSEADDR, true);
    socket.setTimeout(Async.DEADLINE_MILLIS);
    socket.bind(InetEndpoint.any(dialect.family, port));
    return socket;
  }

  private static int port(DatagramSocket socket) throws IOException {
    return ((InetEndpoint) socket.localEndpoint()).port();
  }

  private MulticastGroup joined(int interfaceIndex) {
    return new MulticastGroup(group, interfaceIndex);
  }

  private MulticastSource from(DatagramSocket sender) throws IOException {
    return new MulticastSource(group, (InetEndpoint) sender.localEndpoint(), one);
  }

  private void toGroup(DatagramSocket sender, String text, DatagramSocket receiver)
      throws IOException {
    sender.sendTo(
        buffer.clear().put(text, US_ASCII), InetEndpoint.of(group.address(), port(receiver)));
  }

  /** Both senders say who they are. */
  private void bothSpeak(DatagramSocket receiver) throws IOException {
    toGroup(a, "a", receiver);
    toGroup(b, "b", receiver);
  }

  /** Receives what must come, then all that came before an end that follows. */
  private List<String> heard(DatagramSocket receiver, int expected) throws IOException {
    List<String> texts = new ArrayList<>();
    while (texts.size() < expected) {
      texts.add(recv(receiver));
    }
    InetEndpoint local = (InetEndpoint) a.localEndpoint();
    a.sendTo(buffer.clear().put(END, US_ASCII), InetEndpoint.of(local.address(), port(receiver)));
    for (String text = recv(receiver); !text.equals(END); text = recv(receiver)) {
      texts.add(text);
    }
    Collections.sort(texts);
    return texts;
  }

  private String recv(DatagramSocket receiver) throws IOException {
    receiver.recv(buffer.clear());
    return buffer.getAll(US_ASCII);
  }

  /** How often an address stands in a list of the kernel, which for groups swaps its bytes. */
  private long listed(String file, InetEndpoint address, boolean swapped) throws IOException {
    byte[] bytes = address.address();
    if (swapped && bytes.length == 4) {
      bytes = new byte[] {bytes[3], bytes[2], bytes[1], bytes[0]};
    }
    String hex = HexFormat.of().formatHex(bytes);
    String v6 = dialect.family == Family.INET6 ? "6" : "";
    return Files.readString(Path.of("/proc/self/net", file + v6))
        .toLowerCase(Locale.ROOT)
        .lines()
        .filter(line -> line.contains(hex))
        .count();
  }

  private void anySource() throws IOException {
    try (DatagramSocket receiver = receiver(0)) {
      receiver.set(dialect.join, joined(one));
      bothSpeak(receiver);
      print("any source", heard(receiver, 2));
      print("any source joined", listed("igmp", group, true));
      receiver.set(dialect.leave, joined(one));
      bothSpeak(receiver);
      print("after leaving", heard(receiver, 0));
      print("after leaving joined", listed("igmp", group, true));
      hopLimit(receiver);
    }
  }

  private void hopLimit(DatagramSocket receiver) throws IOException {
    receiver.set(dialect.recvHops, true);
    receiver.set(dialect.join, joined(one));
    toGroup(a, "a", receiver);
    try (Message message = Message.allocate(1, 256)) {
      receiver.recv(message.setBuffers(buffer.clear()), MsgFlags.NONE);
      print("hops", message.ancillary().getInt(dialect.hopsType, -1));
    }
  }

  private void blockedSource() throws IOException {
    try (DatagramSocket receiver = receiver(0)) {
      receiver.set(dialect.join, joined(one));
      receiver.set(dialect.block, from(a));
      bothSpeak(receiver);
      print("one blocked", heard(receiver, 1));
      print("one blocked filters", listed("mcfilter", (InetEndpoint) a.localEndpoint(), false));
      receiver.set(dialect.unblock, from(a));
      bothSpeak(receiver);
      print("unblocked", heard(receiver, 2));
    }
  }

  private void sourceSpecific() throws IOException {
    try (DatagramSocket receiver = receiver(0)) {
      receiver.set(dialect.joinSource, from(a));
      bothSpeak(receiver);
      print("one source", heard(receiver, 1));
      print("one source filters", listed("mcfilter", (InetEndpoint) a.localEndpoint(), false));
      receiver.set(dialect.joinSource, from(b));
      bothSpeak(receiver);
      print("two sources", heard(receiver, 2));
      receiver.set(dialect.leaveSource, from(a));
      bothSpeak(receiver);
      print("one source left", heard(receiver, 1));
    }
  }

  private void othersGroups() throws IOException {
    try (DatagramSocket member = receiver(0);
        DatagramSocket stranger = receiver(port(member))) {
      member.set(dialect.join, joined(one));
      toGroup(a, "a", member);
      print("member", recv(member));
      print("stranger", recv(stranger));
      stranger.set(dialect.all, false);
      toGroup(a, "a", member);
      print("member again", recv(member));
      // The end would go to one of the two that share the port.
      member.close();
      print("stranger without ALL", heard(stranger, 0));
    }
  }

  private void loopback() throws IOException {
    try (DatagramSocket receiver = receiver(0)) {
      receiver.set(dialect.join, joined(one));
      a.set(dialect.loop, false);
      toGroup(a, "a", receiver);
      print("without loop", heard(receiver, 0));
      a.set(dialect.loop, true);
      toGroup(a, "a", receiver);
      print("with loop", heard(receiver, 1));
    }
  }

  private void interfaceChoice() throws IOException {
    try (DatagramSocket receiver = receiver(0)) {
      receiver.set(dialect.join, joined(other));
      toGroup(b, "b", receiver);
      print("by the wrong interface", heard(receiver, 0));
      b.set(dialect.by, other);
      toGroup(b, "b", receiver);
      print("by the right interface", heard(receiver, 1));
      b.set(dialect.by, one);
    }
  }

  private static void broadcast() throws IOException {
    try (DatagramSocket sender = DatagramSocket.open(Family.INET4);
        DatagramSocket receiver = DatagramSocket.open(Family.INET4);
        IoBuffer buffer = IoBuffer.allocate(64)) {
      receiver.setTimeout(Async.DEADLINE_MILLIS);
      receiver.bind(InetEndpoint.any(Family.INET4, 0));
      InetEndpoint all = InetEndpoint.of(new byte[] {10, 9, 0, (byte) 255}, port(receiver));
      try {
        sender.sendTo(buffer.clear().put("all", US_ASCII), all);
        System.out.println("broadcast refused: no");
      } catch (ErrnoException e) {
        System.out.println("broadcast refused: " + e.errno().name());
      }
      try {
        sender.connect(all);
        System.out.println("broadcast connect refused: no");
      } catch (ErrnoException e) {
        System.out.println("broadcast connect refused: " + e.errno().name());
      }
      sender.set(SocketOptions.SO_BROADCAST, true);
      sender.sendTo(buffer, all);
      Sender from = new Sender();
      receiver.recvFrom(buffer.clear(), from);
      System.out.println("broadcast: " + buffer.getAll(US_ASCII));
      InetEndpoint source = (InetEndpoint) from.endpoint();
      System.out.println("broadcast from: " + Inet.ntop(source.address()));
    }
  }

  @Override
  public void close() {
    a.close();
    b.close();
    buffer.close();
  }
}
