package dev.sluice.net;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.ErrnoException;
import dev.sluice.InetEndpoint;
import dev.sluice.sys.Addrinfo;
import dev.sluice.sys.Foreign;
import dev.sluice.sys.HostnameSys;
import dev.sluice.sys.NetDbSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Names to addresses and back, through the C library's own resolver: {@code /etc/nsswitch.conf},
 * {@code /etc/hosts} and the name servers apply as for every other program.
 *
 * <p>The rule people trip over: a lookup may wait seconds for a name server, and nothing can
 * interrupt it. An event loop uses {@link #addressesLater}. Thread-safe.
 */
public final class Names {
  private static final int MOST_LOOKUPS_AT_ONCE = 8;
  private static final long IDLE_SECONDS = 10;

  /** Room for any name: a DNS name has at most 255 bytes, glibc's NI_MAXHOST is 1025. */
  private static final int HOST_BYTES = 1025;

  /** {@code HOST_NAME_MAX} is 64 on Linux. */
  private static final int HOST_NAME_BYTES = 65;

  private Names() {}

  /** The threads of {@link #addressesLater}, which vanish when there is nothing to look up. */
  private static final class Lookups {
    static final ThreadPoolExecutor POOL = newPool();

    private static ThreadPoolExecutor newPool() {
      ThreadPoolExecutor pool =
          new ThreadPoolExecutor(
              MOST_LOOKUPS_AT_ONCE,
              MOST_LOOKUPS_AT_ONCE,
              IDLE_SECONDS,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              Thread.ofPlatform().daemon().name("sluice-lookup-", 0).factory());
      pool.allowCoreThreadTimeOut(true);
      return pool;
    }
  }

  /**
   * Returns the name of this machine.
   *
   * @throws ErrnoException if the kernel refuses the call
   * @see <a href="https://man7.org/linux/man-pages/man2/gethostname.2.html">gethostname(2)</a>
   */
  public static String hostName() throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(HOST_NAME_BYTES);
      int result = HostnameSys.gethostname(name, HOST_NAME_BYTES);
      if (result < 0) {
        throw ErrnoException.of("gethostname()", result);
      }
      return name.getString(0);
    }
  }

  /**
   * Looks up all addresses of a host and service, in the order to try them.
   *
   * @param host a name or an address in digits; {@code null} for this machine: loopback, or the
   *     wildcard with {@link AddressHints#passive}
   * @param service a name of {@code /etc/services} or a port in digits; {@code null} for port 0
   * @param hints what kind of addresses are wanted
   * @return at least one
   * @throws IllegalArgumentException if both host and service are {@code null}
   * @throws NameException {@code EAI_NONAME} if there is no such host or service; {@code EAI_AGAIN}
   *     if no name server answered; {@code EAI_SERVICE} if the service has no such socket type
   * @see <a href="https://man7.org/linux/man-pages/man3/getaddrinfo.3.html">getaddrinfo(3)</a>
   */
  public static List<AddressInfo> addresses(
      @Nullable String host, @Nullable String service, AddressHints hints) throws NameException {
    if (host == null && service == null) {
      throw new IllegalArgumentException("a lookup needs a host or a service");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment wanted = arena.allocate(Addrinfo.SIZEOF, Long.BYTES);
      Addrinfo.ai_flags.set(wanted, hints.flags());
      Addrinfo.ai_family.set(wanted, hints.family());
      Addrinfo.ai_socktype.set(wanted, hints.type());
      Addrinfo.ai_protocol.set(wanted, hints.protocol());
      MemorySegment found = arena.allocate(JAVA_LONG);
      int code = NetDbSys.getaddrinfo(string(arena, host), string(arena, service), wanted, found);
      if (code != 0) {
        throw NameException.of("getaddrinfo(" + (host == null ? service : host) + ")", code);
      }
      long first = found.get(JAVA_LONG, 0);
      try {
        return collect(first);
      } finally {
        NetDbSys.freeaddrinfo(MemorySegment.ofAddress(first));
      }
    }
  }

  private static List<AddressInfo> collect(long first) {
    List<AddressInfo> all = new ArrayList<>();
    for (long address = first; address != 0; ) {
      MemorySegment info = Foreign.view(address, Addrinfo.SIZEOF);
      int bytes = Addrinfo.ai_addrlen.get(info);
      MemorySegment sockaddr = Foreign.view(Addrinfo.ai_addr.get(info), bytes);
      long name = Addrinfo.ai_canonname.get(info);
      // The resolver knows no other families.
      if (Sockaddr.decode(sockaddr, bytes) instanceof InetEndpoint endpoint) {
        all.add(
            new AddressInfo(
                endpoint,
                Addrinfo.ai_socktype.get(info),
                Addrinfo.ai_protocol.get(info),
                name == 0 ? null : Foreign.string(name)));
      }
      address = Addrinfo.ai_next.get(info);
    }
    return List.copyOf(all);
  }

  /**
   * Looks up all addresses in a thread of its own, so that the caller goes on; at most eight
   * lookups are under way at once, others queue.
   *
   * @param host as in {@link #addresses}
   * @param service as in {@link #addresses}
   * @param hints as in {@link #addresses}
   * @return completes with what {@link #addresses} returns, or exceptionally with what it throws
   */
  public static CompletableFuture<List<AddressInfo>> addressesLater(
      @Nullable String host, @Nullable String service, AddressHints hints) {
    CompletableFuture<List<AddressInfo>> later = new CompletableFuture<>();
    Lookups.POOL.execute(
        () -> {
          try {
            later.complete(addresses(host, service, hints));
          } catch (NameException | RuntimeException | Error e) {
            later.completeExceptionally(e);
          }
        });
    return later;
  }

  /**
   * A host and a service in words, or in digits where there are none.
   *
   * @param host the name of the host
   * @param service the name of the service
   */
  public record HostAndService(String host, String service) {}

  /**
   * Looks up the name of an address.
   *
   * @param endpoint the address
   * @param flags {@code NI_} flags of {@link NetDbSys}, for instance {@link NetDbSys#NI_NAMEREQD};
   *     0 for none
   * @throws NameException {@code EAI_NONAME} if there is no name and the flags demand one; {@code
   *     EAI_AGAIN} if no name server answered
   * @see <a href="https://man7.org/linux/man-pages/man3/getnameinfo.3.html">getnameinfo(3)</a>
   */
  public static HostAndService nameOf(InetEndpoint endpoint, int flags) throws NameException {
    try (Arena arena = Arena.ofConfined()) {
      Sockaddr address = Sockaddr.scratch();
      int bytes = address.encode(endpoint);
      MemorySegment host = arena.allocate(HOST_BYTES);
      MemorySegment service = arena.allocate(NetDbSys.NI_MAXSERV);
      int code =
          NetDbSys.getnameinfo(
              address.memory(), bytes, host, HOST_BYTES, service, NetDbSys.NI_MAXSERV, flags);
      if (code != 0) {
        throw NameException.of("getnameinfo(" + endpoint + ")", code);
      }
      return new HostAndService(host.getString(0), service.getString(0));
    }
  }

  private static MemorySegment string(Arena arena, @Nullable String text) {
    return text == null ? NULL : arena.allocateFrom(text);
  }
}
