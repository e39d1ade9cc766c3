package dev.sluice.benchmarks.server;

import static dev.sluice.sys.EpollSys.EPOLLERR;
import static dev.sluice.sys.EpollSys.EPOLLET;
import static dev.sluice.sys.EpollSys.EPOLLHUP;
import static dev.sluice.sys.EpollSys.EPOLLIN;
import static dev.sluice.sys.EpollSys.EPOLLOUT;
import static dev.sluice.sys.EpollSys.EPOLLPRI;
import static dev.sluice.sys.EpollSys.EPOLLRDHUP;
import static dev.sluice.sys.EpollSys.EPOLL_CLOEXEC;
import static dev.sluice.sys.EpollSys.EPOLL_CTL_ADD;
import static dev.sluice.sys.EpollSys.EPOLL_CTL_MOD;
import static dev.sluice.sys.EpollSys.epoll_create1;
import static dev.sluice.sys.EpollSys.epoll_ctl;
import static dev.sluice.sys.EpollSys.epoll_wait;
import static dev.sluice.sys.ErrnoSys.EAGAIN;
import static dev.sluice.sys.ErrnoSys.EINTR;
import static dev.sluice.sys.InetConstants.INADDR_LOOPBACK;
import static dev.sluice.sys.InetConstants.IPPROTO_TCP;
import static dev.sluice.sys.SocketConstants.AF_INET;
import static dev.sluice.sys.SocketConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.SocketConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.SocketConstants.SOCK_NONBLOCK;
import static dev.sluice.sys.SocketConstants.SOCK_STREAM;
import static dev.sluice.sys.SocketSys.accept4;
import static dev.sluice.sys.SocketSys.bind;
import static dev.sluice.sys.SocketSys.getsockname;
import static dev.sluice.sys.SocketSys.listen;
import static dev.sluice.sys.SocketSys.recv;
import static dev.sluice.sys.SocketSys.send;
import static dev.sluice.sys.SocketSys.setsockopt;
import static dev.sluice.sys.SocketSys.socket;
import static dev.sluice.sys.TcpConstants.TCP_NODELAY;
import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.sys.EpollEvent;
import dev.sluice.sys.InetSys;
import dev.sluice.sys.SockaddrIn;
import dev.sluice.sys.UnistdSys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Sluice's raw layer alone, edge-triggered: line by line what {@code echo.c} does. */
public final class RawServer {
  private static final int EVENTS = 256;
  private static final int TURN = 16;
  private static final int ALL = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment events = EpollEvent.allocate(arena, EVENTS);
  private final MemorySegment event = EpollEvent.allocate(arena, 1);
  private final MemorySegment buffer = arena.allocate(Control.BUFFER_BYTES, Long.BYTES);
  private final int listener;
  private final int epoll;
  private Peer[] peers = new Peer[1024];

  /** What the edges have said, and what could not be sent yet. */
  private static final class Peer {
    MemorySegment pending = NULL;
    boolean readable;
    boolean writable = true;
    boolean moreThanData;
  }

  private RawServer() throws IOException {
    listener = check(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    MemorySegment on = arena.allocateFrom(JAVA_INT, 1);
    check(setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, on, Integer.BYTES));
    MemorySegment address = arena.allocate(SockaddrIn.SIZEOF, Long.BYTES);
    SockaddrIn.sin_family.set(address, AF_INET);
    SockaddrIn.sin_addr.of(address).set(JAVA_INT, 0, InetSys.htonl(INADDR_LOOPBACK));
    check(bind(listener, address, SockaddrIn.SIZEOF));
    check(listen(listener, Control.BACKLOG));
    epoll = check(epoll_create1(EPOLL_CLOEXEC));
    control(EPOLL_CTL_ADD, listener, EPOLLIN);
  }

  public static void main(String[] args) throws IOException {
    RawServer server = new RawServer();
    Control.begin(server.port());
    server.loop();
  }

  private int port() throws IOException {
    MemorySegment address = arena.allocate(SockaddrIn.SIZEOF, Long.BYTES);
    check(getsockname(listener, address, arena.allocateFrom(JAVA_INT, SockaddrIn.SIZEOF)));
    return InetSys.ntohs(SockaddrIn.sin_port.get(address));
  }

  private void loop() throws IOException {
    for (; ; ) {
      int ready = epoll_wait(epoll, events, EVENTS, -1);
      if (ready < 0 && ready != -EINTR) {
        check(ready);
      }
      for (int i = 0; i < ready; i++) {
        int fd = (int) EpollEvent.data(events, i);
        if (fd == listener) {
          acceptAll();
        } else {
          serve(fd, EpollEvent.events(events, i));
        }
      }
    }
  }

  private void acceptAll() throws IOException {
    for (; ; ) {
      int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd == -EAGAIN) {
        return;
      }
      check(fd);
      if (fd >= peers.length) {
        peers = Arrays.copyOf(peers, 2 * fd);
      }
      peers[fd] = new Peer();
      control(EPOLL_CTL_ADD, fd, ALL);
    }
  }

  private void serve(int fd, int bits) throws IOException {
    Peer peer = peers[fd];
    boolean over = (bits & (EPOLLERR | EPOLLHUP)) != 0;
    peer.readable |= over || (bits & EPOLLIN) != 0;
    peer.writable |= over || (bits & EPOLLOUT) != 0;
    peer.moreThanData = over || (bits & (EPOLLRDHUP | EPOLLPRI)) != 0;
    if (!peer.pending.equals(NULL) && (!peer.writable || !flush(fd, peer))) {
      return;
    }
    for (int turn = 0; peer.readable; turn++) {
      if (turn == TURN) {
        control(EPOLL_CTL_MOD, fd, ALL); // the others first; whatever holds is reported again
        return;
      }
      if (!echo(fd, peer)) {
        return;
      }
    }
  }

  /** One transfer there and back; tells whether there may be another. */
  private boolean echo(int fd, Peer peer) {
    long received = recv(fd, buffer, Control.BUFFER_BYTES, 0);
    if (received == -EAGAIN) {
      peer.readable = false;
      return false;
    }
    if (received <= 0) {
      end(fd);
      return false;
    }
    // A short read has emptied the socket, epoll(7), unless an end or an error has stopped it.
    peer.readable = received == Control.BUFFER_BYTES || peer.moreThanData;
    long sent = send(fd, buffer, received, MSG_NOSIGNAL);
    if (sent == received) {
      return peer.readable;
    }
    if (sent < 0 && sent != -EAGAIN) {
      end(fd);
    } else {
      keep(peer, Math.max(0, sent), received);
    }
    return false;
  }

  /** Keeps what the peer does not take, in memory that goes when it is forgotten. */
  private void keep(Peer peer, long from, long to) {
    peer.pending = Arena.ofAuto().allocate(to - from);
    peer.pending.copyFrom(buffer.asSlice(from, to - from));
    peer.writable = false;
  }

  private boolean flush(int fd, Peer peer) {
    long sent = send(fd, peer.pending, peer.pending.byteSize(), MSG_NOSIGNAL);
    if (sent == peer.pending.byteSize()) {
      peer.pending = NULL;
      return true;
    }
    if (sent < 0 && sent != -EAGAIN) {
      end(fd);
    } else {
      peer.pending = peer.pending.asSlice(Math.max(0, sent));
      peer.writable = false;
    }
    return false;
  }

  private void end(int fd) {
    peers[fd] = new Peer();
    UnistdSys.close(fd);
  }

  private void control(int operation, int fd, int bits) throws IOException {
    EpollEvent.events(event, 0, bits);
    EpollEvent.data(event, 0, fd);
    check(epoll_ctl(epoll, operation, fd, event));
  }

  private static int check(int result) throws IOException {
    if (result < 0) {
      throw new IOException("errno " + -result);
    }
    return result;
  }
}
