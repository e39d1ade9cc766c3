package dev.sluice.errno;

import static dev.sluice.Errno.EADDRINUSE;
import static dev.sluice.Errno.EADDRNOTAVAIL;
import static dev.sluice.Errno.EAFNOSUPPORT;
import static dev.sluice.Errno.EAGAIN;
import static dev.sluice.Errno.EBADF;
import static dev.sluice.Errno.EFAULT;
import static dev.sluice.Errno.EINVAL;
import static dev.sluice.Errno.ELOOP;
import static dev.sluice.Errno.ENODEV;
import static dev.sluice.Errno.ENOENT;
import static dev.sluice.Errno.ENOTDIR;
import static dev.sluice.Errno.ENOTSOCK;
import static dev.sluice.Errno.EOPNOTSUPP;
import static dev.sluice.Errno.EPROTONOSUPPORT;
import static dev.sluice.Errno.ESOCKTNOSUPPORT;
import static dev.sluice.Family.INET4;
import static dev.sluice.Family.UNIX;
import static dev.sluice.errno.Scene.NOWHERE;
import static dev.sluice.errno.Scene.NO_FD;
import static dev.sluice.errno.Scene.n;
import static dev.sluice.errno.Scene.nTcp;
import static dev.sluice.sys.SocketConstants.AF_INET;
import static dev.sluice.sys.SocketConstants.AF_UNIX;
import static dev.sluice.sys.SocketConstants.SOCK_DGRAM;
import static dev.sluice.sys.SocketConstants.SOCK_SEQPACKET;
import static dev.sluice.sys.SocketConstants.SOCK_STREAM;
import static dev.sluice.sys.SocketSys.accept;
import static dev.sluice.sys.SocketSys.accept4;
import static dev.sluice.sys.SocketSys.bind;
import static dev.sluice.sys.SocketSys.listen;
import static dev.sluice.sys.SocketSys.socket;
import static dev.sluice.sys.SocketSys.socketpair;
import static java.lang.foreign.MemorySegment.NULL;

import dev.sluice.Endpoint;
import dev.sluice.Pollable;
import dev.sluice.UnixEndpoint;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.Socket;
import dev.sluice.net.SocketOptions;
import java.io.IOException;
import java.nio.file.Path;

/**
 * {@code socket(2)}, {@code socketpair(2)}, {@code bind(2)}, {@code listen(2)} and {@code
 * accept(2)}.
 */
class SocketErrnoTest extends ErrnoContract {
  @Override
  void table() {
    socketRows();
    pairRows();
    bindRows();
    unixBindRows();
    listenRows();
    acceptRows();
  }

  private void socketRows() {
    raw("socket", "unknown family", EAFNOSUPPORT, s -> socket(9999, SOCK_STREAM, 0));
    raw("socket", "unknown type", EINVAL, s -> socket(AF_INET, 77, 0));
    raw("socket", "unknown flag in the type", EINVAL, s -> socket(AF_INET, 0x101, 0));
    raw("socket", "UDP as a stream", EPROTONOSUPPORT, s -> socket(AF_INET, SOCK_STREAM, 17));
    raw("socket", "TCP as datagrams", EPROTONOSUPPORT, s -> socket(AF_INET, SOCK_DGRAM, 6));
    raw("socket", "INET records", ESOCKTNOSUPPORT, s -> socket(AF_INET, SOCK_SEQPACKET, 0));
    raw("socket", "protocol beyond all", EINVAL, s -> socket(AF_INET, SOCK_STREAM, 9999));
    raw("socket", "AF_UNIX protocol 5", EPROTONOSUPPORT, s -> socket(AF_UNIX, SOCK_STREAM, 5));
  }

  private void pairRows() {
    raw("socketpair", "AF_INET", EOPNOTSUPP, s -> socketpair(AF_INET, SOCK_STREAM, 0, s.mem(8)));
    raw("socketpair", "unknown family", EAFNOSUPPORT, s -> socketpair(9999, 1, 0, s.mem(8)));
    raw("socketpair", "unknown type", EINVAL, s -> socketpair(AF_UNIX, 77, 0, s.mem(8)));
    raw("socketpair", "protocol 5", EPROTONOSUPPORT, s -> socketpair(AF_UNIX, 1, 5, s.mem(8)));
    raw("socketpair", "nowhere to write", EFAULT, s -> socketpair(AF_UNIX, 1, 0, NOWHERE));
  }

  private void bindRows() {
    typed("bind(#0, @)", "somebody listens", EADDRINUSE, s -> s.tcp().bind(s.at(s.listener())));
    typed("bind(#0, @)", "UDP port is taken", EADDRINUSE, s -> s.udp().bind(s.at(bound(s.udp()))));
    typed("bind(#0, @)", "foreign address", EADDRNOTAVAIL, s -> s.tcp().bind(s.at("192.0.2.1:0")));
    typed("bind(#0, @)", "foreign, UDP", EADDRNOTAVAIL, s -> s.udp().bind(s.at("192.0.2.1:0")));
    typed("bind(#0, @)", "foreign, v6", EADDRNOTAVAIL, s -> s.tcp6().bind(s.at("[2001:db8::1]:0")));
    typed("bind(#0, @)", "bound already", EINVAL, s -> twice(s.tcp(), s.at("127.0.0.1:0")));
    typed("bind(#0, @)", "bound already, UDP", EINVAL, s -> twice(s.udp(), s.at("127.0.0.1:0")));
    typed("bind(#0, @)", "no scope", EINVAL, s -> s.tcp6().bind(s.at("[fe80::1]:0")));
    typed("bind(#0, @)", "no such scope", ENODEV, s -> s.tcp6().bind(s.at("[fe80::1%99999]:0")));
    typed("bind(#0, @)", "INET, a path", EAFNOSUPPORT, s -> s.tcp().bind(s.path("long-enough")));
    typed("bind(#0, @)", "v4 address", EINVAL, s -> s.tcp6().bind(s.at("127.0.0.1:0")));
    raw("bind", "no socket", ENOTSOCK, s -> bind(s.noSocket(), s.in(0), 16));
    raw("bind", "no descriptor", EBADF, s -> bind(NO_FD, s.in(0), 16));
    raw("bind", "address cut off", EINVAL, s -> bind(nTcp(s), s.in(0), 15));
    raw("bind", "address too long", EINVAL, s -> bind(nTcp(s), s.mem(129), 129));
    raw("bind", "address nowhere", EFAULT, s -> bind(nTcp(s), NOWHERE, 16));
  }

  private void unixBindRows() {
    typed("bind(#0, @)", "path exists", EADDRINUSE, s -> s.unix().bind(s.orphan()));
    typed("bind(#0, @)", "path is a file", EADDRINUSE, s -> s.unix().bind(s.path(s.regular())));
    typed("bind(#0, @)", "name is taken", EADDRINUSE, s -> s.unix().bind(s.at(named(s))));
    typed("bind(#0, @)", "no directory", ENOENT, s -> s.unix().bind(s.path("none/socket")));
    typed("bind(#0, @)", "file on the way", ENOTDIR, s -> s.unix().bind(below(s, s.regular())));
    typed("bind(#0, @)", "links in a circle", ELOOP, s -> s.unix().bind(below(s, s.loop())));
    typed("bind(#0, @)", "bound, path", EINVAL, s -> s.listener(s.path("a")).bind(s.path("b")));
    typed("bind(#0, @)", "v4 address, AF_UNIX", EINVAL, s -> s.unix().bind(s.at("127.0.0.1:0")));
    typed("bind(#0, @)", "datagrams, path exists", EADDRINUSE, s -> s.unixgram().bind(s.gram()));
    typed("bind(#0, @)", "records, path exists", EADDRINUSE, s -> s.seqpacket().bind(s.gram()));
  }

  private void listenRows() {
    typed("listen(#0)", "datagram socket", EOPNOTSUPP, s -> listening(s.udp()).listen(1));
    typed("listen(#0)", "AF_UNIX datagrams", EOPNOTSUPP, s -> listening(s.unixgram()).listen(1));
    typed("listen(#0)", "not bound, AF_UNIX", EINVAL, s -> s.unlistening(UNIX).listen(1));
    typed("listen(#0)", "records, not bound", EINVAL, s -> s.seqpacket().listen(1));
    typed("listen(#0)", "connected", EINVAL, s -> listening(s.connection().first()).listen(1));
    typed("listen(#1)", "another listens there", EADDRINUSE, s -> second(s).listen(1));
    raw("listen", "no socket", ENOTSOCK, s -> listen(s.noSocket(), 1));
    raw("listen", "no descriptor", EBADF, s -> listen(NO_FD, 1));
  }

  private void acceptRows() {
    typed("accept4(#0)", "does not listen", EINVAL, s -> s.unlistening(INET4).accept());
    typed("accept4(#0)", "AF_UNIX, does not listen", EINVAL, s -> s.unlistening(UNIX).accept());
    typed("accept4(#0)", "datagram socket", EOPNOTSUPP, s -> listening(s.udp()).accept());
    typed("accept4(#0)", "AF_UNIX datagrams", EOPNOTSUPP, s -> listening(s.unixgram()).accept());
    typed("accept4(#0)", "records, does not listen", EINVAL, s -> s.seqpacket().accept());
    raw("accept4", "no socket", ENOTSOCK, s -> accept4(s.noSocket(), NULL, NULL, 0));
    raw("accept4", "no descriptor", EBADF, s -> accept4(NO_FD, NULL, NULL, 0));
    raw("accept4", "unknown flag", EINVAL, s -> accept4(n(s.listener()), NULL, NULL, 1));
    raw("accept4", "nobody waits", EAGAIN, s -> accept4(n(s.listener()), NULL, NULL, 0));
    raw("accept4", "nowhere to write", EFAULT, s -> accept4(waiting(s), NOWHERE, s.num(16), 0));
    raw("accept4", "length -1", EINVAL, s -> accept4(waiting(s), s.mem(16), s.num(-1), 0));
    raw("accept", "nobody waits", EAGAIN, s -> accept(n(s.listener()), NULL, NULL));
    raw("accept", "does not listen", EINVAL, s -> accept(nTcp(s), NULL, NULL));
    raw("accept", "no descriptor", EBADF, s -> accept(NO_FD, NULL, NULL));
  }

  private static <S extends Socket> S bound(S socket) throws IOException {
    socket.bind(Scene.any());
    return socket;
  }

  private static void twice(Socket socket, Endpoint local) throws IOException {
    socket.bind(local);
    socket.bind(local);
  }

  private static ListeningSocket named(Scene s) throws IOException {
    return s.listener(UnixEndpoint.abstractName("errno-" + System.nanoTime()));
  }

  private static UnixEndpoint below(Scene s, Path file) {
    return s.path(file.resolve("socket"));
  }

  /** Another kind of socket under the type that has the word. */
  private static ListeningSocket listening(Pollable socket) {
    return ListeningSocket.adopt(socket.fd());
  }

  /** Two sockets may be bound to one port with SO_REUSEADDR, and one of them may listen. */
  private static ListeningSocket second(Scene s) throws IOException {
    ListeningSocket first = s.unlistening(INET4);
    ListeningSocket second = s.unlistening(INET4);
    first.set(SocketOptions.SO_REUSEADDR, true);
    second.set(SocketOptions.SO_REUSEADDR, true);
    first.bind(Scene.any());
    second.bind(first.localEndpoint());
    first.listen(1);
    return second;
  }

  /** A listening socket that a client waits at. */
  private static int waiting(Scene s) throws IOException {
    ListeningSocket listener = s.listener();
    s.tcp().connect(listener.localEndpoint());
    return n(listener);
  }
}
