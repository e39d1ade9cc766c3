package dev.sluice.event;

import static java.lang.foreign.MemorySegment.NULL;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.FdClosedException;
import dev.sluice.Pollable;
import dev.sluice.sys.EpollEvent;
import dev.sluice.sys.EpollSys;
import dev.sluice.sys.EpollTimedSys;
import dev.sluice.sys.EventFdSys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * An epoll instance, {@code epoll(7)}, as the kernel means it. Its life: {@link #open} → {@link
 * #add}, {@link #modify}, {@link #delete} and {@link #await} → {@link #close}.
 *
 * <p>The rule people trip over: the kernel watches open files, not numbers. A descriptor that was
 * duplicated, or inherited by a child process, stays registered after {@code close} until the last
 * duplicate is closed: {@link #delete} it first. Events carry a token of the caller's, never a
 * number; put a generation into it, and a late event of a former connection is recognised.
 *
 * <p>Thread-safe: any thread may change interests while others wait, and several may wait. {@code
 * close} wakes them.
 */
public final class Epoll implements Pollable, AutoCloseable {
  /** The timeout that never ends. */
  public static final long FOREVER = -1;

  private static final int EINTR = -Errno.EINTR.number();
  private static final int ENOSPC = -Errno.ENOSPC.number();
  private static final int ENOSYS = -Errno.ENOSYS.number();
  private static final int EPERM = -Errno.EPERM.number();

  /** An eventfd that nobody ever reads: one for the process, opened with the first epoll. */
  private static volatile int alwaysReady = -1;

  private static volatile boolean lacksPwait2;

  /** An event per thread to hand to {@code epoll_ctl}, which copies it. */
  private static final ThreadLocal<MemorySegment> EVENT =
      new ThreadLocal<>() { // classes, not lambdas, on the way to the first event: see DECISIONS.md
        @Override
        protected MemorySegment initialValue() {
          return EpollEvent.allocate(Arena.ofAuto(), 1);
        }
      };

  private static final Fd.Unblocker WAKE_WAITERS =
      new Fd.Unblocker() {
        @Override
        public void unblock(int number) {
          wakeWaiters(number);
        }
      };

  private final Fd fd;

  private Epoll(int number) {
    fd = Fd.adopt(number, WAKE_WAITERS);
  }

  /**
   * Opens an epoll instance, close-on-exec.
   *
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left, {@code ENOMEM}
   * @see <a href="https://man7.org/linux/man-pages/man2/epoll_create.2.html">epoll_create1(2)</a>
   */
  public static Epoll open() throws ErrnoException {
    openAlwaysReady();
    int number = EpollSys.epoll_create1(EpollSys.EPOLL_CLOEXEC);
    if (number < 0) {
      throw ErrnoException.of("epoll_create1()", number);
    }
    return new Epoll(number);
  }

  /**
   * Makes every thread in {@code epoll_wait} return, by adding something that is ready for good.
   * Adding cannot lack a descriptor: {@link #alwaysReady} was opened with the first epoll. It is
   * not added earlier, because the kernel allows 500 ways of length two to one file, and each epoll
   * inside another would be one.
   */
  private static void wakeWaiters(int epoll) {
    MemorySegment event = EVENT.get();
    EpollEvent.events(event, 0, EpollSys.EPOLLIN);
    EpollEvent.data(event, 0, 0);
    int result = EpollSys.epoll_ctl(epoll, EpollSys.EPOLL_CTL_ADD, alwaysReady, event);
    if (result == ENOSPC) {
      deleteOne(epoll);
      EpollSys.epoll_ctl(epoll, EpollSys.EPOLL_CTL_ADD, alwaysReady, event);
    }
  }

  /**
   * The user has as many watches as {@code max_user_watches} allows: an epoll that is being closed
   * gives one of its own for the one that wakes its waiters.
   */
  private static void deleteOne(int epoll) {
    try {
      for (EpollRegistration watched : EpollRegistration.list(epoll)) {
        if (EpollSys.epoll_ctl(epoll, EpollSys.EPOLL_CTL_DEL, watched.fd(), EVENT.get()) == 0) {
          return;
        }
      }
    } catch (IOException noProc) {
      // Then it stays as it was: a waiter without a timeout sleeps until something is ready.
    }
  }

  private static synchronized void openAlwaysReady() throws ErrnoException {
    if (alwaysReady < 0) {
      int number = EventFdSys.eventfd(1, EventFdSys.EFD_CLOEXEC | EventFdSys.EFD_NONBLOCK);
      if (number < 0) {
        throw ErrnoException.of("eventfd(1)", number);
      }
      alwaysReady = number;
    }
  }

  /**
   * Starts watching a descriptor.
   *
   * @param source what to watch; sockets, eventfds, pipes, other epolls, but no regular files
   * @param interest what for
   * @param trigger when to report
   * @param token what the events carry, all 64 bits
   * @throws FdClosedException if this or the descriptor is closed
   * @throws ErrnoException {@code EEXIST} if it is watched already; {@code EPERM} for a regular
   *     file or directory; {@code ELOOP} for a circle or a chain of more than five epolls; {@code
   *     EINVAL} for this epoll itself; {@code ENOSPC} beyond {@code
   *     /proc/sys/fs/epoll/max_user_watches}
   * @see <a href="https://man7.org/linux/man-pages/man2/epoll_ctl.2.html">epoll_ctl(2)</a>
   */
  public void add(Pollable source, Interest interest, Trigger trigger, long token)
      throws ErrnoException {
    control(EpollSys.EPOLL_CTL_ADD, source.fd(), EpollBits.of(interest, trigger), token);
  }

  /**
   * Starts watching a descriptor in a way that only epoll has.
   *
   * @param source what to watch
   * @param interest what for; with {@link EpollFlags#EXCLUSIVE} READ and WRITE only
   * @param trigger when to report; with {@link EpollFlags#EXCLUSIVE} no one-shot
   * @param flags whom to wake
   * @param token what the events carry, all 64 bits
   * @throws IllegalArgumentException if the kernel does not allow the combination
   * @throws FdClosedException if this or the descriptor is closed
   * @throws ErrnoException as {@link #add(Pollable, Interest, Trigger, long)}, and {@code EINVAL}
   *     for an epoll watched with {@link EpollFlags#EXCLUSIVE}
   * @see <a href="https://man7.org/linux/man-pages/man2/epoll_ctl.2.html">epoll_ctl(2)</a>
   */
  public void add(Pollable source, Interest interest, Trigger trigger, EpollFlags flags, long token)
      throws ErrnoException {
    flags.checkAdd(interest, trigger);
    control(
        EpollSys.EPOLL_CTL_ADD, source.fd(), EpollBits.of(interest, trigger) | flags.bits(), token);
  }

  /**
   * Watches a descriptor for something else, or arms a one-shot interest again. A condition that
   * already holds is reported anew, under an edge trigger too. {@link EpollFlags#WAKEUP} is gone
   * unless it is given again.
   *
   * @param source what is watched
   * @param interest what for, from now on
   * @param trigger when to report, from now on
   * @param token what the events carry, from now on
   * @throws FdClosedException if this or the descriptor is closed
   * @throws ErrnoException {@code ENOENT} if it is not watched; {@code EINVAL} if it is watched
   *     with {@link EpollFlags#EXCLUSIVE}: delete it and add it again
   * @see <a href="https://man7.org/linux/man-pages/man2/epoll_ctl.2.html">epoll_ctl(2)</a>
   */
  public void modify(Pollable source, Interest interest, Trigger trigger, long token)
      throws ErrnoException {
    control(EpollSys.EPOLL_CTL_MOD, source.fd(), EpollBits.of(interest, trigger), token);
  }

  /**
   * Watches a descriptor for something else, in a way that only epoll has.
   *
   * @param source what is watched
   * @param interest what for, from now on
   * @param trigger when to report, from now on
   * @param flags whom to wake, from now on; {@link EpollFlags#WAKEUP} only
   * @param token what the events carry, from now on
   * @throws IllegalArgumentException for {@link EpollFlags#EXCLUSIVE}: it can only be added
   * @throws FdClosedException if this or the descriptor is closed
   * @throws ErrnoException as {@link #modify(Pollable, Interest, Trigger, long)}
   * @see <a href="https://man7.org/linux/man-pages/man2/epoll_ctl.2.html">epoll_ctl(2)</a>
   */
  public void modify(
      Pollable source, Interest interest, Trigger trigger, EpollFlags flags, long token)
      throws ErrnoException {
    flags.checkModify();
    control(
        EpollSys.EPOLL_CTL_MOD, source.fd(), EpollBits.of(interest, trigger) | flags.bits(), token);
  }

  /**
   * Stops watching a descriptor. Events of it that a wait has already reported are still in that
   * wait's {@link ReadyEvents}. Closing the last duplicate of a descriptor does the same.
   *
   * @param source what is watched
   * @throws FdClosedException if this or the descriptor is closed; a duplicate that is still open
   *     keeps the interest of a closed descriptor alive, and only closing that one ends it
   * @throws ErrnoException {@code ENOENT} if it is not watched
   * @see <a href="https://man7.org/linux/man-pages/man2/epoll_ctl.2.html">epoll_ctl(2)</a>
   */
  public void delete(Pollable source) throws ErrnoException {
    control(EpollSys.EPOLL_CTL_DEL, source.fd(), 0, 0);
  }

  private void control(int operation, Fd target, int bits, long token) throws ErrnoException {
    MemorySegment event = EVENT.get();
    EpollEvent.events(event, 0, bits);
    EpollEvent.data(event, 0, token);
    int result;
    int epoll = fd.enter();
    try {
      int number = target.enter();
      try {
        result = EpollSys.epoll_ctl(epoll, operation, number, event);
      } finally {
        target.exit();
      }
    } finally {
      fd.exit();
    }
    if (result < 0) {
      throw ErrnoException.of("epoll_ctl(" + fd + ", " + name(operation, target) + ")", result);
    }
  }

  private static String name(int operation, Fd target) {
    String verb =
        operation == EpollSys.EPOLL_CTL_ADD
            ? "ADD"
            : operation == EpollSys.EPOLL_CTL_MOD ? "MOD" : "DEL";
    return "EPOLL_CTL_" + verb + ", " + target;
  }

  /**
   * Waits until something is ready, or the time is over. Interrupted calls ({@code EINTR}) go on
   * for the time that is left; a wait is never short.
   *
   * @param events where to report; what it held is gone
   * @param timeoutNanos the longest wait in nanoseconds; 0 asks and returns, {@link #FOREVER} or
   *     any negative number waits without end
   * @return the number of events; 0 if the time is over
   * @throws FdClosedException if this is closed, before or meanwhile
   * @throws ErrnoException if the kernel refuses the call
   * @see <a href="https://man7.org/linux/man-pages/man2/epoll_wait.2.html">epoll_wait(2)</a>
   */
  public int await(ReadyEvents events, long timeoutNanos) throws ErrnoException {
    events.count(0);
    int result;
    int epoll = fd.enter();
    try {
      result =
          timeoutNanos > 0
              ? timedWait(epoll, events, timeoutNanos)
              : wait(epoll, events, timeoutNanos == 0 ? 0 : -1);
      if (!fd.isOpen()) {
        throw new FdClosedException(
            "the epoll " + fd + " was closed by another thread during the wait");
      }
    } finally {
      fd.exit();
    }
    if (result < 0) {
      throw ErrnoException.of("epoll_wait(" + fd + ")", result);
    }
    events.count(result);
    return result;
  }

  /**
   * Waits like {@link #await}, and keeps the processor for a while before it sleeps: answers come
   * some microseconds sooner, for the price of a busy processor. Try {@link #setParams} first,
   * which polls the network card and not only the epoll.
   *
   * @param events where to report; what it held is gone
   * @param spinNanos how long to ask again and again, in nanoseconds; 0 sleeps at once
   * @param timeoutNanos the longest wait in all, in nanoseconds, as {@link #await} takes it
   * @return the number of events; 0 if the time is over
   * @throws IllegalArgumentException if {@code spinNanos} is negative
   * @throws FdClosedException if this is closed, before or meanwhile
   * @throws ErrnoException if the kernel refuses the call
   */
  public int awaitBusy(ReadyEvents events, long spinNanos, long timeoutNanos)
      throws ErrnoException {
    if (spinNanos < 0) {
      throw new IllegalArgumentException("to spin is 0 ns or more, not " + spinNanos);
    }
    long start = System.nanoTime();
    long spin = timeoutNanos < 0 ? spinNanos : Math.min(spinNanos, timeoutNanos);
    long spent;
    do {
      int ready = await(events, 0);
      if (ready > 0) {
        return ready;
      }
      Thread.onSpinWait();
      spent = System.nanoTime() - start;
    } while (spent < spin);
    if (timeoutNanos < 0) {
      return await(events, FOREVER);
    }
    return spent < timeoutNanos ? await(events, timeoutNanos - spent) : 0;
  }

  private int wait(int epoll, ReadyEvents events, int timeoutMillis) {
    int result;
    do {
      result = EpollSys.epoll_wait(epoll, events.memory(), events.capacity(), timeoutMillis);
    } while (result == EINTR && fd.isOpen());
    return result;
  }

  private int timedWait(int epoll, ReadyEvents events, long timeoutNanos) {
    long start = System.nanoTime();
    long leftNanos = timeoutNanos;
    for (; ; ) {
      int result = timedWaitOnce(epoll, events, leftNanos);
      if ((result != 0 && result != EINTR) || !fd.isOpen()) {
        return result;
      }
      leftNanos = timeoutNanos - (System.nanoTime() - start);
      if (leftNanos <= 0) {
        return 0;
      }
    }
  }

  private static int timedWaitOnce(int epoll, ReadyEvents events, long nanos) {
    if (!lacksPwait2) {
      int result =
          EpollTimedSys.epoll_pwait2(
              epoll, events.memory(), events.capacity(), events.timespec(nanos), NULL);
      if (result != ENOSYS && result != EPERM) {
        return result;
      }
      lacksPwait2 = true; // Linux before 5.11, or a container's filter that does not know it
    }
    long millis = Math.min(Integer.MAX_VALUE, (nanos - 1) / 1_000_000 + 1);
    return EpollSys.epoll_wait(epoll, events.memory(), events.capacity(), (int) millis);
  }

  /** Makes the next waits try {@code epoll_pwait2} again, or not: for tests of the fallback. */
  static void setLacksPwait2(boolean lacks) {
    lacksPwait2 = lacks;
  }

  /**
   * Returns how waits poll network cards.
   *
   * @throws UnsupportedOperationException before Linux 6.9, or if the kernel was built without
   * @throws FdClosedException if this is closed
   * @throws ErrnoException if the kernel refuses the call
   * @see <a href="https://man7.org/linux/man-pages/man2/ioctl_eventpoll.2.html">ioctl_eventpoll(2)
   *     </a>
   */
  public EpollParams params() throws ErrnoException {
    return EpollParams.get(fd);
  }

  /**
   * Makes waits poll network cards before they sleep.
   *
   * @param params for how long, and how
   * @throws UnsupportedOperationException before Linux 6.9, or if the kernel was built without
   * @throws FdClosedException if this is closed
   * @throws ErrnoException {@code EPERM} for a budget above 64 without {@code CAP_NET_ADMIN}
   * @see <a href="https://man7.org/linux/man-pages/man2/ioctl_eventpoll.2.html">ioctl_eventpoll(2)
   *     </a>
   */
  public void setParams(EpollParams params) throws ErrnoException {
    EpollParams.set(fd, params);
  }

  /**
   * Lists what is watched, as the kernel has it: for debugging. Interests whose descriptor is
   * closed while a duplicate is open are listed too, under the old number.
   *
   * @throws FdClosedException if this is closed
   * @throws IOException if {@code /proc} is not mounted
   * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_fdinfo.5.html">fdinfo(5)</a>
   */
  public List<EpollRegistration> registrations() throws IOException {
    int number = fd.enter();
    try {
      return EpollRegistration.list(number);
    } finally {
      fd.exit();
    }
  }

  /** Closes the epoll, from any thread; only the first call does something. Waiters wake. */
  @Override
  public void close() {
    fd.close();
  }

  @Override
  public Fd fd() {
    return fd;
  }

  /** Returns for instance {@code epoll fd 7}. */
  @Override
  public String toString() {
    return "epoll " + fd;
  }
}
