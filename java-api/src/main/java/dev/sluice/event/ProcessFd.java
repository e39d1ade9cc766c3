package dev.sluice.event;

import static java.lang.foreign.MemorySegment.NULL;

import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.Pollable;
import dev.sluice.sys.PidFdSys;
import dev.sluice.sys.Siginfo;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A process that can be waited for, {@code pidfd_open(2)}: readable once it has ended. Its life:
 * {@link #open} → {@link #send}, {@link #hasEnded} → {@link #close}.
 *
 * <p>It stays this process, however often its number is given out again. The rule people trip over:
 * that is true from {@code open} on. The number is sure to be the right one if it belongs to a
 * child that nobody has waited for, or to a {@link Process} that is alive afterwards.
 *
 * <p>Never blocks: wait with a poller, or {@link Fd#awaitReadable}. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_open.2.html">pidfd_open(2)</a>
 */
public final class ProcessFd implements Pollable, AutoCloseable {
  /** How {@code /proc/self/fdinfo} begins the line with the number, {@code proc_pid_fdinfo(5)}. */
  private static final String PID_LINE = "Pid:";

  private final Fd fd;
  private final long pid;

  private ProcessFd(Fd fd, long pid) {
    this.fd = fd;
    this.pid = pid;
  }

  /**
   * How a process ended.
   *
   * @param code its exit code; −1 if a signal ended it
   * @param signal the signal that ended it; {@code null} if it ended by itself
   */
  public record ExitStatus(int code, @Nullable Signal signal) {}

  /**
   * Opens a process, close-on-exec.
   *
   * @param pid its number, for instance of {@link Process#pid}
   * @throws IllegalArgumentException if the number is not positive, or too large
   * @throws ErrnoException {@code ESRCH} if there is no such process; {@code EINVAL} if the number
   *     is a thread's; {@code EMFILE}, {@code ENFILE} if no descriptor is left
   */
  public static ProcessFd open(long pid) throws ErrnoException {
    if (pid < 1 || pid > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a process is 1 to 2^31 - 1, not " + pid);
    }
    int number = PidFdSys.pidfd_open((int) pid, 0);
    if (number < 0) {
      throw ErrnoException.of("pidfd_open(" + pid + ")", number);
    }
    return new ProcessFd(Fd.adopt(number), pid);
  }

  /**
   * Takes over a pidfd that came from elsewhere: of the peer of a socket, or with a message.
   *
   * @param fd a pidfd; closing this closes it
   * @throws IllegalArgumentException if it is no pidfd; it stays open
   * @throws dev.sluice.FdClosedException if it is closed
   * @throws IOException if {@code /proc} does not tell
   */
  public static ProcessFd adopt(Fd fd) throws IOException {
    int number = fd.enter();
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo", "" + number))) {
        if (line.startsWith(PID_LINE)) {
          return new ProcessFd(fd, Long.parseLong(line.substring(PID_LINE.length()).strip()));
        }
      }
    } finally {
      fd.exit();
    }
    throw new IllegalArgumentException(fd + " is no pidfd");
  }

  /**
   * Returns the number that the process was opened by; of an adopted pidfd its number then, −1 if
   * it had ended, 0 if it is outside our pid namespace.
   */
  public long pid() {
    return pid;
  }

  /**
   * Tells whether the process has ended; its parent may not have waited for it yet.
   *
   * @throws dev.sluice.FdClosedException if this is closed
   * @throws IOException as {@link Fd#awaitReadable}
   */
  public boolean hasEnded() throws IOException {
    return fd.awaitReadable(0);
  }

  /**
   * Sends a signal, to this process and no other.
   *
   * @param signal which
   * @throws dev.sluice.FdClosedException if this is closed
   * @throws ErrnoException {@code ESRCH} if the process has ended and its parent has waited for it;
   *     {@code EPERM} without permission
   * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_send_signal.2.html">
   *     pidfd_send_signal(2)</a>
   */
  public void send(Signal signal) throws ErrnoException {
    int result;
    int number = fd.enter();
    try {
      result = PidFdSys.pidfd_send_signal(number, signal.number(), NULL, 0);
    } finally {
      fd.exit();
    }
    if (result < 0) {
      throw ErrnoException.of("pidfd_send_signal(" + this + ", " + signal + ")", result);
    }
  }

  /**
   * Waits for a child that has ended, which frees its number, and tells how it ended. Only once,
   * and not for processes that {@link ProcessBuilder} started: the JVM waits for those itself, and
   * {@link Process#exitValue} tells.
   *
   * @return how it ended; {@code null} if it runs
   * @throws dev.sluice.FdClosedException if this is closed
   * @throws ErrnoException {@code ECHILD} if it is no child, or somebody has waited for it
   * @see <a href="https://man7.org/linux/man-pages/man2/waitid.2.html">waitid(2)</a>
   */
  public @Nullable ExitStatus reap() throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(Siginfo.SIZEOF, Long.BYTES);
      int result;
      int number = fd.enter();
      try {
        result =
            PidFdSys.waitid(PidFdSys.P_PIDFD, number, info, PidFdSys.WEXITED | PidFdSys.WNOHANG);
      } finally {
        fd.exit();
      }
      if (result < 0) {
        throw ErrnoException.of("waitid(" + this + ")", result);
      }
      return Siginfo.si_pid.get(info) == 0 ? null : status(info);
    }
  }

  private static ExitStatus status(MemorySegment info) {
    int status = Siginfo.si_status.get(info);
    return Siginfo.si_code.get(info) == PidFdSys.CLD_EXITED
        ? new ExitStatus(status, null)
        : new ExitStatus(-1, Signal.of(status));
  }

  /** Closes the descriptor, from any thread; only the first call does something. */
  @Override
  public void close() {
    fd.close();
  }

  @Override
  public Fd fd() {
    return fd;
  }

  /** Returns for instance {@code process 4711, fd 9}. */
  @Override
  public String toString() {
    return "process " + pid + ", " + fd;
  }
}
