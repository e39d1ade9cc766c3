package dev.sluice.benchmarks.event;

import static java.util.Objects.requireNonNull;

import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.net.ListeningSocket;
import dev.sluice.sys.EpollEvent;
import dev.sluice.sys.EpollSys;
import dev.sluice.sys.SocketSys;
import dev.sluice.sys.UnistdSys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** {@code epoll_wait(2)} by the raw layer, level-triggered. */
abstract class RawWait extends Wait {
  private Arena arena;
  private MemorySegment events;
  private MemorySegment in;
  private int epoll;
  private int connection;

  RawWait(Question question) {
    super(question);
  }

  @Override
  final void watch() throws IOException {
    try (ListeningSocket listener =
        ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 1)) {
      connect(listener.localEndpoint());
      connection = requireNonNull(listener.accept()).fd().release();
    }
    arena = Arena.ofConfined();
    in = arena.allocate(BUFFER_BYTES, Long.BYTES);
    events = EpollEvent.allocate(arena, EVENTS);
    epoll = EpollSys.epoll_create1(EpollSys.EPOLL_CLOEXEC);
    EpollEvent.events(events, 0, EpollSys.EPOLLIN);
    EpollEvent.data(events, 0, TOKEN);
    EpollSys.epoll_ctl(epoll, EpollSys.EPOLL_CTL_ADD, connection, events);
  }

  @Override
  final int ready() {
    return EpollSys.epoll_wait(epoll, events, EVENTS, 0);
  }

  @Override
  final long token() {
    return EpollEvent.data(events, 0);
  }

  @Override
  final int receive() {
    return (int) SocketSys.recv(connection, in, BUFFER_BYTES, 0);
  }

  @Override
  final void unwatch() {
    UnistdSys.close(epoll);
    UnistdSys.close(connection);
    arena.close();
  }
}
