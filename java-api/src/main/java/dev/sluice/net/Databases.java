package dev.sluice.net;

import static dev.sluice.sys.ServentSys.getservbyname_r;
import static dev.sluice.sys.ServentSys.getservbyport_r;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.sys.Foreign;
import dev.sluice.sys.Hostent;
import dev.sluice.sys.HostentSys;
import dev.sluice.sys.NetDbSys;
import dev.sluice.sys.Protoent;
import dev.sluice.sys.ProtoentSys;
import dev.sluice.sys.Servent;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The older lookups of {@code <netdb.h>}: hosts, services and protocols with all their aliases.
 * {@link Names} is the newer way for hosts and services. The reentrant functions of the C library
 * stand behind them, so they are thread-safe; those for hosts may wait for a name server.
 */
public final class Databases {
  private static final int ERANGE = -Errno.ERANGE.number();
  private static final int FIRST_BUFFER_BYTES = 1024;
  private static final int LARGEST_BUFFER_BYTES = 1 << 20;

  private Databases() {}

  /**
   * A host.
   *
   * @param name its official name
   * @param aliases its other names
   * @param addresses its addresses, 4 or 16 bytes each in network order
   */
  public record Host(String name, List<String> aliases, List<byte[]> addresses) {}

  /**
   * A service.
   *
   * @param name its official name
   * @param aliases its other names
   * @param port its port
   * @param protocol the protocol that the port is for, {@code tcp} or {@code udp}
   */
  public record Service(String name, List<String> aliases, int port, String protocol) {}

  /**
   * A protocol.
   *
   * @param name its official name
   * @param aliases its other names
   * @param number its number, as {@code socket(2)} takes it
   */
  public record Protocol(String name, List<String> aliases, int number) {}

  /** A reentrant function: leaves a struct, its strings in a buffer, and whether there is one. */
  @FunctionalInterface
  private interface Lookup {
    int call(MemorySegment struct, MemorySegment buffer, MemorySegment result, MemorySegment error);
  }

  /** Copies what the function left, while the buffer is alive. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(MemorySegment struct);
  }

  /**
   * Looks up a host by name.
   *
   * @param name the name
   * @param family {@link Family#INET4} or {@link Family#INET6}
   * @throws NameException if there is no such host, or no name server answered
   * @see <a
   *     href="https://man7.org/linux/man-pages/man3/gethostbyname.3.html">gethostbyname2_r(3)</a>
   */
  public static Host hostByName(String name, Family family) throws IOException {
    int domain = family.number();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(name);
      return find(
          "gethostbyname(" + name + ")",
          Hostent.SIZEOF,
          (struct, buffer, result, error) ->
              HostentSys.gethostbyname2_r(
                  text, domain, struct, buffer, buffer.byteSize(), result, error),
          Databases::host);
    }
  }

  /**
   * Looks up a host by address.
   *
   * @param address 4 or 16 bytes in network order
   * @throws IllegalArgumentException if the address has another length
   * @throws NameException if the address has no name, or no name server answered
   * @see <a
   *     href="https://man7.org/linux/man-pages/man3/gethostbyname.3.html">gethostbyaddr_r(3)</a>
   */
  public static Host hostByAddress(byte[] address) throws IOException {
    String text = Inet.ntop(address);
    int domain = (address.length == 4 ? Family.INET4 : Family.INET6).number();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, address);
      return find(
          "gethostbyaddr(" + text + ")",
          Hostent.SIZEOF,
          (struct, buffer, result, error) ->
              HostentSys.gethostbyaddr_r(
                  bytes, address.length, domain, struct, buffer, buffer.byteSize(), result, error),
          Databases::host);
    }
  }

  /**
   * Looks up a service by name.
   *
   * @param name the name, for instance {@code http}
   * @param protocol {@code tcp}, {@code udp} or another
   * @throws NameException if {@code /etc/services} has no such entry
   * @see <a
   *     href="https://man7.org/linux/man-pages/man3/getservbyname.3.html">getservbyname_r(3)</a>
   */
  public static Service serviceByName(String name, String protocol) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(name);
      MemorySegment proto = arena.allocateFrom(protocol);
      return find(
          "getservbyname(" + name + ", " + protocol + ")",
          Servent.SIZEOF,
          (struct, buffer, result, error) ->
              getservbyname_r(text, proto, struct, buffer, buffer.byteSize(), result),
          Databases::service);
    }
  }

  /**
   * Looks up a service by port.
   *
   * @param port the port, 0 to 65535
   * @param protocol {@code tcp}, {@code udp} or another
   * @throws NameException if {@code /etc/services} has no such entry
   * @see <a
   *     href="https://man7.org/linux/man-pages/man3/getservbyname.3.html">getservbyport_r(3)</a>
   */
  public static Service serviceByPort(int port, String protocol) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment proto = arena.allocateFrom(protocol);
      return find(
          "getservbyport(" + port + ", " + protocol + ")",
          Servent.SIZEOF,
          (struct, buffer, result, error) ->
              getservbyport_r(Inet.htons(port), proto, struct, buffer, buffer.byteSize(), result),
          Databases::service);
    }
  }

  /**
   * Looks up a protocol by name.
   *
   * @param name the name, for instance {@code icmp}
   * @throws NameException if {@code /etc/protocols} has no such entry
   * @see <a href="https://man7.org/linux/man-pages/man3/getprotoent.3.html">getprotobyname_r(3)</a>
   */
  public static Protocol protocolByName(String name) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(name);
      return find(
          "getprotobyname(" + name + ")",
          Protoent.SIZEOF,
          (struct, buffer, result, error) ->
              ProtoentSys.getprotobyname_r(text, struct, buffer, buffer.byteSize(), result),
          Databases::protocol);
    }
  }

  /**
   * Looks up a protocol by number.
   *
   * @param number the number, for instance 1
   * @throws NameException if {@code /etc/protocols} has no such entry
   * @see <a
   *     href="https://man7.org/linux/man-pages/man3/getprotoent.3.html">getprotobynumber_r(3)</a>
   */
  public static Protocol protocolByNumber(int number) throws IOException {
    return find(
        "getprotobynumber(" + number + ")",
        Protoent.SIZEOF,
        (struct, buffer, result, error) ->
            ProtoentSys.getprotobynumber_r(number, struct, buffer, buffer.byteSize(), result),
        Databases::protocol);
  }

  private static <T> T find(String call, long sizeof, Lookup lookup, Reader<T> reader)
      throws IOException {
    for (int size = FIRST_BUFFER_BYTES; ; size *= 4) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment struct = arena.allocate(sizeof, Long.BYTES);
        MemorySegment result = arena.allocate(JAVA_LONG);
        MemorySegment error = arena.allocate(JAVA_INT);
        int code = lookup.call(struct, arena.allocate(size, Long.BYTES), result, error);
        if (code == ERANGE && size < LARGEST_BUFFER_BYTES) {
          continue; // the strings did not fit
        }
        if (result.get(JAVA_LONG, 0) != 0) {
          return reader.read(struct);
        }
        throw failure(call, code, error.get(JAVA_INT, 0));
      }
    }
  }

  private static IOException failure(String call, int code, int hostError) {
    if (hostError == NetDbSys.TRY_AGAIN) {
      return NameException.of(call, NetDbSys.EAI_AGAIN);
    }
    // ENOENT is how some libraries say that there is none.
    return code == 0 || code == -Errno.ENOENT.number() || hostError > 0
        ? NameException.of(call, NetDbSys.EAI_NONAME)
        : ErrnoException.of(call, code);
  }

  private static Host host(MemorySegment struct) {
    int bytes = Hostent.h_length.get(struct);
    List<byte[]> addresses = new ArrayList<>();
    for (long address : pointers(Hostent.h_addr_list.get(struct))) {
      addresses.add(Foreign.view(address, bytes).toArray(JAVA_BYTE));
    }
    return new Host(
        Foreign.string(Hostent.h_name.get(struct)),
        strings(Hostent.h_aliases.get(struct)),
        List.copyOf(addresses));
  }

  private static Service service(MemorySegment struct) {
    return new Service(
        Foreign.string(Servent.s_name.get(struct)),
        strings(Servent.s_aliases.get(struct)),
        Inet.ntohs(Servent.s_port.get(struct)),
        Foreign.string(Servent.s_proto.get(struct)));
  }

  private static Protocol protocol(MemorySegment struct) {
    return new Protocol(
        Foreign.string(Protoent.p_name.get(struct)),
        strings(Protoent.p_aliases.get(struct)),
        Protoent.p_proto.get(struct));
  }

  private static List<String> strings(long list) {
    return pointers(list).stream().map(Foreign::string).toList();
  }

  /** Reads a list of pointers that ends with C's NULL. */
  private static List<Long> pointers(long list) {
    List<Long> all = new ArrayList<>();
    if (list != 0) {
      MemorySegment pointers = Foreign.view(list, Long.MAX_VALUE);
      for (long at = 0; pointers.get(JAVA_LONG, at) != 0; at += Long.BYTES) {
        all.add(pointers.get(JAVA_LONG, at));
      }
    }
    return all;
  }
}
