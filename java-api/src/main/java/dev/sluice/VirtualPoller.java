package dev.sluice;

import dev.sluice.sys.EpollEvent;
import dev.sluice.sys.EpollSys;
import dev.sluice.sys.UnistdSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where virtual threads wait: one epoll for all of them, opened with the first wait and kept for
 * the life of the process.
 *
 * <p>A virtual thread looks into it, because whom it wakes then runs on the carrier that it leaves:
 * waking out of a platform thread costs a futex call and a switch of threads each time. It has to
 * park when there is nothing, so a daemon thread waits until the epoll itself is readable, in a
 * second epoll that holds nothing else.
 *
 * <p>A descriptor is registered one-shot with the events that its waits want together, and stays
 * registered when they are over: the next wait arms it again with one call. Its token is new each
 * time, so that a late event of a former wait, or of a duplicate of a closed descriptor, wakes
 * nobody.
 */
final class VirtualPoller {
  private static final int EINTR = -Errno.EINTR.number();
  private static final int ENOENT = -Errno.ENOENT.number();
  private static final int EPERM = -Errno.EPERM.number();
  private static final int EVENTS = 256;

  /** Both directions hear of these, asked for or not. */
  private static final int OVER = EpollSys.EPOLLERR | EpollSys.EPOLLHUP;

  private static @Nullable VirtualPoller instance;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Integer, Watched> byNumber = new HashMap<>();
  private final Map<Long, Watched> byToken = new HashMap<>();
  private final MemorySegment event = EpollEvent.allocate(Arena.ofAuto(), 1);
  private final int epoll;
  private final int outer;
  private final Thread looking;
  private long lastToken;

  /** A descriptor that somebody waits for; guarded by the lock. */
  private static final class Watched {
    final int number;
    long token;
    @Nullable VirtualWait waits;

    Watched(int number) {
      this.number = number;
    }

    int events() {
      int events = 0;
      for (VirtualWait wait = waits; wait != null; wait = wait.following) {
        events |= wait.events;
      }
      return events;
    }

    void add(VirtualWait wait) {
      wait.following = waits;
      waits = wait;
    }

    @SuppressWarnings("ReferenceEquality") // a wait is itself
    void remove(VirtualWait wait) {
      VirtualWait kept = null;
      for (VirtualWait each = waits; each != null; ) {
        VirtualWait next = each.following;
        if (each != wait) {
          each.following = kept;
          kept = each;
        }
        each = next;
      }
      waits = kept;
    }

    /** Wakes and removes the waits that want one of {@code events}. */
    void wake(int events) {
      VirtualWait kept = null;
      for (VirtualWait each = waits; each != null; ) {
        VirtualWait next = each.following;
        if ((each.events & events) != 0) {
          each.wake();
        } else {
          each.following = kept;
          kept = each;
        }
        each = next;
      }
      waits = kept;
    }
  }

  private VirtualPoller(int epoll, int outer) {
    this.epoll = epoll;
    this.outer = outer;
    this.looking = Thread.ofVirtual().name("sluice-virtual-poller").unstarted(this::look);
  }

  static synchronized VirtualPoller get() throws ErrnoException {
    if (instance == null) {
      int epoll = open();
      int outer = -1;
      try {
        outer = open();
        VirtualPoller poller = new VirtualPoller(epoll, outer);
        poller.begin();
        instance = poller;
      } finally {
        if (instance == null) {
          UnistdSys.close(epoll);
          if (outer >= 0) {
            UnistdSys.close(outer);
          }
        }
      }
    }
    return instance;
  }

  private static int open() throws ErrnoException {
    int epoll = EpollSys.epoll_create1(EpollSys.EPOLL_CLOEXEC);
    if (epoll < 0) {
      throw ErrnoException.of("epoll_create1()", epoll);
    }
    return epoll;
  }

  private void begin() throws ErrnoException {
    int result = watchEpoll(EpollSys.EPOLL_CTL_ADD, EpollEvent.allocate(Arena.ofAuto(), 1));
    if (result < 0) {
      throw ErrnoException.of("epoll_ctl(" + epoll + ")", result);
    }
    Thread.ofPlatform().daemon().name("sluice-virtual-poller").start(this::waitForEpoll);
    looking.start();
  }

  /** Wakes {@code wait} when {@code fd}, which it holds, is ready for it. */
  void enlist(Fd fd, int number, VirtualWait wait) throws ErrnoException {
    int result;
    lock.lock();
    try {
      Watched watched = byNumber.computeIfAbsent(number, Watched::new);
      watched.add(wait);
      result = arm(watched);
      if (result == EPERM) {
        wait.wake(); // a regular file, which poll(2) calls always ready, cannot be in an epoll
      }
      if (result < 0) {
        remove(watched, wait);
      }
    } finally {
      lock.unlock();
    }
    if (result < 0 && result != EPERM) {
      throw ErrnoException.of("epoll_ctl(" + fd + ")", result);
    }
  }

  /** Forgets {@code wait}, woken or not. */
  void strike(int number, VirtualWait wait) {
    lock.lock();
    try {
      Watched watched = byNumber.get(number);
      if (watched != null) {
        remove(watched, wait);
      }
    } finally {
      lock.unlock();
    }
  }

  private void remove(Watched watched, VirtualWait wait) {
    watched.remove(wait);
    forgetIfDone(watched);
  }

  private void forgetIfDone(Watched watched) {
    if (watched.waits == null) {
      byNumber.remove(watched.number);
      byToken.remove(watched.token);
    }
  }

  private int arm(Watched watched) {
    byToken.remove(watched.token);
    watched.token = ++lastToken;
    byToken.put(watched.token, watched);
    EpollEvent.events(event, 0, watched.events() | EpollSys.EPOLLONESHOT);
    EpollEvent.data(event, 0, watched.token);
    int result = EpollSys.epoll_ctl(epoll, EpollSys.EPOLL_CTL_MOD, watched.number, event);
    return result == ENOENT
        ? EpollSys.epoll_ctl(epoll, EpollSys.EPOLL_CTL_ADD, watched.number, event)
        : result;
  }

  /** Of the virtual thread. */
  @SuppressWarnings("ThreadPriorityCheck") // nothing hangs on the yield but a system call or two
  private void look() {
    MemorySegment events = EpollEvent.allocate(Arena.ofAuto(), EVENTS);
    MemorySegment once = EpollEvent.allocate(Arena.ofAuto(), 1);
    for (; ; ) {
      int count = ready(events);
      if (count == 0) {
        Thread.yield(); // who was woken may be about to wait again
        count = ready(events);
      }
      if (count == 0) {
        watchEpoll(EpollSys.EPOLL_CTL_MOD, once);
        LockSupport.park(this);
      }
      for (int i = 0; i < count; i++) {
        report(EpollEvent.data(events, i), EpollEvent.events(events, i));
      }
    }
  }

  private int ready(MemorySegment events) {
    return await(epoll, events, EVENTS, 0);
  }

  private static int await(int epoll, MemorySegment events, int most, int timeoutMillis) {
    int count = EpollSys.epoll_wait(epoll, events, most, timeoutMillis);
    if (count < 0 && count != EINTR) {
      throw new IllegalStateException("epoll_wait: " + Errno.of(-count));
    }
    return Math.max(0, count);
  }

  /** Has the daemon thread woken once, at once if the epoll is readable already. */
  private int watchEpoll(int operation, MemorySegment event) {
    EpollEvent.events(event, 0, EpollSys.EPOLLIN | EpollSys.EPOLLONESHOT);
    return EpollSys.epoll_ctl(outer, operation, epoll, event);
  }

  /** Of the daemon thread. */
  private void waitForEpoll() {
    MemorySegment events = EpollEvent.allocate(Arena.ofAuto(), 1);
    for (; ; ) {
      if (await(outer, events, 1, -1) > 0) {
        LockSupport.unpark(looking);
      }
    }
  }

  private void report(long token, int reported) {
    lock.lock();
    try {
      Watched watched = byToken.get(token);
      if (watched == null) {
        return;
      }
      boolean over = (reported & OVER) != 0;
      watched.wake(over ? -1 : reported);
      if (watched.waits == null) {
        forgetIfDone(watched);
      } else if (arm(watched) < 0) {
        // It cannot be watched any more: let everybody find out why.
        watched.wake(-1);
        forgetIfDone(watched);
      }
    } finally {
      lock.unlock();
    }
  }
}
