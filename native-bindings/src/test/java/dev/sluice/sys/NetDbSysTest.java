package dev.sluice.sys;

import static dev.sluice.sys.Kernel.ok;
import static dev.sluice.sys.SocketConstants.AF_INET;
import static dev.sluice.sys.SocketConstants.AF_INET6;
import static dev.sluice.sys.SocketConstants.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls what knows names, addresses, interfaces and clocks. */
@ExtendWith(NoLeakedDescriptors.class)
class NetDbSysTest {
  private static final int BUFFER_BYTES = 4096;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment result = arena.allocate(JAVA_LONG);
  private final MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void getaddrinfo_numericHost_isFoundAndNamedAgain() {
    MemorySegment hints = arena.allocate(Addrinfo.SIZEOF, 8);
    Addrinfo.ai_flags.set(hints, NetDbSys.AI_NUMERICHOST);
    Addrinfo.ai_socktype.set(hints, SOCK_STREAM);
    MemorySegment host = arena.allocateFrom("127.0.0.1");
    assertThat(NetDbSys.getaddrinfo(host, arena.allocateFrom("80"), hints, result)).isZero();
    MemorySegment info = Foreign.view(result.get(JAVA_LONG, 0), Addrinfo.SIZEOF);
    assertThat(Addrinfo.ai_family.get(info)).isEqualTo(AF_INET);
    assertThat(Addrinfo.ai_next.get(info)).isZero();
    int length = Addrinfo.ai_addrlen.get(info);
    MemorySegment address = Foreign.view(Addrinfo.ai_addr.get(info), length);
    assertThat(InetSys.ntohs(SockaddrIn.sin_port.get(address))).isEqualTo(80);

    MemorySegment name = arena.allocate(NetDbSys.NI_MAXHOST);
    MemorySegment service = arena.allocate(NetDbSys.NI_MAXSERV);
    int flags = NetDbSys.NI_NUMERICHOST | NetDbSys.NI_NUMERICSERV;
    assertThat(
            NetDbSys.getnameinfo(
                address, length, name, NetDbSys.NI_MAXHOST, service, NetDbSys.NI_MAXSERV, flags))
        .isZero();
    assertThat(name.getString(0)).isEqualTo("127.0.0.1");
    assertThat(service.getString(0)).isEqualTo("80");
    NetDbSys.freeaddrinfo(info);
  }

  @Test
  void getaddrinfo_noNumericHost_isAnEaiCodeWithAText() {
    MemorySegment hints = arena.allocate(Addrinfo.SIZEOF, 8);
    Addrinfo.ai_flags.set(hints, NetDbSys.AI_NUMERICHOST);
    MemorySegment none = MemorySegment.NULL;
    int code = NetDbSys.getaddrinfo(arena.allocateFrom("x.invalid"), none, hints, result);
    assertThat(code).isEqualTo(NetDbSys.EAI_NONAME);
    assertThat(Foreign.string(NetDbSys.gai_strerror(code))).isNotBlank();
  }

  @Test
  void gethostbyname2_r_numericHost_isFound() {
    MemorySegment host = arena.allocate(Hostent.SIZEOF, 8);
    MemorySegment error = arena.allocate(JAVA_INT);
    MemorySegment name = arena.allocateFrom("127.0.0.1");
    ok(HostentSys.gethostbyname2_r(name, AF_INET, host, buffer, BUFFER_BYTES, result, error));
    assertThat(result.get(JAVA_LONG, 0)).isEqualTo(host.address());
    assertThat(Hostent.h_length.get(host)).isEqualTo(InAddr.SIZEOF);
    MemorySegment list = Foreign.view(Hostent.h_addr_list.get(host), 16);
    MemorySegment address = Foreign.view(list.get(JAVA_LONG, 0), InAddr.SIZEOF);
    assertThat(InAddr.s_addr.get(address)).isEqualTo(InetSys.htonl(InetConstants.INADDR_LOOPBACK));
    // gethostbyname_r(3): a buffer that is too small is ERANGE, as a result and not in errno.
    assertThat(HostentSys.gethostbyname2_r(name, AF_INET, host, buffer, 1, result, error))
        .isEqualTo(-ErrnoSys.ERANGE);
  }

  @Test
  void gethostbyaddr_r_loopback_isFoundIfTheHostsFileHasIt() throws Exception {
    assumeTrue(
        Files.readString(Path.of("/etc/hosts")).contains("127.0.0.1"),
        "skipped: /etc/hosts does not name 127.0.0.1");
    MemorySegment host = arena.allocate(Hostent.SIZEOF, 8);
    MemorySegment error = arena.allocate(JAVA_INT);
    MemorySegment address = arena.allocate(InAddr.SIZEOF, 4);
    InAddr.s_addr.set(address, InetSys.htonl(InetConstants.INADDR_LOOPBACK));
    ok(
        HostentSys.gethostbyaddr_r(
            address, InAddr.SIZEOF, AF_INET, host, buffer, BUFFER_BYTES, result, error));
    assertThat(Foreign.string(Hostent.h_name.get(host))).isNotBlank();
  }

  @Test
  void services_byNameAndPort_agree() {
    assumeTrue(Files.exists(Path.of("/etc/services")), "skipped: there is no /etc/services");
    MemorySegment service = arena.allocate(Servent.SIZEOF, 8);
    MemorySegment tcp = arena.allocateFrom("tcp");
    MemorySegment name = arena.allocateFrom("http");
    ok(ServentSys.getservbyname_r(name, tcp, service, buffer, BUFFER_BYTES, result));
    int port = Servent.s_port.get(service);
    assertThat(InetSys.ntohs(port)).isEqualTo(80);
    ok(ServentSys.getservbyport_r(port, tcp, service, buffer, BUFFER_BYTES, result));
    assertThat(Foreign.string(Servent.s_name.get(service))).isEqualTo("http");
  }

  @Test
  void protocols_byNameAndNumber_agree() {
    assumeTrue(Files.exists(Path.of("/etc/protocols")), "skipped: there is no /etc/protocols");
    MemorySegment protocol = arena.allocate(Protoent.SIZEOF, 8);
    MemorySegment name = arena.allocateFrom("udp");
    int found = ProtoentSys.getprotobyname_r(name, protocol, buffer, BUFFER_BYTES, result);
    assumeTrue(found != -ErrnoSys.ENOSYS, "skipped: this C library has no getprotobyname_r");
    ok(found);
    assertThat(Protoent.p_proto.get(protocol)).isEqualTo(InetConstants.IPPROTO_UDP);
    ok(
        ProtoentSys.getprotobynumber_r(
            InetConstants.IPPROTO_TCP, protocol, buffer, BUFFER_BYTES, result));
    assertThat(Foreign.string(Protoent.p_name.get(protocol))).isEqualTo("tcp");
  }

  @Test
  void interfaces_byNameAndIndex_agree() {
    MemorySegment name = arena.allocateFrom("lo");
    int index = ok(NetIfSys.if_nametoindex(name));
    MemorySegment found = arena.allocate(NetIfSys.IF_NAMESIZE);
    assertThat(NetIfSys.if_indextoname(index, found)).isEqualTo(found.address());
    assertThat(found.getString(0)).isEqualTo("lo");
    assertThat(NetIfSys.if_indextoname(Integer.MAX_VALUE, found)).isEqualTo(-ErrnoSys.ENXIO);
    assertThat(NetIfSys.if_nametoindex(arena.allocateFrom("no-such-if")))
        .isEqualTo(-ErrnoSys.ENODEV);
  }

  @Test
  void interfaceLists_nameWhatTheJvmNames() throws SocketException {
    Set<String> expected =
        NetworkInterface.networkInterfaces()
            .map(NetworkInterface::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> named = new TreeSet<>();
    long list = ok(NetIfSys.if_nameindex());
    MemorySegment entries = Foreign.view(list, 1024L * IfNameindex.SIZEOF);
    for (long at = 0; IfNameindex.if_index.get(entries, at) != 0; at += IfNameindex.SIZEOF) {
      named.add(Foreign.string(IfNameindex.if_name.get(entries, at)));
    }
    NetIfSys.if_freenameindex(entries);
    assertThat(named).containsAll(expected);

    named.clear();
    ok(IfaddrsSys.getifaddrs(result));
    long next = result.get(JAVA_LONG, 0);
    while (next != 0) {
      MemorySegment entry = Foreign.view(next, Ifaddrs.SIZEOF);
      named.add(Foreign.string(Ifaddrs.ifa_name.get(entry)));
      next = Ifaddrs.ifa_next.get(entry);
    }
    IfaddrsSys.freeifaddrs(Foreign.view(result.get(JAVA_LONG, 0), Ifaddrs.SIZEOF));
    assertThat(named).containsAll(expected);
  }

  @Test
  void addresses_asText_andBack() {
    MemorySegment address = arena.allocate(In6Addr.SIZEOF);
    MemorySegment text = arena.allocate(InetConstants.INET6_ADDRSTRLEN);
    assertThat(InetSys.inet_pton(AF_INET6, arena.allocateFrom("::1"), address)).isEqualTo(1);
    assertThat(InetSys.inet_ntop(AF_INET6, address, text, InetConstants.INET6_ADDRSTRLEN))
        .isEqualTo(text.address());
    assertThat(text.getString(0)).isEqualTo("::1");
    assertThat(InetSys.inet_ntop(AF_INET6, address, text, 1)).isEqualTo(-ErrnoSys.ENOSPC);
    assertThat(InetSys.inet_pton(AF_INET, arena.allocateFrom("1.2.3"), address)).isZero();
    assertThat(InetSys.inet_pton(-1, arena.allocateFrom("::"), address))
        .isEqualTo(-ErrnoSys.EAFNOSUPPORT);
    assertThat(InetSys.inet_aton(arena.allocateFrom("127.1"), address)).isEqualTo(1);
    assertThat(InetSys.ntohl(InAddr.s_addr.get(address))).isEqualTo(0x7f000001);
    assertThat(InetSys.inet_aton(arena.allocateFrom("x"), address)).isZero();
  }

  @Test
  void byteOrder_isTheNetworks() {
    assertThat(InetSys.htons(0x1234)).isEqualTo(0x3412);
    assertThat(InetSys.htons(0x00ff)).isEqualTo(0xff00);
    assertThat(InetSys.ntohs(InetSys.htons(65_535))).isEqualTo(65_535);
    assertThat(InetSys.htonl(0x12345678)).isEqualTo(0x78563412);
    assertThat(InetSys.ntohl(InetSys.htonl(-2))).isEqualTo(-2);
  }

  @Test
  void hostname_isTheKernels() throws Exception {
    MemorySegment name = arena.allocate(256);
    ok(HostnameSys.gethostname(name, 256));
    assertThat(name.getString(0))
        .isEqualTo(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
    assertThat(HostnameSys.gethostname(name, 0)).isIn(0, -ErrnoSys.ENAMETOOLONG);
  }

  @Test
  void clocks_tickForward() {
    MemorySegment time = arena.allocate(Timespec.SIZEOF, 8);
    ok(TimeSys.clock_gettime(TimeSys.CLOCK_REALTIME, time));
    assertThat(Timespec.tv_sec.get(time)).isGreaterThan(1_700_000_000L);
    ok(TimeSys.clock_getres(TimeSys.CLOCK_MONOTONIC, time));
    assertThat(Timespec.tv_nsec.get(time)).isBetween(1L, 1_000_000_000L);
    assertThat(TimeSys.clock_gettime(-99, time)).isEqualTo(-ErrnoSys.EINVAL);
  }

  @Test
  void errorText_isTheLibrarys() {
    assertThat(Foreign.string(ErrnoSys.strerror(ErrnoSys.ECONNREFUSED)))
        .isEqualTo("Connection refused");
  }
}
