package dev.sluice.net;

import static dev.sluice.sys.InetConstants.IPPROTO_TCP;

import dev.sluice.sys.TcpConstants;

/** Options of TCP sockets, by their names in C, sorted; {@code tcp(7)}. */
public final class TcpOptions {
  /**
   * The congestion control algorithm by name; those allowed are in
   * /proc/sys/net/ipv4/tcp_allowed_congestion_control. {@code tcp(7)}.
   */
  public static final SocketOption<String> TCP_CONGESTION =
      SocketOption.of(
          "TCP_CONGESTION", IPPROTO_TCP, TcpConstants.TCP_CONGESTION, OptionCodecs.NAME);

  /**
   * Whether partial segments are held back until the cork is pulled, 200 ms at the most. {@code
   * tcp(7)}.
   */
  public static final SocketOption<Boolean> TCP_CORK =
      SocketOption.ofBoolean("TCP_CORK", IPPROTO_TCP, TcpConstants.TCP_CORK);

  /** For how many seconds a connection waits in the backlog for its first data. {@code tcp(7)}. */
  public static final SocketOption<Integer> TCP_DEFER_ACCEPT =
      SocketOption.ofInt("TCP_DEFER_ACCEPT", IPPROTO_TCP, TcpConstants.TCP_DEFER_ACCEPT);

  /**
   * How many connections may be open before their handshake has ended, on a listening socket.
   * {@code tcp(7)}.
   */
  public static final SocketOption<Integer> TCP_FASTOPEN =
      SocketOption.ofInt("TCP_FASTOPEN", IPPROTO_TCP, TcpConstants.TCP_FASTOPEN);

  /** Whether connect waits for the first data to travel with it. {@code tcp(7)}. */
  public static final SocketOption<Boolean> TCP_FASTOPEN_CONNECT =
      SocketOption.ofBoolean(
          "TCP_FASTOPEN_CONNECT", IPPROTO_TCP, TcpConstants.TCP_FASTOPEN_CONNECT);

  /** The key of the cookies of fast open: 16 bytes, or 32 with the one before. {@code tcp(7)}. */
  public static final SocketOption<byte[]> TCP_FASTOPEN_KEY =
      SocketOption.of(
          "TCP_FASTOPEN_KEY", IPPROTO_TCP, TcpConstants.TCP_FASTOPEN_KEY, OptionCodecs.BYTES);

  /** Whether fast open does without cookies. {@code tcp(7)}. */
  public static final SocketOption<Boolean> TCP_FASTOPEN_NO_COOKIE =
      SocketOption.ofBoolean(
          "TCP_FASTOPEN_NO_COOKIE", IPPROTO_TCP, TcpConstants.TCP_FASTOPEN_NO_COOKIE);

  /** What the kernel knows of the connection; read only. {@code tcp(7)}. */
  public static final SocketOption<TcpInfo> TCP_INFO =
      SocketOption.of("TCP_INFO", IPPROTO_TCP, TcpConstants.TCP_INFO, TcpInfo.CODEC);

  /** Whether messages bring how many bytes are left to receive. {@code tcp(7)}. */
  public static final SocketOption<Boolean> TCP_INQ =
      SocketOption.ofBoolean("TCP_INQ", IPPROTO_TCP, TcpConstants.TCP_INQ);

  /** After how many unanswered probes a connection is given up. {@code tcp(7)}. */
  public static final SocketOption<Integer> TCP_KEEPCNT =
      SocketOption.ofInt("TCP_KEEPCNT", IPPROTO_TCP, TcpConstants.TCP_KEEPCNT);

  /** After how many idle seconds probing begins. {@code tcp(7)}. */
  public static final SocketOption<Integer> TCP_KEEPIDLE =
      SocketOption.ofInt("TCP_KEEPIDLE", IPPROTO_TCP, TcpConstants.TCP_KEEPIDLE);

  /** How many seconds lie between probes. {@code tcp(7)}. */
  public static final SocketOption<Integer> TCP_KEEPINTVL =
      SocketOption.ofInt("TCP_KEEPINTVL", IPPROTO_TCP, TcpConstants.TCP_KEEPINTVL);

  /** How many seconds a closed connection waits for the end of the other side. {@code tcp(7)}. */
  public static final SocketOption<Integer> TCP_LINGER2 =
      SocketOption.ofInt("TCP_LINGER2", IPPROTO_TCP, TcpConstants.TCP_LINGER2);

  /** The largest segment in bytes; set before the connection stands. {@code tcp(7)}. */
  public static final SocketOption<Integer> TCP_MAXSEG =
      SocketOption.ofInt("TCP_MAXSEG", IPPROTO_TCP, TcpConstants.TCP_MAXSEG);

  /** The key that signs the segments to and from a peer, RFC 2385; write only. {@code tcp(7)}. */
  public static final SocketOption<TcpMd5Signature> TCP_MD5SIG =
      SocketOption.of("TCP_MD5SIG", IPPROTO_TCP, TcpConstants.TCP_MD5SIG, TcpMd5Signature.CODEC);

  /** Whether small segments are sent at once instead of gathered (Nagle). {@code tcp(7)}. */
  public static final SocketOption<Boolean> TCP_NODELAY =
      SocketOption.ofBoolean("TCP_NODELAY", IPPROTO_TCP, TcpConstants.TCP_NODELAY);

  /** Below how many unsent bytes the socket is writable. {@code tcp(7)}. */
  public static final SocketOption<Integer> TCP_NOTSENT_LOWAT =
      SocketOption.ofInt("TCP_NOTSENT_LOWAT", IPPROTO_TCP, TcpConstants.TCP_NOTSENT_LOWAT);

  /** Whether acknowledgements are sent at once; the kernel falls back by itself. {@code tcp(7)}. */
  public static final SocketOption<Boolean> TCP_QUICKACK =
      SocketOption.ofBoolean("TCP_QUICKACK", IPPROTO_TCP, TcpConstants.TCP_QUICKACK);

  /**
   * The headers of the SYN that opened the connection; read only, and only once. {@code tcp(7)}.
   */
  public static final SocketOption<byte[]> TCP_SAVED_SYN =
      SocketOption.of(
          "TCP_SAVED_SYN",
          IPPROTO_TCP,
          TcpConstants.TCP_SAVED_SYN,
          OptionCodecs.readOnly(OptionCodecs.BYTES));

  /** Whether accepted connections keep the headers of their SYN. {@code tcp(7)}. */
  public static final SocketOption<Boolean> TCP_SAVE_SYN =
      SocketOption.ofBoolean("TCP_SAVE_SYN", IPPROTO_TCP, TcpConstants.TCP_SAVE_SYN);

  /** How many SYNs are sent before connecting fails. {@code tcp(7)}. */
  public static final SocketOption<Integer> TCP_SYNCNT =
      SocketOption.ofInt("TCP_SYNCNT", IPPROTO_TCP, TcpConstants.TCP_SYNCNT);

  /** The upper layer protocol, for instance tls. {@code tcp(7)}. */
  public static final SocketOption<String> TCP_ULP =
      SocketOption.of("TCP_ULP", IPPROTO_TCP, TcpConstants.TCP_ULP, OptionCodecs.NAME);

  /**
   * After how many milliseconds without acknowledgement a connection is given up; 0 for the
   * default. {@code tcp(7)}.
   */
  public static final SocketOption<Integer> TCP_USER_TIMEOUT =
      SocketOption.ofInt("TCP_USER_TIMEOUT", IPPROTO_TCP, TcpConstants.TCP_USER_TIMEOUT);

  /** The largest advertised window in bytes. {@code tcp(7)}. */
  public static final SocketOption<Integer> TCP_WINDOW_CLAMP =
      SocketOption.ofInt("TCP_WINDOW_CLAMP", IPPROTO_TCP, TcpConstants.TCP_WINDOW_CLAMP);

  private TcpOptions() {}
}
