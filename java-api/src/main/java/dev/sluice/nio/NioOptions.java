package dev.sluice.nio;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.Errno;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Socket options by Linux's numbers, as far as NIO knows them. The numbers are names here: they
 * work on every machine.
 */
final class NioOptions {
  private static final int SO_LINGER = 13;
  private static final int LINGER_BYTES = 2 * Integer.BYTES;

  private static final int SOL_IP = 0;
  private static final int SOL_SOCKET = 1;
  private static final int SOL_TCP = 6;

  /** Level and number to NIO's name. Values are an int, or a boolean as an int, or linger. */
  private static final Map<Long, String> NAMES =
      Map.ofEntries(
          entry(SOL_SOCKET, 2, "SO_REUSEADDR"),
          entry(SOL_SOCKET, 6, "SO_BROADCAST"),
          entry(SOL_SOCKET, 7, "SO_SNDBUF"),
          entry(SOL_SOCKET, 8, "SO_RCVBUF"),
          entry(SOL_SOCKET, 9, "SO_KEEPALIVE"),
          entry(SOL_SOCKET, 10, "SO_OOBINLINE"),
          entry(SOL_SOCKET, SO_LINGER, "SO_LINGER"),
          entry(SOL_SOCKET, 15, "SO_REUSEPORT"),
          entry(SOL_SOCKET, 56, "SO_INCOMING_NAPI_ID"),
          entry(SOL_TCP, 1, "TCP_NODELAY"),
          entry(SOL_TCP, 4, "TCP_KEEPIDLE"),
          entry(SOL_TCP, 5, "TCP_KEEPINTERVAL"),
          entry(SOL_TCP, 6, "TCP_KEEPCOUNT"),
          entry(SOL_TCP, 12, "TCP_QUICKACK"),
          entry(SOL_IP, 1, "IP_TOS"),
          entry(SOL_IP, 33, "IP_MULTICAST_TTL"),
          entry(SOL_IP, 34, "IP_MULTICAST_LOOP"));

  private NioOptions() {}

  private static Map.Entry<Long, String> entry(int level, int number, String name) {
    return Map.entry(key(level, number), name);
  }

  private static long key(int level, int number) {
    return (long) level << Integer.SIZE | number;
  }

  /** Finds an option of a channel, or says by its name that there is none. */
  static SocketOption<?> find(NetworkChannel channel, String name, int level, int number) {
    String wanted = NAMES.get(key(level, number));
    for (SocketOption<?> option : channel.supportedOptions()) {
      if (option.name().equals(wanted)) {
        return option;
      }
    }
    throw new UnsupportedOperationException(
        name + ": the NIO backend does not have this option for " + channel.getClass().getName());
  }

  /** Reads a value as the kernel would; {@code null} if the option cannot have it. */
  static @Nullable Object decode(SocketOption<?> option, MemorySegment memory) {
    if (memory.byteSize() < (isLinger(option) ? LINGER_BYTES : Integer.BYTES)) {
      return null;
    }
    int value = memory.get(JAVA_INT, 0);
    if (isLinger(option)) {
      return value == 0 ? -1 : memory.get(JAVA_INT, Integer.BYTES);
    }
    if (option.type() == Boolean.class) {
      return value != 0;
    }
    return value;
  }

  /** Writes a value as the kernel would; returns its size in bytes, or {@code -errno}. */
  static int encode(SocketOption<?> option, Object value, MemorySegment memory) {
    if (memory.byteSize() < (isLinger(option) ? LINGER_BYTES : Integer.BYTES)) {
      return -Errno.EINVAL.number();
    }
    if (isLinger(option)) {
      int seconds = (Integer) value;
      memory.set(JAVA_INT, 0, seconds < 0 ? 0 : 1);
      memory.set(JAVA_INT, Integer.BYTES, Math.max(0, seconds));
      return LINGER_BYTES;
    }
    memory.set(JAVA_INT, 0, value instanceof Boolean flag ? (flag ? 1 : 0) : (Integer) value);
    return Integer.BYTES;
  }

  private static boolean isLinger(SocketOption<?> option) {
    return option.name().equals("SO_LINGER");
  }

  /** Sets an option found above to a value decoded above. */
  static void set(NetworkChannel channel, SocketOption<?> option, Object value) throws IOException {
    setTyped(channel, option, value);
  }

  private static <T> void setTyped(NetworkChannel channel, SocketOption<T> option, Object value)
      throws IOException {
    channel.setOption(option, option.type().cast(value));
  }
}
