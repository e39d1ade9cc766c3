package dev.sluice.event;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.Pollable;
import dev.sluice.sys.SignalFdSys;
import dev.sluice.sys.SignalSys;
import dev.sluice.sys.SignalfdSiginfo;
import dev.sluice.sys.UnistdSys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signals that can be waited for, {@code signalfd(2)}: readable when one has come. Its life: {@link
 * #open} → {@link #take} → {@link #close}.
 *
 * <p>The rule people trip over: the kernel hands a signal to any thread that does not block it, and
 * only what all threads block comes here. Nobody can block a signal for the threads that the JVM
 * has started already, but they inherit what is blocked when it starts:
 *
 * <pre>{@code env --block-signal=USR1 --block-signal=WINCH java …}</pre>
 *
 * <p>So {@link #open} looks, and refuses a signal that some thread does not block: it would be
 * lost, or end the process. It refuses those that the JVM handles itself: {@code SIGSEGV}, {@code
 * SIGBUS}, {@code SIGFPE}, {@code SIGILL}, {@code SIGPIPE}, {@code SIGXFSZ}, {@code SIGUSR2},
 * {@code SIGQUIT} and, unless it runs with {@code -Xrs}, {@code SIGHUP}, {@code SIGINT} and {@code
 * SIGTERM}. Child processes inherit what is blocked, too.
 *
 * <p>Never blocks: wait with a poller, or {@link Fd#awaitReadable}. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/signalfd.2.html">signalfd(2)</a>
 */
public final class SignalFd implements Pollable, AutoCloseable {
  private static final int EAGAIN = -Errno.EAGAIN.number();
  private static final int NEW = -1;

  private final Fd fd;
  private final List<Signal> signals;
  private final MemorySegment info = Arena.ofAuto().allocate(SignalfdSiginfo.SIZEOF, Long.BYTES);

  /**
   * A signal that has come.
   *
   * @param signal which
   * @param code how it was sent: {@code SI_USER} (0), {@code SI_QUEUE} (−1), {@code SI_KERNEL}
   *     (128) and others of {@code sigaction(2)}
   * @param senderPid the process that sent it; 0 if the kernel did
   * @param senderUid its user
   * @param value what {@code sigqueue(3)} sent along
   */
  public record Delivery(Signal signal, int code, int senderPid, int senderUid, int value) {}

  private SignalFd(Fd fd, List<Signal> signals) {
    this.fd = fd;
    this.signals = signals;
  }

  /**
   * Opens a descriptor for signals, close-on-exec.
   *
   * @param signals which; each has to be blocked since the JVM started
   * @throws IllegalArgumentException without any signal, or for {@code SIGKILL} and {@code
   *     SIGSTOP}, which nobody gets to see
   * @throws UnsupportedOperationException for a signal that the JVM handles, or that a thread does
   *     not block; it says how to start the JVM
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left, {@code ENOMEM}
   * @throws IOException if {@code /proc} is not mounted
   */
  public static SignalFd open(Signal... signals) throws IOException {
    if (signals.length == 0) {
      throw new IllegalArgumentException("at least one signal");
    }
    int number;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(SignalSys.SIGSET_BYTES, Long.BYTES);
      SignalSys.sigemptyset(set);
      for (Signal signal : signals) {
        check(signal);
        SignalSys.sigaddset(set, signal.number());
      }
      number = SignalFdSys.signalfd(NEW, set, SignalFdSys.SFD_CLOEXEC | SignalFdSys.SFD_NONBLOCK);
    }
    if (number < 0) {
      throw ErrnoException.of("signalfd(" + List.of(signals) + ")", number);
    }
    return new SignalFd(Fd.adopt(number), List.of(signals));
  }

  private static void check(Signal signal) throws IOException {
    if (signal.equals(Signal.KILL) || signal.equals(Signal.STOP)) {
      throw new IllegalArgumentException(
          signal + " cannot be blocked, and never reaches a program");
    }
    Path self = Path.of("/proc/self");
    if (contains(self, "SigCgt:", signal)) {
      throw new UnsupportedOperationException(
          "the JVM handles "
              + signal
              + " itself; SIGHUP, SIGINT and SIGTERM are left alone by a JVM started with -Xrs");
    }
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(self.resolve("task"))) {
      for (Path thread : threads) {
        if (!contains(thread, "SigBlk:", signal)) {
          throw new UnsupportedOperationException(
              signal
                  + " is not blocked in all threads, and would go to one that does not: start the"
                  + " JVM with it blocked, `env --block-signal="
                  + signal.name().replace("SIG", "").replace("signal ", "")
                  + " java ...`");
        }
      }
    }
  }

  /** Reads a line such as {@code SigBlk: 0000000000000004}; a thread that has ended blocks all. */
  private static boolean contains(Path thread, String key, Signal signal) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(thread.resolve("status"));
    } catch (IOException e) {
      if (Files.notExists(thread)) {
        return true;
      }
      throw e;
    }
    for (String line : lines) {
      if (line.startsWith(key)) {
        long bits = Long.parseUnsignedLong(line.substring(key.length()).strip(), 16);
        return (bits >>> (signal.number() - 1) & 1) != 0;
      }
    }
    throw new IOException(thread + "/status has no line " + key);
  }

  /**
   * Takes one signal.
   *
   * @return the signal; {@code null} if none has come. Several of a kind are one until they are
   *     taken, except real-time signals
   * @throws dev.sluice.FdClosedException if this is closed
   * @throws ErrnoException if the kernel refuses the call
   */
  public @Nullable Delivery take() throws ErrnoException {
    long result;
    int number = fd.enter();
    try {
      synchronized (info) {
        result = UnistdSys.read(number, info, SignalfdSiginfo.SIZEOF);
        if (result == SignalfdSiginfo.SIZEOF) {
          return new Delivery(
              Signal.of(SignalfdSiginfo.ssi_signo.get(info)),
              SignalfdSiginfo.ssi_code.get(info),
              SignalfdSiginfo.ssi_pid.get(info),
              SignalfdSiginfo.ssi_uid.get(info),
              SignalfdSiginfo.ssi_int.get(info));
        }
      }
    } finally {
      fd.exit();
    }
    if (result < 0 && result != EAGAIN) {
      throw ErrnoException.of("read(" + fd + ")", result);
    }
    return null;
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

  /** Returns for instance {@code [SIGUSR1] fd 9}. */
  @Override
  public String toString() {
    return signals + " " + fd;
  }
}
