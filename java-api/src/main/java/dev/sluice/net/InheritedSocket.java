package dev.sluice.net;

import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.sys.CredentialsSys;
import dev.sluice.sys.FcntlSys;
import dev.sluice.sys.FileSys;
import dev.sluice.sys.SocketConstants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor that the process was started with, and its name: what systemd's socket activation
 * passes, {@code sd_listen_fds(3)}. {@link #adopt} makes a typed socket of it, or of any other
 * descriptor of unknown kind.
 *
 * <p>The rules people trip over: the descriptors belong to one owner, so {@link #fromSystemd} gives
 * them once in the life of the process; and {@link #adopt} makes the open file non-blocking for
 * everybody who has it, the process included that passed it.
 *
 * @param fd the descriptor, close-on-exec; of a socket, a pipe or whatever was configured
 * @param name its name, {@code FileDescriptorName=} in the socket unit
 * @see <a href="https://man7.org/linux/man-pages/man3/sd_listen_fds.3.html">sd_listen_fds(3)</a>
 */
public record InheritedSocket(Fd fd, String name) {
  /** {@code SD_LISTEN_FDS_START}. */
  private static final int FIRST = 3;

  /** The kernel's own bound, {@code /proc/sys/fs/nr_open}, as it is shipped. */
  private static final int MOST = 1 << 20;

  /** What systemd calls a descriptor without a name. */
  private static final String NAMELESS = "unknown";

  private static final AtomicBoolean TAKEN = new AtomicBoolean();

  /**
   * Makes a socket of a descriptor: non-blocking and close-on-exec underneath, blocking as a new
   * one is.
   *
   * @param fd any descriptor; closing the socket closes it
   * @return a {@link ListeningSocket} or {@link StreamSocket}, a {@link SeqpacketSocket}, listening
   *     or not, or a {@link DatagramSocket}
   * @throws dev.sluice.FdClosedException if it is closed
   * @throws ErrnoException {@code ENOTSOCK} if it is no socket; it stays open and as it was
   * @throws UnsupportedOperationException if it is a socket of a family or type that has no class
   *     here; it stays open and as it was
   */
  public static Socket adopt(Fd fd) throws ErrnoException {
    SocketKind kind = SocketKind.of(fd);
    if (!hasClass(kind)) {
      throw new UnsupportedOperationException(
          fd + " is a " + kind + ", which has no class here: use the Fd, which is still yours");
    }
    makeOurs(fd);
    return switch (kind.type()) {
      case SocketConstants.SOCK_STREAM ->
          kind.listens() ? ListeningSocket.adopt(fd) : StreamSocket.adopt(fd);
      case SocketConstants.SOCK_DGRAM -> DatagramSocket.adopt(fd);
      default -> SeqpacketSocket.adopt(fd);
    };
  }

  private static boolean hasClass(SocketKind kind) {
    return switch (kind.domain()) {
      case SocketConstants.AF_INET, SocketConstants.AF_INET6 ->
          kind.type() == SocketConstants.SOCK_STREAM || kind.type() == SocketConstants.SOCK_DGRAM;
      case SocketConstants.AF_UNIX -> true;
      default -> false;
    };
  }

  private static void makeOurs(Fd fd) throws ErrnoException {
    int number = fd.enter();
    try {
      int status = check(fd, "F_GETFL", FcntlSys.fcntl_getfl(number));
      check(fd, "F_SETFL", FcntlSys.fcntl_setfl(number, status | FileSys.O_NONBLOCK));
      int flags = check(fd, "F_GETFD", FcntlSys.fcntl_getfd(number));
      check(fd, "F_SETFD", FcntlSys.fcntl_setfd(number, flags | FcntlSys.FD_CLOEXEC));
    } finally {
      fd.exit();
    }
  }

  private static int check(Fd fd, String command, int result) throws ErrnoException {
    if (result < 0) {
      throw ErrnoException.of("fcntl(" + fd + ", " + command + ")", result);
    }
    return result;
  }

  /**
   * Makes a socket of this descriptor, as {@link #adopt(Fd)} does.
   *
   * @throws ErrnoException as {@link #adopt(Fd)}
   */
  public Socket adopt() throws ErrnoException {
    return adopt(fd);
  }

  /**
   * Takes what systemd passed, by {@code LISTEN_PID}, {@code LISTEN_FDS} and {@code
   * LISTEN_FDNAMES}, and makes it close-on-exec. Only the first call has anything to take.
   *
   * @return the descriptors in the order of the socket units, from number 3 on; empty if there are
   *     none, if they are meant for another process, or if they were taken before
   * @throws IllegalArgumentException if a variable is malformed, or does not fit the others or the
   *     descriptors there are; the message says which. Nothing is taken then
   */
  public static List<InheritedSocket> fromSystemd() {
    synchronized (TAKEN) {
      List<String> names = names(System.getenv(), CredentialsSys.getpid());
      if (names.isEmpty() || TAKEN.get()) {
        return List.of();
      }
      for (int i = 0; i < names.size(); i++) {
        checkPassed(FIRST + i, names.size());
      }
      List<InheritedSocket> taken = new ArrayList<>();
      for (String name : names) {
        int number = FIRST + taken.size();
        FcntlSys.fcntl_setfd(number, FcntlSys.FD_CLOEXEC);
        taken.add(new InheritedSocket(Fd.adopt(number), name));
      }
      TAKEN.set(true);
      return List.copyOf(taken);
    }
  }

  /**
   * A count that is too high reaches what the JVM has opened for itself meanwhile. Most of that is
   * close-on-exec, which nothing is that came through exec; the rest are files of the JDK.
   */
  private static void checkPassed(int number, int count) {
    int flags = FcntlSys.fcntl_getfd(number);
    if (flags < 0 || (flags & FcntlSys.FD_CLOEXEC) != 0 || isOfTheJdk(number)) {
      throw new IllegalArgumentException(
          "LISTEN_FDS=" + count + ", and fd " + number + " was not passed to this process");
    }
  }

  private static boolean isOfTheJdk(int number) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(number)))
          .startsWith(Path.of(System.getProperty("java.home")).toRealPath());
    } catch (IOException without) {
      return false; // without /proc nobody knows
    }
  }

  /** Reads the variables: a name for each descriptor that is meant for this process. */
  static List<String> names(Map<String, String> environment, int pid) {
    String addressee = environment.get("LISTEN_PID");
    String count = environment.get("LISTEN_FDS");
    if (addressee == null || count == null) {
      return List.of();
    }
    if (number("LISTEN_PID", addressee, 1) != pid) {
      return List.of();
    }
    int fds = number("LISTEN_FDS", count, 0);
    if (fds > MOST) {
      throw new IllegalArgumentException("LISTEN_FDS=" + count + " are more than there can be");
    }
    return names(environment.get("LISTEN_FDNAMES"), fds);
  }

  private static List<String> names(@Nullable String list, int fds) {
    List<String> names = new ArrayList<>();
    if (list != null && !(list.isEmpty() && fds == 0)) {
      names.addAll(List.of(list.split(":", -1)));
      if (names.size() != fds) {
        throw new IllegalArgumentException(
            "LISTEN_FDNAMES=" + list + " has " + names.size() + " names for LISTEN_FDS=" + fds);
      }
    }
    while (names.size() < fds) {
      names.add(NAMELESS);
    }
    return names;
  }

  private static int number(String variable, String text, int least) {
    // Digits only: parseInt alone takes signs and the digits of other scripts.
    if (text.matches("[0-9]{1,10}")) {
      long value = Long.parseLong(text);
      if (value >= least && value <= Integer.MAX_VALUE) {
        return (int) value;
      }
    }
    throw new IllegalArgumentException(
        variable + "=" + text + " is no number from " + least + " to 2^31 - 1");
  }
}
