package dev.sluice.net;

import static dev.sluice.sys.SocketConstants.SOL_SOCKET;

import dev.sluice.Fd;
import dev.sluice.sys.SocketConstants;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Options of every socket, by their names in C, sorted; {@code socket(7)}.
 *
 * <p>Setting one that the kernel refuses throws, and so does reading one that can only be written;
 * nothing is rounded or ignored here. Those of protocols are in {@link TcpOptions}, {@link
 * UdpOptions}, {@link IpOptions} and {@link Ipv6Options}; any other is made with {@link
 * SocketOption#of}.
 */
public final class SocketOptions {
  /** Whether the socket listens; read only. {@code socket(7)}. */
  public static final SocketOption<Boolean> SO_ACCEPTCONN =
      SocketOption.of(
          "SO_ACCEPTCONN",
          SOL_SOCKET,
          SocketConstants.SO_ACCEPTCONN,
          OptionCodecs.readOnly(OptionCodecs.BOOLEAN));

  /**
   * A program that picks the socket of an SO_REUSEPORT group for each connection or datagram; write
   * only. {@code socket(7)}.
   */
  public static final SocketOption<SocketFilter> SO_ATTACH_REUSEPORT_CBPF =
      SocketOption.of(
          "SO_ATTACH_REUSEPORT_CBPF",
          SOL_SOCKET,
          SocketConstants.SO_ATTACH_REUSEPORT_CBPF,
          SocketFilter.CODEC);

  /**
   * The interface that traffic is bound to, by name; empty for none. Setting a second one needs
   * CAP_NET_RAW. {@code socket(7)}.
   */
  public static final SocketOption<String> SO_BINDTODEVICE =
      SocketOption.of(
          "SO_BINDTODEVICE", SOL_SOCKET, SocketConstants.SO_BINDTODEVICE, OptionCodecs.NAME);

  /** Whether datagrams may be sent to a broadcast address. {@code socket(7)}. */
  public static final SocketOption<Boolean> SO_BROADCAST =
      SocketOption.ofBoolean("SO_BROADCAST", SOL_SOCKET, SocketConstants.SO_BROADCAST);

  /**
   * How long a blocking receive polls the device queue, in microseconds; 0 for not at all. Raising
   * it needs CAP_NET_ADMIN. {@code socket(7)}.
   */
  public static final SocketOption<Integer> SO_BUSY_POLL =
      SocketOption.ofInt("SO_BUSY_POLL", SOL_SOCKET, SocketConstants.SO_BUSY_POLL);

  /** A number that no other socket of this machine has or had; read only. {@code socket(7)}. */
  public static final SocketOption<Long> SO_COOKIE =
      SocketOption.of(
          "SO_COOKIE",
          SOL_SOCKET,
          SocketConstants.SO_COOKIE,
          OptionCodecs.readOnly(OptionCodecs.LONG));

  /** The address family, AF_INET or another; read only. {@code socket(7)}. */
  public static final SocketOption<Integer> SO_DOMAIN =
      SocketOption.of(
          "SO_DOMAIN",
          SOL_SOCKET,
          SocketConstants.SO_DOMAIN,
          OptionCodecs.readOnly(OptionCodecs.INT));

  /** The pending error number, 0 for none; reading clears it. {@code socket(7)}. */
  public static final SocketOption<Integer> SO_ERROR =
      SocketOption.of(
          "SO_ERROR",
          SOL_SOCKET,
          SocketConstants.SO_ERROR,
          OptionCodecs.readOnly(OptionCodecs.INT));

  /**
   * The CPU that the last packet arrived on; set, it steers an SO_REUSEPORT group. {@code
   * socket(7)}.
   */
  public static final SocketOption<Integer> SO_INCOMING_CPU =
      SocketOption.ofInt("SO_INCOMING_CPU", SOL_SOCKET, SocketConstants.SO_INCOMING_CPU);

  /**
   * The device queue that the last packet arrived on, 0 if unknown; read only. {@code socket(7)}.
   */
  public static final SocketOption<Integer> SO_INCOMING_NAPI_ID =
      SocketOption.of(
          "SO_INCOMING_NAPI_ID",
          SOL_SOCKET,
          SocketConstants.SO_INCOMING_NAPI_ID,
          OptionCodecs.readOnly(OptionCodecs.INT));

  /** Whether an idle connection is probed. {@code socket(7)}. */
  public static final SocketOption<Boolean> SO_KEEPALIVE =
      SocketOption.ofBoolean("SO_KEEPALIVE", SOL_SOCKET, SocketConstants.SO_KEEPALIVE);

  /**
   * How long closing waits for unsent data, in whole seconds. Empty: closing returns at once and
   * the kernel goes on sending. Zero: the data is discarded and the connection reset. {@code
   * socket(7)}.
   */
  public static final SocketOption<Optional<Duration>> SO_LINGER =
      SocketOption.of("SO_LINGER", SOL_SOCKET, SocketConstants.SO_LINGER, OptionCodecs.LINGER);

  /**
   * The mark of outgoing packets, for routing and filters. Needs CAP_NET_ADMIN or CAP_NET_RAW.
   * {@code socket(7)}.
   */
  public static final SocketOption<Integer> SO_MARK =
      SocketOption.ofInt("SO_MARK", SOL_SOCKET, SocketConstants.SO_MARK);

  /** Whether urgent data stays in the stream. {@code socket(7)}. */
  public static final SocketOption<Boolean> SO_OOBINLINE =
      SocketOption.ofBoolean("SO_OOBINLINE", SOL_SOCKET, SocketConstants.SO_OOBINLINE);

  /** Whether messages bring the credentials of the sender, on AF_UNIX. {@code unix(7)}. */
  public static final SocketOption<Boolean> SO_PASSCRED =
      SocketOption.ofBoolean("SO_PASSCRED", SOL_SOCKET, SocketConstants.SO_PASSCRED);

  /** Whether messages bring a pidfd of the sender, on AF_UNIX; since Linux 6.5. {@code unix(7)}. */
  public static final SocketOption<Boolean> SO_PASSPIDFD =
      SocketOption.ofBoolean("SO_PASSPIDFD", SOL_SOCKET, SocketConstants.SO_PASSPIDFD);

  /**
   * Who connected, or listened, at the other end of an AF_UNIX stream; read only. {@code unix(7)}.
   */
  public static final SocketOption<PeerCredentials> SO_PEERCRED =
      SocketOption.of(
          "SO_PEERCRED", SOL_SOCKET, SocketConstants.SO_PEERCRED, PeerCredentials.CODEC);

  /**
   * The supplementary groups of who connected, or listened, at the other end of an AF_UNIX stream;
   * read only. {@code unix(7)}.
   */
  public static final SocketOption<List<Long>> SO_PEERGROUPS =
      SocketOption.of(
          "SO_PEERGROUPS", SOL_SOCKET, SocketConstants.SO_PEERGROUPS, OptionCodecs.GROUPS);

  /**
   * A pidfd of who connected, or listened, at the other end of an AF_UNIX stream; read only, since
   * Linux 6.5. The caller owns it and closes it. {@code unix(7)}.
   */
  public static final SocketOption<Fd> SO_PEERPIDFD =
      SocketOption.of(
          "SO_PEERPIDFD", SOL_SOCKET, SocketConstants.SO_PEERPIDFD, OptionCodecs.DESCRIPTOR);

  /** Whether busy polling defers the device interrupt. Needs CAP_NET_ADMIN. {@code socket(7)}. */
  public static final SocketOption<Boolean> SO_PREFER_BUSY_POLL =
      SocketOption.ofBoolean(
          "SO_PREFER_BUSY_POLL", SOL_SOCKET, SocketConstants.SO_PREFER_BUSY_POLL);

  /**
   * The queueing priority of outgoing packets; above 6 it needs CAP_NET_ADMIN. {@code socket(7)}.
   */
  public static final SocketOption<Integer> SO_PRIORITY =
      SocketOption.ofInt("SO_PRIORITY", SOL_SOCKET, SocketConstants.SO_PRIORITY);

  /** The protocol number; read only. {@code socket(7)}. */
  public static final SocketOption<Integer> SO_PROTOCOL =
      SocketOption.of(
          "SO_PROTOCOL",
          SOL_SOCKET,
          SocketConstants.SO_PROTOCOL,
          OptionCodecs.readOnly(OptionCodecs.INT));

  /** The receive buffer in bytes; the kernel doubles it. {@code socket(7)}. */
  public static final SocketOption<Integer> SO_RCVBUF =
      SocketOption.ofInt("SO_RCVBUF", SOL_SOCKET, SocketConstants.SO_RCVBUF);

  /**
   * The receive buffer in bytes beyond the limit of the system; write only. Needs CAP_NET_ADMIN.
   * {@code socket(7)}.
   */
  public static final SocketOption<Integer> SO_RCVBUFFORCE =
      SocketOption.of(
          "SO_RCVBUFFORCE",
          SOL_SOCKET,
          SocketConstants.SO_RCVBUFFORCE,
          OptionCodecs.writeOnly(OptionCodecs.INT));

  /** How many bytes make the socket readable. {@code socket(7)}. */
  public static final SocketOption<Integer> SO_RCVLOWAT =
      SocketOption.ofInt("SO_RCVLOWAT", SOL_SOCKET, SocketConstants.SO_RCVLOWAT);

  /**
   * How long a call that blocks in the kernel receives, in microseconds; zero for ever. Our
   * blocking operations wait outside the kernel and go by setTimeout. {@code socket(7)}.
   */
  public static final SocketOption<Duration> SO_RCVTIMEO =
      SocketOption.of("SO_RCVTIMEO", SOL_SOCKET, SocketConstants.SO_RCVTIMEO, OptionCodecs.TIMEVAL);

  /** Whether a port in TIME_WAIT may be bound again; set before bind. {@code socket(7)}. */
  public static final SocketOption<Boolean> SO_REUSEADDR =
      SocketOption.ofBoolean("SO_REUSEADDR", SOL_SOCKET, SocketConstants.SO_REUSEADDR);

  /** Whether several sockets of one user may bind one port; set before bind. {@code socket(7)}. */
  public static final SocketOption<Boolean> SO_REUSEPORT =
      SocketOption.ofBoolean("SO_REUSEPORT", SOL_SOCKET, SocketConstants.SO_REUSEPORT);

  /** Whether datagrams bring the number of those dropped before them. {@code socket(7)}. */
  public static final SocketOption<Boolean> SO_RXQ_OVFL =
      SocketOption.ofBoolean("SO_RXQ_OVFL", SOL_SOCKET, SocketConstants.SO_RXQ_OVFL);

  /** The send buffer in bytes; the kernel doubles it. {@code socket(7)}. */
  public static final SocketOption<Integer> SO_SNDBUF =
      SocketOption.ofInt("SO_SNDBUF", SOL_SOCKET, SocketConstants.SO_SNDBUF);

  /**
   * The send buffer in bytes beyond the limit of the system; write only. Needs CAP_NET_ADMIN.
   * {@code socket(7)}.
   */
  public static final SocketOption<Integer> SO_SNDBUFFORCE =
      SocketOption.of(
          "SO_SNDBUFFORCE",
          SOL_SOCKET,
          SocketConstants.SO_SNDBUFFORCE,
          OptionCodecs.writeOnly(OptionCodecs.INT));

  /**
   * How long a call that blocks in the kernel sends, in microseconds; zero for ever. Our blocking
   * operations wait outside the kernel and go by setTimeout. {@code socket(7)}.
   */
  public static final SocketOption<Duration> SO_SNDTIMEO =
      SocketOption.of("SO_SNDTIMEO", SOL_SOCKET, SocketConstants.SO_SNDTIMEO, OptionCodecs.TIMEVAL);

  /** Whether datagrams bring the time of their arrival in microseconds. {@code socket(7)}. */
  public static final SocketOption<Boolean> SO_TIMESTAMP =
      SocketOption.ofBoolean("SO_TIMESTAMP", SOL_SOCKET, SocketConstants.SO_TIMESTAMP);

  /** Which timestamps are made and brought: SOF_TIMESTAMPING flags. {@code socket(7)}. */
  public static final SocketOption<Integer> SO_TIMESTAMPING =
      SocketOption.ofInt("SO_TIMESTAMPING", SOL_SOCKET, SocketConstants.SO_TIMESTAMPING);

  /** Whether datagrams bring the time of their arrival in nanoseconds. {@code socket(7)}. */
  public static final SocketOption<Boolean> SO_TIMESTAMPNS =
      SocketOption.ofBoolean("SO_TIMESTAMPNS", SOL_SOCKET, SocketConstants.SO_TIMESTAMPNS);

  /** The clock by which messages say when to send them. {@code socket(7)}. */
  public static final SocketOption<TransmitTime> SO_TXTIME =
      SocketOption.of("SO_TXTIME", SOL_SOCKET, SocketConstants.SO_TXTIME, TransmitTime.CODEC);

  /** The type, SOCK_STREAM or another; read only. {@code socket(7)}. */
  public static final SocketOption<Integer> SO_TYPE =
      SocketOption.of(
          "SO_TYPE", SOL_SOCKET, SocketConstants.SO_TYPE, OptionCodecs.readOnly(OptionCodecs.INT));

  /** Whether MSG_ZEROCOPY may be used. {@code socket(7)}. */
  public static final SocketOption<Boolean> SO_ZEROCOPY =
      SocketOption.ofBoolean("SO_ZEROCOPY", SOL_SOCKET, SocketConstants.SO_ZEROCOPY);

  private SocketOptions() {}
}
