package dev.sluice.event;

import dev.sluice.sys.SignalSys;
import org.jspecify.annotations.Nullable;

/**
 * A signal, {@code signal(7)}: a number and its name, known to us or not. Immutable, thread-safe;
 * equal if the numbers are.
 */
public final class Signal {
  /** One more than the largest signal of Linux, the real-time signals included. */
  static final int LIMIT = 65;

  private static final @Nullable Signal[] KNOWN = new Signal[LIMIT];

  /** The terminal is gone; by custom: read the configuration again. */
  public static final Signal HUP = define(SignalSys.SIGHUP, "SIGHUP");

  /** Interrupt from the keyboard. */
  public static final Signal INT = define(SignalSys.SIGINT, "SIGINT");

  /** Quit from the keyboard; the JVM prints its threads. */
  public static final Signal QUIT = define(SignalSys.SIGQUIT, "SIGQUIT");

  /** Illegal instruction. */
  public static final Signal ILL = define(SignalSys.SIGILL, "SIGILL");

  /** Breakpoint. */
  public static final Signal TRAP = define(SignalSys.SIGTRAP, "SIGTRAP");

  /** Abort. */
  public static final Signal ABRT = define(SignalSys.SIGABRT, "SIGABRT");

  /** Access to memory that is not there. */
  public static final Signal BUS = define(SignalSys.SIGBUS, "SIGBUS");

  /** Arithmetic error. */
  public static final Signal FPE = define(SignalSys.SIGFPE, "SIGFPE");

  /** Death at once; nobody can catch it. */
  public static final Signal KILL = define(SignalSys.SIGKILL, "SIGKILL");

  /** For the program's own use. */
  public static final Signal USR1 = define(SignalSys.SIGUSR1, "SIGUSR1");

  /** Access to memory that is forbidden. */
  public static final Signal SEGV = define(SignalSys.SIGSEGV, "SIGSEGV");

  /** For the program's own use, and the JVM uses it. */
  public static final Signal USR2 = define(SignalSys.SIGUSR2, "SIGUSR2");

  /** Written to a pipe or socket that nobody reads. */
  public static final Signal PIPE = define(SignalSys.SIGPIPE, "SIGPIPE");

  /** Alarm clock. */
  public static final Signal ALRM = define(SignalSys.SIGALRM, "SIGALRM");

  /** Please end. */
  public static final Signal TERM = define(SignalSys.SIGTERM, "SIGTERM");

  /** A child has stopped or ended. */
  public static final Signal CHLD = define(SignalSys.SIGCHLD, "SIGCHLD");

  /** Go on after a stop. */
  public static final Signal CONT = define(SignalSys.SIGCONT, "SIGCONT");

  /** Stop at once; nobody can catch it. */
  public static final Signal STOP = define(SignalSys.SIGSTOP, "SIGSTOP");

  /** Stop from the keyboard. */
  public static final Signal TSTP = define(SignalSys.SIGTSTP, "SIGTSTP");

  /** Reading from the terminal in the background. */
  public static final Signal TTIN = define(SignalSys.SIGTTIN, "SIGTTIN");

  /** Writing to the terminal in the background. */
  public static final Signal TTOU = define(SignalSys.SIGTTOU, "SIGTTOU");

  /** Out-of-band data on a socket. */
  public static final Signal URG = define(SignalSys.SIGURG, "SIGURG");

  /** Too much processor time. */
  public static final Signal XCPU = define(SignalSys.SIGXCPU, "SIGXCPU");

  /** Too large a file. */
  public static final Signal XFSZ = define(SignalSys.SIGXFSZ, "SIGXFSZ");

  /** Virtual alarm clock. */
  public static final Signal VTALRM = define(SignalSys.SIGVTALRM, "SIGVTALRM");

  /** Profiling timer. */
  public static final Signal PROF = define(SignalSys.SIGPROF, "SIGPROF");

  /** The terminal has another size. */
  public static final Signal WINCH = define(SignalSys.SIGWINCH, "SIGWINCH");

  /** A descriptor is ready. */
  public static final Signal IO = define(SignalSys.SIGIO, "SIGIO");

  /** The power fails. */
  public static final Signal PWR = define(SignalSys.SIGPWR, "SIGPWR");

  /** A system call that is not allowed. */
  public static final Signal SYS = define(SignalSys.SIGSYS, "SIGSYS");

  private final int number;
  private final String name;

  private Signal(int number, String name) {
    this.number = number;
    this.name = name;
  }

  private static Signal define(int number, String name) {
    Signal signal = new Signal(number, name);
    KNOWN[number] = signal;
    return signal;
  }

  /**
   * Returns the signal with this number.
   *
   * @param number 1 to 64; from 34 on they are the real-time signals
   * @throws IllegalArgumentException for another number
   */
  public static Signal of(int number) {
    if (number < 1 || number >= LIMIT) {
      throw new IllegalArgumentException("a signal is 1 to " + (LIMIT - 1) + ", not " + number);
    }
    Signal known = KNOWN[number];
    return known != null ? known : new Signal(number, "signal " + number);
  }

  /** Returns the number. */
  public int number() {
    return number;
  }

  /** Returns the name, for instance {@code SIGTERM}. */
  public String name() {
    return name;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Signal signal && signal.number == number;
  }

  @Override
  public int hashCode() {
    return number;
  }

  /** Returns the name. */
  @Override
  public String toString() {
    return name;
  }
}
