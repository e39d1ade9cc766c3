package dev.sluice.errno;

import static dev.sluice.Errno.EAFNOSUPPORT;
import static dev.sluice.Errno.ENAMETOOLONG;
import static dev.sluice.Errno.ENODEV;
import static dev.sluice.Errno.ENOSPC;
import static dev.sluice.Errno.ENXIO;
import static dev.sluice.Errno.ERANGE;
import static dev.sluice.Family.INET4;
import static dev.sluice.Family.INET6;
import static dev.sluice.sys.HostnameSys.gethostname;
import static dev.sluice.sys.InetSys.inet_ntop;
import static dev.sluice.sys.InetSys.inet_pton;
import static dev.sluice.sys.NetDbSys.EAI_ADDRFAMILY;
import static dev.sluice.sys.NetDbSys.EAI_BADFLAGS;
import static dev.sluice.sys.NetDbSys.EAI_FAMILY;
import static dev.sluice.sys.NetDbSys.EAI_NONAME;
import static dev.sluice.sys.NetDbSys.EAI_OVERFLOW;
import static dev.sluice.sys.NetDbSys.EAI_SERVICE;
import static dev.sluice.sys.NetDbSys.EAI_SOCKTYPE;
import static dev.sluice.sys.NetDbSys.NI_NAMEREQD;
import static dev.sluice.sys.NetDbSys.NI_NUMERICHOST;
import static dev.sluice.sys.NetDbSys.getaddrinfo;
import static dev.sluice.sys.NetDbSys.getnameinfo;
import static dev.sluice.sys.NetIfSys.if_indextoname;
import static dev.sluice.sys.NetIfSys.if_nametoindex;
import static dev.sluice.sys.ProtoentSys.getprotobyname_r;
import static dev.sluice.sys.ServentSys.getservbyname_r;
import static java.lang.foreign.MemorySegment.NULL;

import dev.sluice.InetEndpoint;
import dev.sluice.net.AddressHints;
import dev.sluice.net.Names;
import dev.sluice.sys.Addrinfo;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Look-ups: the resolver's codes, and the errno of those that have one. Nothing asks a server. */
class NameErrnoTest extends ErrnoContract {
  @Override
  void table() {
    addressRows();
    rawAddressRows();
    nameRows();
    otherRows();
  }

  private static final AddressHints NUMERIC = AddressHints.ANY.numericHost();
  private static final AddressHints V4 = NUMERIC.withFamily(INET4);
  private static final AddressHints V6 = NUMERIC.withFamily(INET6);
  private static final AddressHints CANONICAL = AddressHints.ANY.withCanonicalName();

  private void addressRows() {
    lookup("no.address", null, "no number", EAI_NONAME, NUMERIC);
    lookup("::1", null, "v6 asked of v4", EAI_ADDRFAMILY, V4);
    lookup("127.0.0.1", null, "v4 asked of v6", EAI_ADDRFAMILY, V6);
    lookup("127.0.0.1", "none-such", "no service", EAI_SERVICE, NUMERIC.withProtocol(6));
    lookup("127.0.0.1", "http", "no number", EAI_NONAME, NUMERIC.numericService());
    lookup("127.0.0.1", null, "unknown flag", EAI_BADFLAGS, NUMERIC.withFlags(1 << 30));
    lookup(null, "1", "name of nobody", EAI_BADFLAGS, CANONICAL);
  }

  private void lookup(
      @Nullable String host,
      @Nullable String service,
      String situation,
      int code,
      AddressHints hints) {
    String call = "getaddrinfo(" + (host == null ? service : host) + ")";
    typedName(call, situation, code, s -> Names.addresses(host, service, hints));
  }

  private void rawAddressRows() {
    rawName("getaddrinfo", "neither name", EAI_NONAME, s -> ask(s, null, 0, 0, 0));
    rawName("getaddrinfo", "unknown family", EAI_FAMILY, s -> ask(s, "::1", 9999, 0, 0));
    rawName("getaddrinfo", "unknown type", EAI_SOCKTYPE, s -> ask(s, "::1", 0, 99, 0));
    rawName("getaddrinfo", "UDP as a stream", EAI_SOCKTYPE, s -> ask(s, "::1", 0, 1, 17));
  }

  private void nameRows() {
    typedName("getnameinfo(@)", "unknown flag", EAI_BADFLAGS, s -> named(s, 1 << 30));
    rawName("getnameinfo", "unknown family", EAI_FAMILY, s -> name(s, s.mem(16), 16, 64));
    rawName("getnameinfo", "address cut off", EAI_FAMILY, s -> name(s, s.in(9), 8, 64));
    rawName("getnameinfo", "no room", EAI_OVERFLOW, s -> name(s, s.in(9), 16, 4));
    rawName("getnameinfo", "nothing asked", EAI_NONAME, s -> name(s, s.in(9), 16, 0));
  }

  private void otherRows() {
    raw("if_nametoindex", "no interface", ENODEV, s -> if_nametoindex(s.text("none0")));
    raw("if_indextoname", "no interface", ENXIO, s -> if_indextoname(99_999, s.mem(16)));
    raw("inet_pton", "unknown family", EAFNOSUPPORT, s -> inet_pton(99, s.text("1"), s.mem(16)));
    raw("inet_ntop", "unknown family", EAFNOSUPPORT, s -> inet_ntop(99, s.mem(16), s.mem(64), 64));
    raw("inet_ntop", "no room", ENOSPC, s -> inet_ntop(2, s.mem(16), s.mem(64), 3));
    raw("gethostname", "no room", ENAMETOOLONG, s -> gethostname(s.mem(1), 1));
    raw("getservbyname_r", "no room", ERANGE, s -> service(s));
    raw("getprotobyname_r", "no room", ERANGE, s -> protocol(s));
  }

  private static void named(Scene s, int flags) throws IOException {
    Names.nameOf((InetEndpoint) s.at("127.0.0.1:9"), flags);
  }

  private static int ask(Scene s, @Nullable String host, int family, int type, int protocol) {
    MemorySegment hints = s.mem(Addrinfo.SIZEOF);
    Addrinfo.ai_family.set(hints, family);
    Addrinfo.ai_socktype.set(hints, type);
    Addrinfo.ai_protocol.set(hints, protocol);
    return getaddrinfo(host == null ? NULL : s.text(host), NULL, hints, s.mem(8));
  }

  private static int name(Scene s, MemorySegment address, int bytes, int room) {
    MemorySegment host = room == 0 ? NULL : s.mem(room);
    int flags = room == 0 ? NI_NAMEREQD : NI_NUMERICHOST;
    return getnameinfo(address, bytes, host, room, NULL, 0, flags);
  }

  private static int service(Scene s) {
    return getservbyname_r(s.text("http"), s.text("tcp"), s.mem(32), s.mem(1), 1, s.mem(8));
  }

  private static int protocol(Scene s) {
    return getprotobyname_r(s.text("tcp"), s.mem(24), s.mem(1), 1, s.mem(8));
  }
}
