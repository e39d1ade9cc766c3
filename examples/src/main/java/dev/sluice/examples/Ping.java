package dev.sluice.examples;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.FdClosedException;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.net.AddressHints;
import dev.sluice.net.AncillaryData;
import dev.sluice.net.AncillaryTypes;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.Inet;
import dev.sluice.net.IpOptions;
import dev.sluice.net.Ipv6Options;
import dev.sluice.net.Message;
import dev.sluice.net.MsgFlags;
import dev.sluice.net.Names;
import dev.sluice.net.SocketOptions;
import dev.sluice.sys.IcmpConstants;
import dev.sluice.sys.InetConstants;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code sluice ping}: echo requests over an ICMP datagram socket, which needs no privilege but a
 * group in {@code net.ipv4.ping_group_range}. The kernel puts in the identifier and the checksum,
 * and hands this socket the replies to its own requests only.
 */
@Command(
    name = "ping",
    header = "ICMP echo over a datagram socket, IPv4 and IPv6, with ping's statistics.",
    description = "Exit code 1 if nobody has answered.",
    footer = {
      "",
      "Examples:",
      "  sluice ping localhost                        until Ctrl-C",
      "  sluice ping -c 3 -i 0.2 ::1                  three, 200 ms apart",
      "  sluice ping -c 1 -W 0.5 192.0.2.1            waits half a second for the answer"
    })
final class Ping implements Callable<Integer> {
  private static final int HEADER_BYTES = 8;
  private static final int MAX_DATA_BYTES = 65_507 - HEADER_BYTES;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Parameters(paramLabel = "HOST", description = "A name or an address.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private String host;

  @Option(names = "-4", description = "IPv4 only.")
  private boolean only4;

  @Option(names = "-6", description = "IPv6 only.")
  private boolean only6;

  @Option(names = "-c", paramLabel = "COUNT", description = "So many (default: until Ctrl-C).")
  private int count = Integer.MAX_VALUE;

  @Option(
      names = "-i",
      paramLabel = "SECONDS",
      description = "One each so many seconds (default: 1).")
  private double intervalSeconds = 1;

  @Option(
      names = "-W",
      paramLabel = "SECONDS",
      description = "How long the last may take to be answered (default: 2).")
  private double patienceSeconds = 2;

  @Option(
      names = "-s",
      paramLabel = "BYTES",
      description = "How much data to send along (default: 56).")
  private int dataBytes = 56;

  private final PingStatistics statistics = new PingStatistics();

  @Override
  public Integer call() throws IOException {
    require(!(only4 && only6), "-4 or -6, not both");
    require(count > 0, "-c takes a count of at least 1, not " + count);
    require(intervalSeconds >= 0.002, "-i takes at least 0.002 seconds, not " + intervalSeconds);
    require(patienceSeconds > 0, "-W takes a time, not " + patienceSeconds);
    require(
        dataBytes >= 0 && dataBytes <= MAX_DATA_BYTES,
        "-s takes 0 to " + MAX_DATA_BYTES + " bytes, not " + dataBytes);
    InetEndpoint peer = resolve();
    System.out.println(
        "PING " + host + " (" + Inet.ntop(peer.address()) + "): " + dataBytes + " data bytes");
    Thread main = Thread.currentThread();
    try (CtrlC ctrlC = new CtrlC();
        DatagramSocket socket = open(peer.family())) {
      ctrlC.stopsBy(main::interrupt);
      socket.setBlocking(false);
      connect(socket, peer);
      socket.set(isV4(peer) ? IpOptions.IP_RECVTTL : Ipv6Options.IPV6_RECVHOPLIMIT, true);
      socket.set(SocketOptions.SO_TIMESTAMPNS, true); // when it came, not when we looked
      pingAll(socket, peer);
      System.out.print(statistics.toString(host));
    }
    return statistics.received() > 0 ? 0 : 1;
  }

  private void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new ParameterException(command.commandLine(), otherwise);
    }
  }

  private InetEndpoint resolve() throws IOException {
    AddressHints hints = AddressHints.DATAGRAM;
    if (only4 || only6) {
      hints = hints.withFamily(only4 ? Family.INET4 : Family.INET6);
    }
    return Names.addresses(host, null, hints).getFirst().endpoint();
  }

  private static boolean isV4(InetEndpoint peer) {
    return peer.family() == Family.INET4;
  }

  private static DatagramSocket open(Family family) throws IOException {
    try {
      return DatagramSocket.open(
          family,
          family == Family.INET4 ? InetConstants.IPPROTO_ICMP : InetConstants.IPPROTO_ICMPV6);
    } catch (ErrnoException e) {
      if (!e.errno().equals(Errno.EACCES)) {
        throw e;
      }
      throw new Failure(
          "none of your groups is in net.ipv4.ping_group_range; root lets all of them ping by:"
              + " sysctl -w net.ipv4.ping_group_range='0 2147483647'");
    }
  }

  private static void connect(DatagramSocket socket, InetEndpoint peer) throws IOException {
    try {
      socket.connect(peer); // only so are its errors ours: that it cannot be reached, for instance
    } catch (ErrnoException e) {
      throw new Failure("cannot ping " + Inet.ntop(peer.address()) + ": " + e.errno());
    }
  }

  /** Sends each at its time, and listens in between; Ctrl-C is the end of it. */
  private void pingAll(DatagramSocket socket, InetEndpoint peer) throws IOException {
    long interval = (long) (intervalSeconds * TimeUnit.SECONDS.toNanos(1));
    long patience = (long) (patienceSeconds * TimeUnit.SECONDS.toNanos(1));
    int ancillary = AncillaryData.spaceBytes(Integer.BYTES) + AncillaryData.spaceBytes(16);
    try (IoBuffer out = IoBuffer.allocate(HEADER_BYTES + dataBytes);
        IoBuffer in = IoBuffer.allocate(HEADER_BYTES + MAX_DATA_BYTES);
        Message reply = Message.allocate(1, ancillary)) {
      reply.setBuffers(in);
      long next = System.nanoTime();
      for (int i = 1; i <= count; i++) {
        request(socket, peer, out, i);
        next += interval;
        listen(
            socket, peer, reply, in, i < count ? next : System.nanoTime() + patience, i == count);
      }
    } catch (FdClosedException | InterruptedIOException ctrlC) {
      return;
    }
  }

  private void request(DatagramSocket socket, InetEndpoint peer, IoBuffer out, int sequence)
      throws IOException {
    out.clear();
    out.put(isV4(peer) ? IcmpConstants.ICMP_ECHO : IcmpConstants.ICMP6_ECHO_REQUEST).put(0);
    out.put(0).put(0).put(0).put(0); // checksum and identifier are the kernel's
    out.put(sequence >>> 8 & 0xFF).put(sequence & 0xFF);
    for (int i = 0; i < dataBytes; i++) {
      out.put(i & 0xFF);
    }
    statistics.sent(sequence);
    try {
      socket.send(out);
    } catch (ErrnoException e) {
      System.out.println("icmp_seq=" + sequence + " " + e.errno());
    }
  }

  /** Prints the replies that come until then; for the last one it is over when all have come. */
  private void listen(
      DatagramSocket socket,
      InetEndpoint peer,
      Message reply,
      IoBuffer in,
      long until,
      boolean isLast)
      throws IOException {
    while (!(isLast && statistics.isComplete())
        && socket.awaitReadable(Math.max(0, until - System.nanoTime()))) {
      try {
        in.clear();
        if (socket.recv(reply, MsgFlags.NONE) != IoStatus.WOULD_BLOCK) {
          heard(peer, reply, in);
        }
      } catch (ErrnoException e) {
        System.out.println("no answer: " + e.errno());
      }
    }
  }

  private void heard(InetEndpoint peer, Message reply, IoBuffer in) {
    int type = isV4(peer) ? IcmpConstants.ICMP_ECHOREPLY : IcmpConstants.ICMP6_ECHO_REPLY;
    if (in.readable() < HEADER_BYTES || in.peek(0) != type) {
      return;
    }
    int sequence = in.peek(6) << 8 | in.peek(7);
    Instant at = reply.ancillary().get(AncillaryTypes.SCM_TIMESTAMPNS);
    double millis = statistics.received(sequence, at == null ? Instant.now() : at);
    System.out.printf(
        Locale.ROOT,
        "%d bytes from %s: icmp_seq=%d ttl=%d %s%n",
        in.readable(),
        Inet.ntop(peer.address()),
        sequence,
        reply
            .ancillary()
            .getInt(isV4(peer) ? AncillaryTypes.IP_TTL : AncillaryTypes.IPV6_HOPLIMIT, 0),
        millis < 0 ? "(again)" : String.format(Locale.ROOT, "time=%.3f ms", millis));
  }
}
