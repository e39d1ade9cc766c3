package dev.sluice.examples;

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
import static dev.sluice.sys.ErrnoSys.ECONNABORTED;
import static dev.sluice.sys.ErrnoSys.EINTR;
import static dev.sluice.sys.InetConstants.INADDR_LOOPBACK;
import static dev.sluice.sys.InetConstants.IPPROTO_TCP;
import static dev.sluice.sys.InetSys.htonl;
import static dev.sluice.sys.InetSys.htons;
import static dev.sluice.sys.InetSys.ntohs;
import static dev.sluice.sys.SockaddrIn.sin_addr;
import static dev.sluice.sys.SockaddrIn.sin_family;
import static dev.sluice.sys.SockaddrIn.sin_port;
import static dev.sluice.sys.SocketConstants.AF_INET;
import static dev.sluice.sys.SocketConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.SocketConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.SocketConstants.SOCK_NONBLOCK;
import static dev.sluice.sys.SocketConstants.SOCK_STREAM;
import static dev.sluice.sys.SocketConstants.SOL_SOCKET;
import static dev.sluice.sys.SocketConstants.SO_REUSEADDR;
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
import static java.util.Objects.requireNonNull;

import dev.sluice.sys.EpollEvent;
import dev.sluice.sys.ErrnoSys;
import dev.sluice.sys.EventFdSys;
import dev.sluice.sys.Foreign;
import dev.sluice.sys.SockaddrIn;
import dev.sluice.sys.UnistdSys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code sluice raw-echo}: the edge-triggered echo once more, on {@code dev.sluice.sys} alone. Read
 * it beside {@code dev.sluice.loop}: these are C's words, the numbers are descriptors, a negative
 * result is {@code -errno}, and nobody helps.
 */
@Command(
    name = "raw-echo",
    header = "The edge-triggered echo in C's words: the raw layer alone.",
    description = "Sends back what it receives, until Ctrl-C.",
    footer = {"", "Example:", "  sluice raw-echo --port 0    then: nc 127.0.0.1 PORT"})
final class RawEcho implements Callable<Integer> {
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int EVENTS = 256;
  private static final int BACKLOG = 4096;

  /** How many transfers one connection gets before the others have their turn. */
  private static final int TURN = 16;

  private static final int ALL = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "A TCP port of 127.0.0.1 (default: 7777); 0 is any free one.")
  private int port = 7777;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment events = EpollEvent.allocate(arena, EVENTS);
  private final MemorySegment event = EpollEvent.allocate(arena, 1);
  private final ArrayDeque<MemorySegment> spare = new ArrayDeque<>();
  private MemorySegment buffer = arena.allocate(BUFFER_BYTES);

  /** By descriptor. */
  private @Nullable Peer[] peers = new @Nullable Peer[1024];

  private int epfd = -1;
  private int listener = -1;
  private int waker = -1;
  private boolean starved;
  private boolean closedSome;

  /** What the edges have said, and what was received and could not be sent. */
  private static final class Peer {
    boolean readable;
    boolean writable;
    boolean moreThanData;
    @Nullable MemorySegment pending;
    long from;
    long to;
  }

  @Override
  public Integer call() throws IOException {
    if (port < 0 || port > 0xFFFF) {
      // htons takes the lower 16 bits of anything: 70000 would listen on port 4464.
      throw new Failure("a port is a number between 0 and 65535, not " + port);
    }
    try (arena;
        CtrlC ctrlC = new CtrlC()) {
      openAll();
      ctrlC.stopsBy(() -> EventFdSys.eventfd_write(waker, 1));
      System.out.println("listening on 127.0.0.1:" + localPort());
      System.out.flush();
      loop();
    } finally {
      closeAll();
    }
    return 0;
  }

  private void openAll() throws IOException {
    MemorySegment on = arena.allocateFrom(JAVA_INT, 1);
    MemorySegment address = arena.allocate(SockaddrIn.SIZEOF);
    sin_family.set(address, AF_INET);
    sin_port.set(address, htons(port));
    sin_addr.of(address).set(JAVA_INT, 0, htonl(INADDR_LOOPBACK));

    listener = check("socket", socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    check("setsockopt", setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, on, Integer.BYTES));
    check("setsockopt", setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, on, Integer.BYTES));
    check("bind to port " + port, bind(listener, address, SockaddrIn.SIZEOF));
    check("listen", listen(listener, BACKLOG));
    waker = check("eventfd", EventFdSys.eventfd(0, EventFdSys.EFD_CLOEXEC));
    epfd = check("epoll_create1", epoll_create1(EPOLL_CLOEXEC));
    check("epoll_ctl", control(EPOLL_CTL_ADD, waker, EPOLLIN));
    check("epoll_ctl", control(EPOLL_CTL_ADD, listener, EPOLLIN | EPOLLET));
  }

  private int localPort() throws IOException {
    MemorySegment address = arena.allocate(SockaddrIn.SIZEOF);
    MemorySegment length = arena.allocateFrom(JAVA_INT, SockaddrIn.SIZEOF);
    check("getsockname", getsockname(listener, address, length));
    return ntohs(sin_port.get(address));
  }

  private void loop() throws IOException {
    for (; ; ) {
      int ready = epoll_wait(epfd, events, EVENTS, -1);
      if (ready == -EINTR) {
        continue;
      }
      check("epoll_wait", ready);
      boolean acceptable = false;
      for (int i = 0; i < ready; i++) {
        int fd = (int) EpollEvent.data(events, i);
        if (fd == waker) {
          return;
        } else if (fd == listener) {
          acceptable = true;
        } else {
          remember(fd, EpollEvent.events(events, i));
        }
      }
      // Last, because a number that was closed above is given to the next connection at once, and
      // an event of the old one further down would reach it.
      if (acceptable || (starved && closedSome)) {
        acceptAll();
      }
    }
  }

  private void acceptAll() {
    starved = false;
    closedSome = false;
    for (int accepted = 0; accepted < EVENTS; accepted++) {
      int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd >= 0) {
        if (fd >= peers.length) {
          peers = Arrays.copyOf(peers, 2 * fd);
        }
        peers[fd] = new Peer();
        if (control(EPOLL_CTL_ADD, fd, ALL) < 0) {
          close(fd);
        }
      } else if (fd == -EAGAIN) {
        return;
      } else if (fd != -EINTR && fd != -ECONNABORTED) {
        starved = true; // EMFILE: whoever waits is accepted when a connection has been closed
        return;
      }
    }
    control(EPOLL_CTL_MOD, listener, EPOLLIN | EPOLLET); // more may wait: report it again
  }

  private void remember(int fd, int bits) {
    Peer peer = peers[fd];
    if (peer != null) {
      boolean over = (bits & (EPOLLERR | EPOLLHUP)) != 0;
      peer.readable |= over || (bits & EPOLLIN) != 0;
      peer.writable |= over || (bits & EPOLLOUT) != 0;
      peer.moreThanData = over || (bits & (EPOLLRDHUP | EPOLLPRI)) != 0;
      echo(fd, peer);
    }
  }

  /**
   * A short read has emptied the socket, {@code epoll(7)}, so the call that would only say {@code
   * EAGAIN} is saved; unless an end, an error or the urgent byte has stopped it, which the event
   * has told. What arrives after this event is an edge of its own.
   */
  private void echo(int fd, Peer peer) {
    for (int transfers = 0; transfers < TURN; transfers++) {
      if (peer.pending != null && (!peer.writable || !flush(fd, peer))) {
        return;
      }
      if (!peer.readable) {
        return;
      }
      long received = recv(fd, buffer, BUFFER_BYTES, 0);
      if (received == -EAGAIN) {
        peer.readable = false;
      } else if (received <= 0) {
        close(fd); // the end, or a reset; EINTR is for calls that sleep
        return;
      } else {
        peer.readable = received == BUFFER_BYTES || peer.moreThanData;
        peer.pending = buffer;
        peer.from = 0;
        peer.to = received;
        buffer = spare.isEmpty() ? arena.allocate(BUFFER_BYTES) : spare.pop();
      }
    }
    control(EPOLL_CTL_MOD, fd, ALL); // the others first; and then whatever holds is reported again
  }

  /** Sends what is pending; tells whether all of it is gone. */
  private boolean flush(int fd, Peer peer) {
    MemorySegment pending = requireNonNull(peer.pending);
    long left = peer.to - peer.from;
    long sent = send(fd, pending.asSlice(peer.from, left), left, MSG_NOSIGNAL);
    if (sent < left) {
      if (sent < 0 && sent != -EAGAIN) {
        close(fd);
      } else {
        peer.from += Math.max(0, sent);
        peer.writable = false;
      }
      return false;
    }
    peer.pending = null;
    spare.push(pending);
    return true;
  }

  private void close(int fd) {
    Peer peer = requireNonNull(peers[fd]);
    if (peer.pending != null) {
      spare.push(peer.pending);
    }
    peers[fd] = null;
    UnistdSys.close(fd);
    closedSome = true;
  }

  private void closeAll() {
    for (int fd = 0; fd < peers.length; fd++) {
      if (peers[fd] != null) {
        UnistdSys.close(fd);
      }
    }
    for (int fd : new int[] {listener, waker, epfd}) {
      if (fd >= 0) {
        UnistdSys.close(fd);
      }
    }
  }

  private int control(int operation, int fd, int bits) {
    EpollEvent.events(event, 0, bits);
    EpollEvent.data(event, 0, fd);
    return epoll_ctl(epfd, operation, fd, event);
  }

  private static int check(String call, int result) throws IOException {
    if (result < 0) {
      throw new Failure(call + " failed: " + Foreign.string(ErrnoSys.strerror(-result)));
    }
    return result;
  }
}
