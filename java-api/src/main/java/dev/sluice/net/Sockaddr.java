package dev.sluice.net;

import static dev.sluice.sys.Sockaddr.sa_family;
import static dev.sluice.sys.SockaddrIn.sin_addr;
import static dev.sluice.sys.SockaddrIn.sin_port;
import static dev.sluice.sys.SockaddrIn6.sin6_addr;
import static dev.sluice.sys.SockaddrIn6.sin6_flowinfo;
import static dev.sluice.sys.SockaddrIn6.sin6_port;
import static dev.sluice.sys.SockaddrIn6.sin6_scope_id;
import static dev.sluice.sys.SocketConstants.AF_INET;
import static dev.sluice.sys.SocketConstants.AF_INET6;
import static dev.sluice.sys.SocketConstants.AF_UNIX;
import static dev.sluice.sys.SocketConstants.AF_UNSPEC;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.UnixEndpoint;
import dev.sluice.spi.SenderCell;
import dev.sluice.sys.SockaddrIn;
import dev.sluice.sys.SockaddrIn6;
import dev.sluice.sys.SockaddrStorage;
import dev.sluice.sys.SockaddrUn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A {@code struct sockaddr} of any family in native memory, and its length beside it: where calls
 * find and leave addresses. Confined to one thread at a time.
 */
final class Sockaddr {
  private static final ThreadLocal<Sockaddr> SCRATCH =
      new ThreadLocal<>() {
        @Override
        protected Sockaddr initialValue() {
          return new Sockaddr();
        }
      };

  private static final ThreadLocal<Sockaddr> PEER =
      new ThreadLocal<>() {
        @Override
        protected Sockaddr initialValue() {
          return new Sockaddr();
        }
      };

  private static final int PATH_OFFSET = (int) SockaddrUn.sun_path.offset();

  private final MemorySegment memory = Arena.ofAuto().allocate(SockaddrStorage.SIZEOF, 8);
  private final MemorySegment length = Arena.ofAuto().allocate(JAVA_INT);

  private @Nullable Endpoint encoded;
  private int encodedBytes;

  /** Returns the calling thread's, for the time of one call. */
  static Sockaddr scratch() {
    return SCRATCH.get();
  }

  /** Returns the calling thread's with this endpoint in it, which is encoded once in a row. */
  @SuppressWarnings("ReferenceEquality") // an equal one costs an encoding, comparing costs more
  static Sockaddr peer(Endpoint endpoint) {
    Sockaddr peer = PEER.get();
    if (peer.encoded != endpoint) {
      peer.encoded = null;
      peer.encodedBytes = peer.encode(endpoint);
      peer.encoded = endpoint;
    }
    return peer;
  }

  /** Returns how many bytes of a peer count. */
  int encodedBytes() {
    return encodedBytes;
  }

  MemorySegment memory() {
    return memory;
  }

  /** Returns the length, set to the room there is, as calls that leave an address expect it. */
  MemorySegment freshLength() {
    length.set(JAVA_INT, 0, (int) memory.byteSize());
    return length;
  }

  /** Writes an endpoint and returns how many bytes of it count. */
  int encode(Endpoint endpoint) {
    return encode(endpoint, memory);
  }

  /** Writes an endpoint into {@code memory} and returns how many bytes of it count. */
  static int encode(Endpoint endpoint, MemorySegment memory) {
    memory.fill((byte) 0);
    sa_family.set(memory, endpoint.family().number());
    // Not a pattern switch, whose first use costs 3 ms at start-up.
    if (endpoint instanceof InetEndpoint inet) {
      return encode(inet, memory);
    }
    return endpoint instanceof UnixEndpoint unix
        ? encode(unix, memory)
        : LinuxSockaddr.encode(endpoint, memory);
  }

  /** Writes {@code AF_UNSPEC}, which disconnects, and returns how many bytes of it count. */
  int encodeUnspecified() {
    memory.fill((byte) 0);
    sa_family.set(memory, AF_UNSPEC);
    return SockaddrIn.SIZEOF;
  }

  private static int encode(InetEndpoint endpoint, MemorySegment memory) {
    if (endpoint.family() == Family.INET4) {
      sin_port.set(memory, networkOrder(endpoint.port()));
      endpoint.copyAddress(memory, sin_addr.offset());
      return SockaddrIn.SIZEOF;
    }
    sin6_port.set(memory, networkOrder(endpoint.port()));
    sin6_flowinfo.set(memory, Integer.reverseBytes(endpoint.flowInfo()));
    endpoint.copyAddress(memory, sin6_addr.offset());
    sin6_scope_id.set(memory, endpoint.scopeId());
    return SockaddrIn6.SIZEOF;
  }

  private static int encode(UnixEndpoint endpoint, MemorySegment memory) {
    // A path ends with a NUL that counts, unless it fills sun_path; an abstract name begins with
    // one, and all of it counts.
    return switch (endpoint.kind()) {
      case UNNAMED -> PATH_OFFSET;
      case PATH ->
          Math.min(PATH_OFFSET + endpoint.copyName(memory, PATH_OFFSET) + 1, SockaddrUn.SIZEOF);
      case ABSTRACT -> PATH_OFFSET + 1 + endpoint.copyName(memory, PATH_OFFSET + 1);
    };
  }

  /** Reads the sender that a call left, which is the same object as long as it is the same one. */
  void decode(SenderCell sender) {
    Sockaddr last = sender.nativeForm(Sockaddr.class, Sockaddr::new);
    int bytes = length();
    if (sender.endpoint() != null
        && last.length() == bytes
        && MemorySegment.mismatch(memory, 0, bytes, last.memory, 0, bytes) < 0) {
      return;
    }
    Endpoint endpoint = decode();
    MemorySegment.copy(memory, 0, last.memory, 0, bytes);
    last.length.set(JAVA_INT, 0, bytes);
    sender.set(endpoint, last);
  }

  private int length() {
    return Math.clamp(length.get(JAVA_INT, 0), 0, (int) memory.byteSize());
  }

  /** Reads the endpoint that a call left. */
  Endpoint decode() {
    return decode(memory, length());
  }

  /** Reads the endpoint in the first bytes of {@code memory}, whatever they are. */
  static Endpoint decode(MemorySegment memory, int bytes) {
    int domain = bytes < PATH_OFFSET ? AF_UNIX : sa_family.get(memory);
    if (domain == AF_INET && bytes >= SockaddrIn.SIZEOF) {
      return InetEndpoint.of(
          sin_addr.of(memory).toArray(JAVA_BYTE), networkOrder(sin_port.get(memory)));
    }
    if (domain == AF_INET6 && bytes >= SockaddrIn6.SIZEOF) {
      return InetEndpoint.of(
          sin6_addr.of(memory).toArray(JAVA_BYTE),
          networkOrder(sin6_port.get(memory)),
          sin6_scope_id.get(memory),
          Integer.reverseBytes(sin6_flowinfo.get(memory)));
    }
    return domain == AF_UNIX ? unix(memory, bytes) : LinuxSockaddr.decode(domain, memory, bytes);
  }

  private static Endpoint unix(MemorySegment memory, int length) {
    // A path that fills sun_path is reported with a NUL behind it, one byte more than there is
    // room.
    int bytes = Math.min(length, SockaddrUn.SIZEOF);
    if (bytes <= PATH_OFFSET) {
      return UnixEndpoint.unnamed();
    }
    if (memory.get(JAVA_BYTE, PATH_OFFSET) == 0) {
      return UnixEndpoint.abstractName(bytes(memory, PATH_OFFSET + 1, bytes));
    }
    int end = PATH_OFFSET;
    while (end < bytes && memory.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    return UnixEndpoint.path(bytes(memory, PATH_OFFSET, end));
  }

  /** Swaps the bytes of a port: the ABIs we run on are all little-endian. */
  static int networkOrder(int port) {
    return Short.toUnsignedInt(Short.reverseBytes((short) port));
  }

  static byte[] bytes(MemorySegment memory, int from, int to) {
    return memory.asSlice(from, to - from).toArray(JAVA_BYTE);
  }
}
