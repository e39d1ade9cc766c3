package dev.sluice.net;

import static java.util.Objects.requireNonNull;

import dev.sluice.Family;
import dev.sluice.FdClosedException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The options of {@code java.net} on one of our sockets. They are found by name, because some of
 * them are in a module of the JDK that we do not need otherwise.
 *
 * <p>AF_UNIX has neither {@code TCP_NODELAY} nor {@code IP_TOS}, and clients set them without
 * asking: there they are remembered and nothing else, because nothing is delayed or routed.
 */
final class ViewOptions {
  private static final Map<String, dev.sluice.net.SocketOption<Integer>> INTS =
      Map.of(
          "SO_RCVBUF", SocketOptions.SO_RCVBUF,
          "SO_SNDBUF", SocketOptions.SO_SNDBUF,
          "IP_TOS", IpOptions.IP_TOS,
          "TCP_KEEPIDLE", TcpOptions.TCP_KEEPIDLE,
          "TCP_KEEPINTERVAL", TcpOptions.TCP_KEEPINTVL,
          "TCP_KEEPCOUNT", TcpOptions.TCP_KEEPCNT,
          "SO_INCOMING_NAPI_ID", SocketOptions.SO_INCOMING_NAPI_ID);

  private static final Map<String, dev.sluice.net.SocketOption<Boolean>> BOOLEANS =
      Map.of(
          "SO_KEEPALIVE", SocketOptions.SO_KEEPALIVE,
          "SO_REUSEADDR", SocketOptions.SO_REUSEADDR,
          "SO_REUSEPORT", SocketOptions.SO_REUSEPORT,
          "SO_OOBINLINE", SocketOptions.SO_OOBINLINE,
          "TCP_NODELAY", TcpOptions.TCP_NODELAY,
          "TCP_QUICKACK", TcpOptions.TCP_QUICKACK);

  /** {@code java.net} has it as an {@code int} behind methods, and not as an option. */
  static final SocketOption<Boolean> SO_OOBINLINE =
      new SocketOption<>() {
        @Override
        public String name() {
          return "SO_OOBINLINE";
        }

        @Override
        public Class<Boolean> type() {
          return Boolean.class;
        }
      };

  private static final Map<String, Object> ONLY_REMEMBERED_ON_UNIX =
      Map.of("TCP_NODELAY", false, "IP_TOS", 0);

  private static final int OFF = -1;

  private final Map<String, Object> remembered = new ConcurrentHashMap<>();

  /** Those that a listening socket has. */
  static Set<SocketOption<?>> supportedByServers() {
    return Set.of(
        StandardSocketOptions.SO_RCVBUF,
        StandardSocketOptions.SO_REUSEADDR,
        StandardSocketOptions.SO_REUSEPORT);
  }

  /** Those that a stream socket has. */
  static Set<SocketOption<?>> supported() {
    return Set.of(
        StandardSocketOptions.SO_RCVBUF,
        StandardSocketOptions.SO_SNDBUF,
        StandardSocketOptions.SO_KEEPALIVE,
        StandardSocketOptions.SO_LINGER,
        StandardSocketOptions.SO_REUSEADDR,
        StandardSocketOptions.SO_REUSEPORT,
        StandardSocketOptions.TCP_NODELAY,
        StandardSocketOptions.IP_TOS);
  }

  <T> void set(Socket socket, Family family, SocketOption<T> option, T value)
      throws SocketException {
    String name = option.name();
    if (isRemembered(family, name)) {
      remembered.put(name, requireNonNull(value));
      return;
    }
    try {
      if (name.equals("SO_LINGER")) {
        int seconds = (Integer) value;
        socket.set(
            SocketOptions.SO_LINGER,
            seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds)));
      } else if (INTS.containsKey(name)) {
        socket.set(requireNonNull(INTS.get(name)), (Integer) value);
      } else {
        socket.set(flag(name), (Boolean) value);
      }
    } catch (IOException e) {
      throw ViewErrors.socketException(e);
    } catch (FdClosedException e) {
      throw ViewErrors.of(e);
    }
  }

  <T> T get(Socket socket, Family family, SocketOption<T> option) throws SocketException {
    String name = option.name();
    Object value;
    try {
      if (isRemembered(family, name)) {
        value = remembered.getOrDefault(name, ONLY_REMEMBERED_ON_UNIX.get(name));
      } else if (name.equals("SO_LINGER")) {
        value = socket.get(SocketOptions.SO_LINGER).map(time -> (int) time.toSeconds()).orElse(OFF);
      } else if (INTS.containsKey(name)) {
        value = socket.get(requireNonNull(INTS.get(name)));
      } else {
        value = socket.get(flag(name));
      }
    } catch (IOException e) {
      throw ViewErrors.socketException(e);
    } catch (FdClosedException e) {
      throw ViewErrors.of(e);
    }
    return requireNonNull(option.type().cast(value));
  }

  static int checkSize(int bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("a buffer has at least 1 byte, not " + bytes);
    }
    return bytes;
  }

  private static boolean isRemembered(Family family, String name) {
    return family == Family.UNIX && ONLY_REMEMBERED_ON_UNIX.containsKey(name);
  }

  private static dev.sluice.net.SocketOption<Boolean> flag(String name) {
    dev.sluice.net.SocketOption<Boolean> found = BOOLEANS.get(name);
    if (found == null) {
      throw new UnsupportedOperationException(
          name + ": not an option of these sockets; set it on the socket of dev.sluice.net itself");
    }
    return found;
  }
}
