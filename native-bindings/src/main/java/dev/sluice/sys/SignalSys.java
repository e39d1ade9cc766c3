package dev.sluice.sys;

import static dev.sluice.sys.Native.NNNPN;
import static dev.sluice.sys.Native.NPPN;
import static dev.sluice.sys.Native.PNNN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.foldNumber;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <signal.h>}: signal sets and sending, {@code signal(7)}. A set takes {@link #SIGSET_BYTES}
 * bytes.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class SignalSys {
  /** The size of {@code sigset_t}. */
  public static final int SIGSET_BYTES = 128;

  // How pthread_sigmask(3) changes the mask.
  public static final int SIG_BLOCK = 0;
  public static final int SIG_UNBLOCK = 1;
  public static final int SIG_SETMASK = 2;

  // Signals, signal(7).
  public static final int SIGHUP = 1;
  public static final int SIGINT = 2;
  public static final int SIGQUIT = 3;
  public static final int SIGILL = 4;
  public static final int SIGTRAP = 5;
  public static final int SIGABRT = 6;
  public static final int SIGBUS = 7;
  public static final int SIGFPE = 8;
  public static final int SIGKILL = 9;
  public static final int SIGUSR1 = 10;
  public static final int SIGSEGV = 11;
  public static final int SIGUSR2 = 12;
  public static final int SIGPIPE = 13;
  public static final int SIGALRM = 14;
  public static final int SIGTERM = 15;
  public static final int SIGCHLD = 17;
  public static final int SIGCONT = 18;
  public static final int SIGSTOP = 19;
  public static final int SIGTSTP = 20;
  public static final int SIGTTIN = 21;
  public static final int SIGTTOU = 22;
  public static final int SIGURG = 23;
  public static final int SIGXCPU = 24;
  public static final int SIGXFSZ = 25;
  public static final int SIGVTALRM = 26;
  public static final int SIGPROF = 27;
  public static final int SIGWINCH = 28;
  public static final int SIGIO = 29;
  public static final int SIGPOLL = 29;
  public static final int SIGPWR = 30;
  public static final int SIGSYS = 31;

  // Flags, sigaction(2).
  public static final int SA_NOCLDSTOP = 0x1;
  public static final int SA_NOCLDWAIT = 0x2;
  public static final int SA_SIGINFO = 0x4;
  public static final int SA_ONSTACK = 0x8000000;
  public static final int SA_RESTART = 0x10000000;
  public static final int SA_NODEFER = 0x40000000;
  public static final int SA_RESETHAND = 0x80000000;

  // int sigemptyset(sigset_t *set);
  private static final MethodHandle sigemptyset = link("sigemptyset", PNNN);

  // int sigfillset(sigset_t *set);
  private static final MethodHandle sigfillset = link("sigfillset", PNNN);

  // int sigaddset(sigset_t *set, int signum);
  private static final MethodHandle sigaddset = link("sigaddset", PNNN);

  // int sigdelset(sigset_t *set, int signum);
  private static final MethodHandle sigdelset = link("sigdelset", PNNN);

  // int sigismember(const sigset_t *set, int signum);
  private static final MethodHandle sigismember = link("sigismember", PNNN);

  // int sigpending(sigset_t *set);
  private static final MethodHandle sigpending = link("sigpending", PNNN);

  // int pthread_sigmask(int how, const sigset_t *set, sigset_t *oldset);
  private static final MethodHandle pthread_sigmask = link("pthread_sigmask", NPPN);

  // int kill(pid_t pid, int sig);
  private static final MethodHandle kill = link("kill", NNNPN);

  // int raise(int sig);
  private static final MethodHandle raise = link("raise", NNNPN);

  private SignalSys() {}

  /** Empties a set, {@code sigemptyset(3)}; 0, or {@code -errno}. */
  public static int sigemptyset(MemorySegment set) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) sigemptyset.invokeExact(errno, set, 0L, 0L, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Fills a set, {@code sigfillset(3)}; 0, or {@code -errno}. */
  public static int sigfillset(MemorySegment set) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) sigfillset.invokeExact(errno, set, 0L, 0L, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Adds a signal, {@code sigaddset(3)}; 0, or {@code -errno}. */
  public static int sigaddset(MemorySegment set, int signum) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) sigaddset.invokeExact(errno, set, (long) signum, 0L, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Takes a signal away, {@code sigdelset(3)}; 0, or {@code -errno}. */
  public static int sigdelset(MemorySegment set, int signum) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) sigdelset.invokeExact(errno, set, (long) signum, 0L, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Tells whether a signal is in the set, {@code sigismember(3)}; 1, 0, or {@code -errno}. */
  public static int sigismember(MemorySegment set, int signum) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) sigismember.invokeExact(errno, set, (long) signum, 0L, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Tells which signals are pending, {@code sigpending(2)}; 0, or {@code -errno}. */
  public static int sigpending(MemorySegment set) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) sigpending.invokeExact(errno, set, 0L, 0L, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /**
   * Changes the calling thread's mask, {@code pthread_sigmask(3)}; 0, or {@code -errno} although C
   * returns a positive error number.
   */
  public static int pthread_sigmask(int how, MemorySegment set, MemorySegment oldset) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldNumber((long) pthread_sigmask.invokeExact(errno, (long) how, set, oldset, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Sends a signal, {@code kill(2)}; 0, or {@code -errno}. */
  public static int kill(int pid, int sig) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long) kill.invokeExact(errno, (long) pid, (long) sig, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Sends a signal to the calling thread, {@code raise(3)}; 0, or {@code -errno}. */
  public static int raise(int sig) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno, (long) raise.invokeExact(errno, (long) sig, 0L, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
