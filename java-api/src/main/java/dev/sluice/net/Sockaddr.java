package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.UnixEndpoint;
import dev.sluice.sys.SocketSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A {@code struct sockaddr} of any family in native memory, and its length beside it: where calls
 * find and leave addresses. Confined to one thread at a time.
 */
final class Sockaddr {
  private static final ThreadLocal<Sockaddr> SCRATCH = ThreadLocal.withInitial(Sockaddr::new);

  private static final ValueLayout.OfShort PORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt FLOW_INFO = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);

  private static final int IN4_BYTES = 16;
  private static final int IN6_BYTES = 28;
  private static final int PATH_OFFSET = 2;

  private final MemorySegment memory = Arena.ofAuto().allocate(SocketSys.SIZEOF_SOCKADDR_STORAGE, 8);
  private final MemorySegment length = Arena.ofAuto().allocate(JAVA_INT);

  /** Returns the calling thread's, for the time of one call. */
  static Sockaddr scratch() {
    return SCRATCH.get();
  }

  static int domain(Family family) {
    return switch (family) {
      case INET4 -> SocketSys.AF_INET;
      case INET6 -> SocketSys.AF_INET6;
      case UNIX -> SocketSys.AF_UNIX;
    };
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
    memory.fill((byte) 0);
    memory.set(JAVA_SHORT, 0, (short) domain(endpoint.family()));
    return switch (endpoint) {
      case InetEndpoint inet -> encode(inet);
      case UnixEndpoint unix -> encode(unix);
    };
  }

  private int encode(InetEndpoint endpoint) {
    byte[] address = endpoint.address();
    memory.set(PORT, 2, (short) endpoint.port());
    if (endpoint.family() == Family.INET4) {
      MemorySegment.copy(address, 0, memory, JAVA_BYTE, 4, 4);
      return IN4_BYTES;
    }
    memory.set(FLOW_INFO, 4, endpoint.flowInfo());
    MemorySegment.copy(address, 0, memory, JAVA_BYTE, 8, 16);
    memory.set(JAVA_INT, 24, endpoint.scopeId());
    return IN6_BYTES;
  }

  private int encode(UnixEndpoint endpoint) {
    byte[] name = endpoint.name();
    return switch (endpoint.kind()) {
      case UNNAMED -> PATH_OFFSET;
      // A path ends with a NUL that counts; an abstract name begins with one, and all of it counts.
      case PATH -> {
        MemorySegment.copy(name, 0, memory, JAVA_BYTE, PATH_OFFSET, name.length);
        yield PATH_OFFSET + name.length + 1;
      }
      case ABSTRACT -> {
        MemorySegment.copy(name, 0, memory, JAVA_BYTE, PATH_OFFSET + 1, name.length);
        yield PATH_OFFSET + 1 + name.length;
      }
    };
  }

  /** Reads the endpoint that a call left. */
  Endpoint decode() {
    int bytes = Math.min(length.get(JAVA_INT, 0), (int) memory.byteSize());
    int domain = bytes < PATH_OFFSET ? SocketSys.AF_UNIX : memory.get(JAVA_SHORT, 0);
    return switch (domain) {
      case SocketSys.AF_INET -> InetEndpoint.of(bytes(4, 4), port());
      case SocketSys.AF_INET6 ->
          InetEndpoint.of(bytes(8, 16), port(), memory.get(JAVA_INT, 24), memory.get(FLOW_INFO, 4));
      case SocketSys.AF_UNIX -> unix(bytes);
      default -> throw new IllegalStateException("an address of the unknown family " + domain);
    };
  }

  private Endpoint unix(int bytes) {
    if (bytes <= PATH_OFFSET) {
      return UnixEndpoint.unnamed();
    }
    if (memory.get(JAVA_BYTE, PATH_OFFSET) == 0) {
      return UnixEndpoint.abstractName(bytes(PATH_OFFSET + 1, bytes - PATH_OFFSET - 1));
    }
    // The kernel counts the NUL, or leaves none where the path fills sun_path.
    int end = PATH_OFFSET;
    while (end < bytes && memory.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    return UnixEndpoint.path(bytes(PATH_OFFSET, end - PATH_OFFSET));
  }

  private int port() {
    return Short.toUnsignedInt(memory.get(PORT, 2));
  }

  private byte[] bytes(int offset, int count) {
    return memory.asSlice(offset, count).toArray(JAVA_BYTE);
  }
}
