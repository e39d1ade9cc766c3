package dev.sluice.benchmarks.event;

import dev.sluice.benchmarks.SluiceContender;
import dev.sluice.sys.EpollEvent;
import dev.sluice.sys.EpollSys;
import dev.sluice.sys.UnistdSys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** {@code epoll_wait(2)} by the raw layer on one connection, level-triggered. */
abstract class RawWait extends SluiceContender {
  private Arena arena;
  private MemorySegment events;
  private int epoll;

  @Override
  protected void open() throws IOException {
    super.open();
    arena = Arena.ofConfined();
    events = EpollEvent.allocate(arena, Waits.EVENTS);
    epoll = EpollSys.epoll_create1(EpollSys.EPOLL_CLOEXEC);
    EpollEvent.events(events, 0, EpollSys.EPOLLIN);
    EpollEvent.data(events, 0, Waits.TOKEN);
    int fd = connection().fd().enter();
    try {
      EpollSys.epoll_ctl(epoll, EpollSys.EPOLL_CTL_ADD, fd, events);
    } finally {
      connection().fd().exit();
    }
  }

  final int ready() {
    return EpollSys.epoll_wait(epoll, events, Waits.EVENTS, 0);
  }

  final long token() {
    return EpollEvent.data(events, 0);
  }

  @Override
  protected void close() throws IOException {
    UnistdSys.close(epoll);
    arena.close();
    super.close();
  }
}
