package dev.sluice.errno;

import static dev.sluice.Errno.EACCES;
import static dev.sluice.Errno.EADDRNOTAVAIL;
import static dev.sluice.Errno.EAFNOSUPPORT;
import static dev.sluice.Errno.EAGAIN;
import static dev.sluice.Errno.EALREADY;
import static dev.sluice.Errno.EBADF;
import static dev.sluice.Errno.ECONNREFUSED;
import static dev.sluice.Errno.EFAULT;
import static dev.sluice.Errno.EINPROGRESS;
import static dev.sluice.Errno.EINVAL;
import static dev.sluice.Errno.EISCONN;
import static dev.sluice.Errno.ELOOP;
import static dev.sluice.Errno.ENETUNREACH;
import static dev.sluice.Errno.ENOENT;
import static dev.sluice.Errno.ENOTCONN;
import static dev.sluice.Errno.ENOTDIR;
import static dev.sluice.Errno.ENOTSOCK;
import static dev.sluice.Errno.EPERM;
import static dev.sluice.Errno.EPROTOTYPE;
import static dev.sluice.Errno.ETIMEDOUT;
import static dev.sluice.errno.Scene.NOWHERE;
import static dev.sluice.errno.Scene.NO_FD;
import static dev.sluice.errno.Scene.n;
import static dev.sluice.errno.Scene.nStream;
import static dev.sluice.errno.Scene.nTcp;
import static dev.sluice.errno.Scene.nUdp;
import static dev.sluice.errno.Scene.nUnix;
import static dev.sluice.net.Shutdown.BOTH;
import static dev.sluice.net.Shutdown.READ;
import static dev.sluice.net.Shutdown.WRITE;
import static dev.sluice.sys.SocketSys.connect;
import static dev.sluice.sys.SocketSys.getpeername;
import static dev.sluice.sys.SocketSys.getsockname;
import static dev.sluice.sys.SocketSys.shutdown;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.UnixEndpoint;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.StreamSocket;
import dev.sluice.net.TcpOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** {@code connect(2)}, {@code shutdown(2)}, {@code getsockname(2)}, {@code getpeername(2)}. */
class ConnectErrnoTest extends ErrnoContract {
  private static final Duration SOON = Duration.ofMillis(50);

  @Override
  void table() {
    inetRows();
    unixRows();
    datagramRows();
    rawRows();
    shutdownRows();
    nameRows();
  }

  private void inetRows() {
    typed("connect(#0, @)", "nobody listens", ECONNREFUSED, s -> s.tcp().connect(s.dead()));
    typed("connect(#0, @)", "nobody listens, v6", ECONNREFUSED, s -> s.tcp6().connect(dead6(s)));
    typed("connect(#1, @)", "accepted", EISCONN, s -> s.connection().second().connect(s.dead()));
    typed("connect(#0, @)", "connected, v6", EISCONN, s -> again(s.tcp6(), s.at(listener6(s))));
    typed("connect(#0, @)", "listens itself", EISCONN, s -> self(s).connect(s.at("127.0.0.1:9")));
    typed("connect(#0, @)", "still connecting", EALREADY, s -> connecting(s));
    typed("connect(#0, @)", "nobody answers", ETIMEDOUT, s -> givesUp(s));
    typed("connect(#0, @)", "broadcast", ENETUNREACH, s -> s.tcp().connect(s.at(EVERYBODY)));
    typed("connect(#0, @)", "to a v6 address", EAFNOSUPPORT, s -> s.tcp().connect(s.at("[::1]:9")));
    typed("connect(#0, @)", "to a path", EAFNOSUPPORT, s -> s.tcp().connect(s.path("long-enough")));
    typed("connect(#0, @)", "v4 address", EINVAL, s -> s.tcp6().connect(s.at("127.0.0.1:9")));
    typed("connect(#0, @)", "no scope", EINVAL, s -> s.tcp6().connect(s.at("[fe80::1]:9")));
    typed("connect(#1, @)", "both addresses in use", EADDRNOTAVAIL, s -> sameAddresses(s));
  }

  private void unixRows() {
    typed("connect(#0, @)", "nothing there", ENOENT, s -> s.unix().connect(s.path("none")));
    typed("connect(#0, @)", "below a file", ENOTDIR, s -> s.unix().connect(below(s, s.regular())));
    typed("connect(#0, @)", "links in a circle", ELOOP, s -> s.unix().connect(s.path(s.loop())));
    typed("connect(#0, @)", "socket is gone", ECONNREFUSED, s -> s.unix().connect(s.orphan()));
    typed("connect(#0, @)", "a file", ECONNREFUSED, s -> s.unix().connect(s.path(s.regular())));
    typed("connect(#0, @)", "no such name", ECONNREFUSED, s -> s.unix().connect(s.at(NO_NAME)));
    typed("connect(#0, @)", "datagram peer", EPROTOTYPE, s -> s.unix().connect(s.gram()));
    typed("connect(#0, @)", "records, stream", EPROTOTYPE, s -> s.seqpacket().connect(s.stream()));
    typed("connect(#0, @)", "backlog is full", EAGAIN, s -> impatient(s.unix()).connect(s.full()));
    typed("connect(#0, @)", "AF_UNIX, connected", EISCONN, s -> again(s.unix(), s.stream()));
    typed("connect(#0, @)", "AF_UNIX pair", EISCONN, s -> s.streams().first().connect(s.stream()));
    typed("connect(#0, @)", "records, nothing", ENOENT, s -> s.seqpacket().connect(s.path("no")));
    typed("connect(#0, @)", "AF_UNIX, v4", EINVAL, s -> s.unix().connect(s.at("127.0.0.1:9")));
  }

  private void datagramRows() {
    typed("connect(#0, @)", "no SO_BROADCAST", EACCES, s -> s.udp().connect(s.at(EVERYBODY)));
    typed("connect(#0, @)", "UDP, v6", EAFNOSUPPORT, s -> s.udp().connect(s.at("[::1]:9")));
    typed("connect(#0, @)", "grams, nothing", ENOENT, s -> s.unixgram().connect(s.path("no")));
    typed("connect(#0, @)", "grams, stream", EPROTOTYPE, s -> s.unixgram().connect(s.stream()));
    typed("connect(#0, @)", "grams, orphan", ECONNREFUSED, s -> s.unixgram().connect(s.orphan()));
    typed("connect(#0, @)", "busy peer", EPERM, s -> s.unixgram().connect(s.at(busy(s))));
  }

  private void rawRows() {
    raw("connect", "begins", EINPROGRESS, s -> connect(nTcp(s), s.in(port(s.listener())), 16));
    raw("connect", "no socket", ENOTSOCK, s -> connect(s.noSocket(), s.in(9), 16));
    raw("connect", "no descriptor", EBADF, s -> connect(NO_FD, s.in(9), 16));
    raw("connect", "address cut off", EINVAL, s -> connect(nTcp(s), s.in(9), 15));
    raw("connect", "no family", EINVAL, s -> connect(nTcp(s), s.in(9), 1));
    raw("connect", "address nowhere", EFAULT, s -> connect(nTcp(s), NOWHERE, 16));
    raw("connect", "address too long", EINVAL, s -> connect(nTcp(s), s.mem(129), 129));
    raw("connect", "AF_UNIX, full", EAGAIN, s -> connect(nUnix(s), s.un(s.full()), 110));
    raw("connect", "AF_UNIX, listens", EINVAL, s -> connect(unixSelf(s), s.un(s.stream()), 110));
  }

  private void shutdownRows() {
    typed("shutdown(#0, WRITE)", "not connected", ENOTCONN, s -> s.tcp().shutdown(WRITE));
    typed("shutdown(#0, READ)", "not connected", ENOTCONN, s -> s.tcp().shutdown(READ));
    typed("shutdown(#0, BOTH)", "not connected", ENOTCONN, s -> s.tcp().shutdown(BOTH));
    typed("shutdown(#0, BOTH)", "after a reset", ENOTCONN, s -> s.reset().shutdown(BOTH));
    raw("shutdown", "UDP, not connected", ENOTCONN, s -> shutdown(nUdp(s), 2));
    raw("shutdown", "no such direction", EINVAL, s -> shutdown(nStream(s), 9));
    raw("shutdown", "no socket", ENOTSOCK, s -> shutdown(s.noSocket(), 2));
    raw("shutdown", "no descriptor", EBADF, s -> shutdown(NO_FD, 2));
  }

  private void nameRows() {
    typed("getpeername(#0)", "TCP, no peer", ENOTCONN, s -> s.tcp().peerEndpoint());
    typed("getpeername(#0)", "UDP, not connected", ENOTCONN, s -> s.udp().peerEndpoint());
    typed("getpeername(#0)", "AF_UNIX, no peer", ENOTCONN, s -> s.unix().peerEndpoint());
    typed("getpeername(#0)", "records, no peer", ENOTCONN, s -> s.seqpacket().peerEndpoint());
    typed("getpeername(#0)", "still connecting", ENOTCONN, s -> s.connecting().peerEndpoint());
    raw("getpeername", "no socket", ENOTSOCK, s -> getpeername(s.noSocket(), s.mem(16), s.num(16)));
    raw("getpeername", "no descriptor", EBADF, s -> getpeername(NO_FD, s.mem(16), s.num(16)));
    raw("getpeername", "length -1", EINVAL, s -> getpeername(one(s), s.mem(16), s.num(-1)));
    raw("getpeername", "nowhere to write", EFAULT, s -> getpeername(one(s), NOWHERE, s.num(16)));
    raw("getsockname", "no socket", ENOTSOCK, s -> getsockname(s.noSocket(), s.mem(16), s.num(16)));
    raw("getsockname", "no descriptor", EBADF, s -> getsockname(NO_FD, s.mem(16), s.num(16)));
    raw("getsockname", "length -1", EINVAL, s -> getsockname(one(s), s.mem(16), s.num(-1)));
    raw("getsockname", "nowhere to write", EFAULT, s -> getsockname(one(s), NOWHERE, s.num(16)));
  }

  private static final String EVERYBODY = "127.255.255.255:9";
  private static final String NO_NAME = "unix:@errno-nobody-has-this-name";

  private static Endpoint dead6(Scene s) throws IOException {
    return s.dead(InetEndpoint.loopback(Family.INET6, 0));
  }

  private static ListeningSocket listener6(Scene s) throws IOException {
    return s.listener(InetEndpoint.loopback(Family.INET6, 0));
  }

  /** The first call after a connection in the background was made tells of that once more. */
  private static void again(StreamSocket socket, Endpoint peer) throws IOException {
    socket.connect(peer);
    socket.connect(peer);
    socket.connect(peer);
  }

  private static StreamSocket self(Scene s) throws IOException {
    return StreamSocket.adopt(s.listener().fd());
  }

  private static int unixSelf(Scene s) throws IOException {
    return n(s.listener(s.path("self")));
  }

  private static StreamSocket impatient(StreamSocket socket) {
    socket.setBlocking(false);
    return socket;
  }

  private static void connecting(Scene s) throws IOException {
    s.connecting().connect(s.lastEndpoint());
  }

  /** tcp(7): TCP_USER_TIMEOUT bounds the time that nobody answers. */
  private static void givesUp(Scene s) throws IOException {
    s.connecting();
    StreamSocket another = StreamSocket.open(Family.INET4);
    s.insteadOfFirst(another);
    another.set(TcpOptions.TCP_USER_TIMEOUT, (int) SOON.toMillis());
    another.connect(s.lastEndpoint());
  }

  private static void sameAddresses(Scene s) throws IOException {
    StreamSocket first = s.tcp();
    StreamSocket second = s.tcp();
    first.set(SocketOptions.SO_REUSEADDR, true);
    second.set(SocketOptions.SO_REUSEADDR, true);
    first.bind(Scene.any());
    second.bind(first.localEndpoint());
    Endpoint peer = s.at(s.listener());
    first.connect(peer);
    second.connect(peer);
  }

  /** A datagram socket that is connected to another, and hears from that one alone. */
  private static DatagramSocket busy(Scene s) throws IOException {
    DatagramSocket peer = s.datagrams().first();
    peer.bind(s.path("busy"));
    return peer;
  }

  private static UnixEndpoint below(Scene s, Path file) {
    return s.path(file.resolve("socket"));
  }

  private static int port(ListeningSocket listener) throws IOException {
    return ((InetEndpoint) listener.localEndpoint()).port();
  }

  private static int one(Scene s) throws IOException {
    return n(s.connection().first());
  }
}
