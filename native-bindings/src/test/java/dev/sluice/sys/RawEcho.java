package dev.sluice.sys;

import static dev.sluice.sys.EpollSys.EPOLLET;
import static dev.sluice.sys.EpollSys.EPOLLIN;
import static dev.sluice.sys.EpollSys.EPOLL_CLOEXEC;
import static dev.sluice.sys.EpollSys.EPOLL_CTL_ADD;
import static dev.sluice.sys.EpollSys.epoll_create1;
import static dev.sluice.sys.EpollSys.epoll_ctl;
import static dev.sluice.sys.EpollSys.epoll_wait;
import static dev.sluice.sys.ErrnoSys.EAGAIN;
import static dev.sluice.sys.ErrnoSys.EINTR;
import static dev.sluice.sys.SocketConstants.AF_INET;
import static dev.sluice.sys.SocketConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.SocketConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.SocketConstants.SOCK_NONBLOCK;
import static dev.sluice.sys.SocketConstants.SOCK_STREAM;
import static dev.sluice.sys.SocketConstants.SOMAXCONN;
import static dev.sluice.sys.SocketSys.accept4;
import static dev.sluice.sys.SocketSys.bind;
import static dev.sluice.sys.SocketSys.recv;
import static dev.sluice.sys.SocketSys.send;
import static dev.sluice.sys.SocketSys.socket;
import static dev.sluice.sys.UnistdSys.close;
import static java.lang.foreign.MemorySegment.NULL;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The echo server of the package documentation. */
final class RawEcho {
  private static final int FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;

  private RawEcho() {}

  /** Opens a listening socket. */
  static int listen(MemorySegment address, int bytes) {
    int listener = check(socket(AF_INET, SOCK_STREAM | FLAGS, 0));
    check(bind(listener, address, bytes));
    check(SocketSys.listen(listener, SOMAXCONN));
    return listener;
  }

  // Echoes until the descriptor stop is readable.
  // @start region="loop"
  static void serve(int listener, int stop) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment events = EpollEvent.allocate(arena, 64);
      MemorySegment event = EpollEvent.allocate(arena, 1);
      MemorySegment buffer = arena.allocate(4096);
      int epoll = check(epoll_create1(EPOLL_CLOEXEC));
      add(epoll, stop, EPOLLIN, event);
      add(epoll, listener, EPOLLIN | EPOLLET, event);
      boolean serving = true;
      while (serving) {
        int ready = epoll_wait(epoll, events, 64, -1);
        for (int i = 0; i < ready; i++) {
          int fd = (int) EpollEvent.data(events, i);
          if (fd == stop) {
            serving = false;
          } else if (fd == listener) {
            acceptAll(epoll, listener, event);
          } else {
            echoAll(fd, buffer);
          }
        }
      }
      close(epoll);
    }
  }

  private static void add(int epoll, int fd, int bits, MemorySegment event) {
    EpollEvent.events(event, 0, bits);
    EpollEvent.data(event, 0, fd);
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, event));
  }

  // Edge-triggered: the kernel reports news, so go on until it says EAGAIN.
  private static void acceptAll(int epoll, int listener, MemorySegment event) {
    int client;
    while ((client = accept4(listener, NULL, NULL, FLAGS)) >= 0 || client == -EINTR) {
      if (client >= 0) {
        add(epoll, client, EPOLLIN | EPOLLET, event);
      }
    }
  }

  private static void echoAll(int fd, MemorySegment buffer) {
    long count;
    while ((count = recv(fd, buffer, buffer.byteSize(), 0)) > 0 || count == -EINTR) {
      if (count > 0) {
        send(fd, buffer, count, MSG_NOSIGNAL); // a real server keeps what send leaves
      }
    }
    if (count != -EAGAIN) {
      close(fd);
    }
  }

  private static int check(int result) {
    if (result < 0) {
      throw new IllegalStateException(Foreign.string(ErrnoSys.strerror(-result)));
    }
    return result;
  }
  // @end
}
