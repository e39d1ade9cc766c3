package dev.sluice.net;

import static dev.sluice.sys.SocketConstants.SOL_SOCKET;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.sys.InetConstants;
import dev.sluice.sys.SocketConstants;
import dev.sluice.sys.TcpConstants;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;

/**
 * Socket options by their names in C, sorted; {@code socket(7)}, {@code tcp(7)}, {@code ipv6(7)}.
 *
 * <p>Setting one that the kernel refuses throws; nothing is rounded or ignored here. The kernel
 * itself doubles what is asked for as {@code SO_RCVBUF} and {@code SO_SNDBUF}.
 */
public final class SocketOptions {
  /** Whether an IPv6 socket leaves IPv4 alone; set before bind. {@code ipv6(7)}. */
  public static final SocketOption<Boolean> IPV6_V6ONLY =
      SocketOption.ofBoolean("IPV6_V6ONLY", InetConstants.IPPROTO_IPV6, InetConstants.IPV6_V6ONLY);

  /** Whether the socket listens; read only. {@code socket(7)}. */
  public static final SocketOption<Boolean> SO_ACCEPTCONN =
      SocketOption.ofBoolean("SO_ACCEPTCONN", SOL_SOCKET, SocketConstants.SO_ACCEPTCONN);

  /** The pending error number, 0 for none; reading clears it. {@code socket(7)}. */
  public static final SocketOption<Integer> SO_ERROR =
      SocketOption.ofInt("SO_ERROR", SOL_SOCKET, SocketConstants.SO_ERROR);

  /** Whether an idle connection is probed. {@code socket(7)}. */
  public static final SocketOption<Boolean> SO_KEEPALIVE =
      SocketOption.ofBoolean("SO_KEEPALIVE", SOL_SOCKET, SocketConstants.SO_KEEPALIVE);

  /**
   * How long closing waits for unsent data, in whole seconds; empty: closing returns at once and
   * the kernel goes on sending. Zero discards the data and resets the connection. {@code
   * socket(7)}.
   */
  public static final SocketOption<Optional<Duration>> SO_LINGER =
      SocketOption.of("SO_LINGER", SOL_SOCKET, SocketConstants.SO_LINGER, new LingerCodec());

  /** The receive buffer in bytes; the kernel doubles it. {@code socket(7)}. */
  public static final SocketOption<Integer> SO_RCVBUF =
      SocketOption.ofInt("SO_RCVBUF", SOL_SOCKET, SocketConstants.SO_RCVBUF);

  /** Whether a port in TIME_WAIT may be bound again; set before bind. {@code socket(7)}. */
  public static final SocketOption<Boolean> SO_REUSEADDR =
      SocketOption.ofBoolean("SO_REUSEADDR", SOL_SOCKET, SocketConstants.SO_REUSEADDR);

  /** Whether several sockets of one user may bind one port; set before bind. {@code socket(7)}. */
  public static final SocketOption<Boolean> SO_REUSEPORT =
      SocketOption.ofBoolean("SO_REUSEPORT", SOL_SOCKET, SocketConstants.SO_REUSEPORT);

  /** The send buffer in bytes; the kernel doubles it. {@code socket(7)}. */
  public static final SocketOption<Integer> SO_SNDBUF =
      SocketOption.ofInt("SO_SNDBUF", SOL_SOCKET, SocketConstants.SO_SNDBUF);

  /** Whether small segments are sent at once instead of gathered (Nagle). {@code tcp(7)}. */
  public static final SocketOption<Boolean> TCP_NODELAY =
      SocketOption.ofBoolean("TCP_NODELAY", InetConstants.IPPROTO_TCP, TcpConstants.TCP_NODELAY);

  private SocketOptions() {}

  /** {@code struct linger}: two ints, on or off and the seconds. */
  private static final class LingerCodec implements SocketOption.Codec<Optional<Duration>> {
    @Override
    public int sizeBytes() {
      return 2 * Integer.BYTES;
    }

    @Override
    public void encode(Optional<Duration> value, MemorySegment memory) {
      long seconds = value.map(Duration::toSeconds).orElse(0L);
      if (seconds < 0
          || seconds > Integer.MAX_VALUE
          || value.filter(time -> time.toNanosPart() != 0).isPresent()) {
        throw new IllegalArgumentException(
            "SO_LINGER takes whole seconds from 0, not " + value.orElseThrow());
      }
      memory.set(JAVA_INT, 0, value.isPresent() ? 1 : 0);
      memory.set(JAVA_INT, Integer.BYTES, (int) seconds);
    }

    @Override
    public Optional<Duration> decode(MemorySegment memory) {
      return memory.get(JAVA_INT, 0) == 0
          ? Optional.empty()
          : Optional.of(Duration.ofSeconds(memory.get(JAVA_INT, Integer.BYTES)));
    }
  }
}
