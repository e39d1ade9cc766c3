package dev.sluice.benchmarks.startup;

import static dev.sluice.sys.EpollSys.EPOLLET;
import static dev.sluice.sys.EpollSys.EPOLLIN;
import static dev.sluice.sys.EpollSys.EPOLL_CLOEXEC;
import static dev.sluice.sys.EpollSys.EPOLL_CTL_ADD;
import static dev.sluice.sys.EpollSys.epoll_create1;
import static dev.sluice.sys.EpollSys.epoll_ctl;
import static dev.sluice.sys.EpollSys.epoll_wait;
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
import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.sys.EpollEvent;
import dev.sluice.sys.SockaddrIn;
import dev.sluice.sys.UnistdSys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The raw contender of {@link StartupBenchmark}: what {@link EchoTyped} does, in C's words. */
public final class EchoRaw {
  private static final int EAGAIN = 11;
  private static final int LOOPBACK = 0x0100007F; // 127.0.0.1 in network order

  private EchoRaw() {}

  public static void main(String[] args) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int epoll = check(epoll_create1(EPOLL_CLOEXEC));
      int listener = listener(arena);
      MemorySegment event = EpollEvent.allocate(arena, 1);
      MemorySegment events = EpollEvent.allocate(arena, 16);
      MemorySegment buffer = arena.allocate(4096, Long.BYTES);
      watch(epoll, listener, event);
      System.out.println(port(listener, arena));
      int connection = -1;
      boolean open = true;
      while (open) {
        int count = check(epoll_wait(epoll, events, 16, -1));
        for (int i = 0; i < count && open; i++) {
          if (EpollEvent.data(events, i) == listener) {
            connection = check(accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC));
            watch(epoll, connection, event);
          } else {
            open = echo(connection, buffer);
          }
        }
      }
      UnistdSys.close(connection);
      UnistdSys.close(listener);
      UnistdSys.close(epoll);
    }
  }

  private static int listener(Arena arena) throws IOException {
    int listener = check(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    MemorySegment one = arena.allocateFrom(JAVA_INT, 1);
    check(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, one, Integer.BYTES));
    MemorySegment address = arena.allocate(SockaddrIn.SIZEOF, Long.BYTES);
    SockaddrIn.sin_family.set(address, AF_INET);
    address.set(JAVA_INT, SockaddrIn.sin_addr.offset(), LOOPBACK);
    check(bind(listener, address, SockaddrIn.SIZEOF));
    check(listen(listener, 16));
    return listener;
  }

  private static int port(int socket, Arena arena) throws IOException {
    MemorySegment address = arena.allocate(SockaddrIn.SIZEOF, Long.BYTES);
    MemorySegment length = arena.allocateFrom(JAVA_INT, SockaddrIn.SIZEOF);
    check(getsockname(socket, address, length));
    return Short.toUnsignedInt(Short.reverseBytes((short) SockaddrIn.sin_port.get(address)));
  }

  private static void watch(int epoll, int fd, MemorySegment event) throws IOException {
    EpollEvent.events(event, 0, EPOLLIN | EPOLLET);
    EpollEvent.data(event, 0, fd);
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, event));
  }

  /** Echoes until nothing is left, as an edge demands; tells whether the client goes on. */
  private static boolean echo(int connection, MemorySegment buffer) throws IOException {
    for (; ; ) {
      long received = recv(connection, buffer, buffer.byteSize(), 0);
      if (received <= 0) {
        return received == -EAGAIN;
      }
      if (send(connection, buffer, received, MSG_NOSIGNAL) != received) {
        throw new IOException("the client does not receive what it sent");
      }
    }
  }

  private static int check(int result) throws IOException {
    if (result < 0) {
      throw new IOException("errno " + -result);
    }
    return result;
  }
}
