package dev.sluice.errno;

import static dev.sluice.Errno.EADDRINUSE;
import static dev.sluice.Errno.EADDRNOTAVAIL;
import static dev.sluice.Errno.EBADF;
import static dev.sluice.Errno.EDOM;
import static dev.sluice.Errno.EFAULT;
import static dev.sluice.Errno.EINVAL;
import static dev.sluice.Errno.ENODEV;
import static dev.sluice.Errno.ENOENT;
import static dev.sluice.Errno.ENOPROTOOPT;
import static dev.sluice.Errno.ENOTCONN;
import static dev.sluice.Errno.ENOTSOCK;
import static dev.sluice.Errno.ENOTTY;
import static dev.sluice.Errno.EOPNOTSUPP;
import static dev.sluice.errno.Scene.NOWHERE;
import static dev.sluice.errno.Scene.NO_FD;
import static dev.sluice.errno.Scene.nTcp;
import static dev.sluice.net.IpOptions.IP_MTU;
import static dev.sluice.net.IpOptions.IP_MTU_DISCOVER;
import static dev.sluice.net.IpOptions.IP_MULTICAST_IF;
import static dev.sluice.net.IpOptions.IP_MULTICAST_TTL;
import static dev.sluice.net.IpOptions.IP_TTL;
import static dev.sluice.net.IpOptions.MCAST_BLOCK_SOURCE;
import static dev.sluice.net.IpOptions.MCAST_JOIN_GROUP;
import static dev.sluice.net.IpOptions.MCAST_LEAVE_GROUP;
import static dev.sluice.net.IpOptions.MCAST_LEAVE_SOURCE_GROUP;
import static dev.sluice.net.IpOptions.MCAST_UNBLOCK_SOURCE;
import static dev.sluice.net.IpOptions.SO_ORIGINAL_DST;
import static dev.sluice.net.Ipv6Options.IPV6_MTU;
import static dev.sluice.net.Ipv6Options.IPV6_MULTICAST_HOPS;
import static dev.sluice.net.Ipv6Options.IPV6_MULTICAST_IF;
import static dev.sluice.net.Ipv6Options.IPV6_TCLASS;
import static dev.sluice.net.Ipv6Options.IPV6_UNICAST_HOPS;
import static dev.sluice.net.Ipv6Options.IPV6_V6ONLY;
import static dev.sluice.net.SocketOptions.SO_BINDTODEVICE;
import static dev.sluice.net.SocketOptions.SO_BUSY_POLL;
import static dev.sluice.net.SocketOptions.SO_PASSCRED;
import static dev.sluice.net.SocketOptions.SO_TIMESTAMPING;
import static dev.sluice.net.TcpOptions.TCP_CONGESTION;
import static dev.sluice.net.TcpOptions.TCP_FASTOPEN;
import static dev.sluice.net.TcpOptions.TCP_FASTOPEN_CONNECT;
import static dev.sluice.net.TcpOptions.TCP_FASTOPEN_KEY;
import static dev.sluice.net.TcpOptions.TCP_INFO;
import static dev.sluice.net.TcpOptions.TCP_KEEPCNT;
import static dev.sluice.net.TcpOptions.TCP_KEEPIDLE;
import static dev.sluice.net.TcpOptions.TCP_KEEPINTVL;
import static dev.sluice.net.TcpOptions.TCP_MAXSEG;
import static dev.sluice.net.TcpOptions.TCP_NODELAY;
import static dev.sluice.net.TcpOptions.TCP_SYNCNT;
import static dev.sluice.net.TcpOptions.TCP_ULP;
import static dev.sluice.net.TcpOptions.TCP_USER_TIMEOUT;
import static dev.sluice.net.UdpOptions.UDP_CORK;
import static dev.sluice.net.UdpOptions.UDP_SEGMENT;
import static dev.sluice.sys.Pollfd.set;
import static dev.sluice.sys.SocketConstants.SOL_SOCKET;
import static dev.sluice.sys.SocketQuerySys.getsockopt;
import static dev.sluice.sys.SocketQuerySys.sockatmark;
import static dev.sluice.sys.SocketSys.setsockopt;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.MulticastGroup;
import dev.sluice.net.MulticastSource;
import dev.sluice.net.Socket;
import dev.sluice.net.SocketOption;
import dev.sluice.net.StreamSocket;
import dev.sluice.sys.Timeval;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** {@code getsockopt(2)} and {@code setsockopt(2)}, with the sections of the protocols. */
class OptionErrnoTest extends ErrnoContract {
  private static final SocketOption<Integer> NONE = SocketOption.ofInt("NONE", SOL_SOCKET, 9999);
  private static final int LO = 1;
  private static final int NO_INTERFACE = 99_999;
  private static final InetEndpoint GROUP = (InetEndpoint) Endpoint.parse("239.1.2.3:0");

  @Override
  void table() {
    socketRows();
    tcpRows();
    keyRows();
    ipRows();
    multicastRows();
    readRows();
    rawRows();
  }

  /** {@code setsockopt} of the first socket. */
  private <T> void set(
      Opener socket, SocketOption<T> option, T value, Errno errno, String situation) {
    String call = "setsockopt(#0, " + option + ", " + value + ")";
    typed(call, situation, errno, s -> socket.in(s).set(option, value));
  }

  /** {@code getsockopt} of the first socket. */
  private void get(Opener socket, SocketOption<?> option, Errno errno, String situation) {
    String call = "getsockopt(#0, " + option + ")";
    typed(call, situation, errno, s -> socket.in(s).get(option));
  }

  /** Makes the socket that refuses. */
  private interface Opener {
    Socket in(Scene scene) throws IOException;
  }

  private void socketRows() {
    set(Scene::tcp, NONE, 1, ENOPROTOOPT, "unknown option");
    set(Scene::unix, NONE, 1, ENOPROTOOPT, "unknown option, AF_UNIX");
    set(Scene::tcp, SO_BINDTODEVICE, "none0", ENODEV, "no such device");
    set(Scene::udp, SO_TIMESTAMPING, -1, EINVAL, "unknown bits");
    set(Scene::tcp, SO_BUSY_POLL, -1, EINVAL, "below zero");
    set(Scene::udp, TCP_NODELAY, true, ENOPROTOOPT, "TCP's option on UDP");
    set(Scene::unix, TCP_NODELAY, true, EOPNOTSUPP, "TCP's option on AF_UNIX");
    set(Scene::unix, IP_TTL, 9, EOPNOTSUPP, "IP's option on AF_UNIX");
    set(Scene::tcp, UDP_CORK, true, ENOPROTOOPT, "UDP's option on TCP");
    set(Scene::tcp, SO_PASSCRED, true, EOPNOTSUPP, "AF_UNIX's option on TCP");
  }

  private void tcpRows() {
    set(Scene::tcp, TCP_CONGESTION, "none-such", ENOENT, "no such algorithm");
    set(Scene::tcp, TCP_ULP, "none-such", ENOENT, "no such protocol");
    set(Scene::tcp, TCP_KEEPIDLE, 0, EINVAL, "no time");
    set(Scene::tcp, TCP_KEEPIDLE, 32_768, EINVAL, "beyond MAX_TCP_KEEPIDLE");
    set(Scene::tcp, TCP_KEEPINTVL, 0, EINVAL, "no time");
    set(Scene::tcp, TCP_KEEPCNT, 128, EINVAL, "beyond MAX_TCP_KEEPCNT");
    set(Scene::tcp, TCP_SYNCNT, 256, EINVAL, "beyond MAX_TCP_SYNCNT");
    set(Scene::tcp, TCP_MAXSEG, 1, EINVAL, "below the least");
    set(Scene::tcp, TCP_USER_TIMEOUT, -1, EINVAL, "below zero");
    set(s -> s.connection().first(), TCP_FASTOPEN, 1, EINVAL, "connected");
    set(s -> s.connection().first(), TCP_FASTOPEN_CONNECT, true, EINVAL, "connected");
    set(Scene::udp, UDP_SEGMENT, 65_536, EINVAL, "longer than a datagram");
  }

  private void keyRows() {
    String call = "setsockopt(#0, TCP_FASTOPEN_KEY, 3 bytes)";
    typed(call, "too short", EINVAL, s -> s.tcp().set(TCP_FASTOPEN_KEY, new byte[3]));
    get(s -> s.streams().first(), SO_ORIGINAL_DST, EOPNOTSUPP, "on AF_UNIX");
  }

  private void ipRows() {
    set(Scene::udp, IP_TTL, 256, EINVAL, "beyond 255");
    set(Scene::udp, IP_TTL, 0, EINVAL, "0 goes nowhere");
    set(Scene::udp, IP_MULTICAST_TTL, 256, EINVAL, "beyond 255");
    set(Scene::udp, IP_MTU_DISCOVER, 99, EINVAL, "no such mode");
    set(Scene::udp, IP_MULTICAST_IF, NO_INTERFACE, EADDRNOTAVAIL, "no such interface");
    set(Scene::tcp, IPV6_V6ONLY, true, ENOPROTOOPT, "v6's option on v4");
    set(OptionErrnoTest::bound6, IPV6_V6ONLY, true, EINVAL, "bound already");
    set(Scene::udp6, IPV6_UNICAST_HOPS, 256, EINVAL, "beyond 255");
    set(Scene::udp6, IPV6_UNICAST_HOPS, -2, EINVAL, "below -1");
    set(Scene::udp6, IPV6_MULTICAST_HOPS, 256, EINVAL, "beyond 255");
    set(Scene::udp6, IPV6_MULTICAST_IF, NO_INTERFACE, ENODEV, "no such interface");
    set(Scene::udp6, IPV6_TCLASS, 256, EINVAL, "beyond 255");
  }

  private void multicastRows() {
    MulticastGroup group = new MulticastGroup(GROUP, LO);
    MulticastGroup nowhere = new MulticastGroup(GROUP, NO_INTERFACE);
    MulticastSource source = new MulticastSource(GROUP, Scene.any(), LO);
    set(s -> joined(s, group), MCAST_JOIN_GROUP, group, EADDRINUSE, "joined already");
    set(Scene::udp, MCAST_JOIN_GROUP, nowhere, ENODEV, "no interface");
    set(Scene::udp, MCAST_LEAVE_GROUP, group, EADDRNOTAVAIL, "not joined");
    set(Scene::udp, MCAST_LEAVE_SOURCE_GROUP, source, EINVAL, "not joined");
    set(Scene::udp, MCAST_BLOCK_SOURCE, source, EINVAL, "not joined");
    set(s -> joined(s, group), MCAST_UNBLOCK_SOURCE, source, EADDRNOTAVAIL, "not blocked");
    set(s -> joined(s, group), MCAST_LEAVE_SOURCE_GROUP, source, EADDRNOTAVAIL, "joined with all");
  }

  private void readRows() {
    get(Scene::tcp, NONE, ENOPROTOOPT, "unknown option");
    get(Scene::udp, TCP_NODELAY, EOPNOTSUPP, "TCP's option on UDP");
    get(Scene::unix, TCP_INFO, EOPNOTSUPP, "TCP's option on AF_UNIX");
    get(Scene::udp, IP_MTU, ENOTCONN, "not connected");
    get(Scene::udp6, IPV6_MTU, ENOTCONN, "not connected");
    get(Scene::tcp, IPV6_V6ONLY, EOPNOTSUPP, "v6's option on v4");
    get(Scene::tcp, SO_PASSCRED, EOPNOTSUPP, "AF_UNIX's option on TCP");
  }

  private void rawRows() {
    raw("setsockopt", "no socket", ENOTSOCK, s -> setsockopt(s.noSocket(), 1, 2, s.num(1), 4));
    raw("setsockopt", "no descriptor", EBADF, s -> setsockopt(NO_FD, 1, 2, s.num(1), 4));
    raw("setsockopt", "value nowhere", EFAULT, s -> setsockopt(nTcp(s), 1, 2, NOWHERE, 4));
    raw("setsockopt", "value cut off", EINVAL, s -> setsockopt(nTcp(s), 1, 2, s.num(1), 3));
    raw("setsockopt", "length -1", EINVAL, s -> setsockopt(nTcp(s), 1, 2, s.num(1), -1));
    raw("setsockopt", "tv_usec 10^6", EDOM, s -> setsockopt(nTcp(s), 1, 20, noTime(s), 16));
    raw("setsockopt", "no program", EINVAL, s -> setsockopt(nTcp(s), 1, 26, s.mem(16), 16));
    raw("setsockopt", "not connected for TLS", ENOTCONN, s -> tls(s));
    raw("getsockopt", "a pipe", ENOTSOCK, s -> getsockopt(s.noSocket(), 1, 2, s.mem(4), s.num(4)));
    raw("getsockopt", "no descriptor", EBADF, s -> getsockopt(NO_FD, 1, 2, s.mem(4), s.num(4)));
    raw("getsockopt", "no memory", EFAULT, s -> getsockopt(nTcp(s), 1, 2, NOWHERE, s.num(4)));
    raw("getsockopt", "length nowhere", EFAULT, s -> getsockopt(nTcp(s), 1, 2, s.mem(4), NOWHERE));
    raw("getsockopt", "length -1", EINVAL, s -> getsockopt(nTcp(s), 1, 2, s.mem(4), s.num(-1)));
    raw("sockatmark", "no stream", ENOTTY, s -> sockatmark(s.noSocket()));
    raw("sockatmark", "no descriptor", EBADF, s -> sockatmark(NO_FD));
  }

  private static Socket bound6(Scene s) throws IOException {
    StreamSocket socket = s.tcp6();
    socket.bind(InetEndpoint.loopback(Family.INET6, 0));
    return socket;
  }

  private static Socket joined(Scene s, MulticastGroup group) throws IOException {
    DatagramSocket socket = s.udp();
    socket.set(MCAST_JOIN_GROUP, group);
    return socket;
  }

  private static MemorySegment noTime(Scene s) {
    MemorySegment time = s.mem(Timeval.SIZEOF);
    Timeval.tv_usec.set(time, 1_000_000);
    return time;
  }

  private static int tls(Scene s) throws IOException {
    int result = setsockopt(nTcp(s), 6, 31, s.text("tls"), 3);
    s.needs(result != -ENOENT.number(), "the kernel's TLS");
    return result;
  }
}
