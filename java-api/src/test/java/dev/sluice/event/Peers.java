package dev.sluice.event;

import static dev.sluice.sys.SocketConstants.AF_UNIX;
import static dev.sluice.sys.SocketConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.SocketConstants.MSG_OOB;
import static dev.sluice.sys.SocketConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.SocketConstants.SOCK_NONBLOCK;
import static dev.sluice.sys.SocketConstants.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.util.Objects.requireNonNull;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.InetEndpoint;
import dev.sluice.Pollable;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import dev.sluice.sys.SocketConstants;
import dev.sluice.sys.SocketSys;
import dev.sluice.sys.UnistdSys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntToLongFunction;

/** Two connected stream sockets as bare descriptors, and raw calls on any descriptor. */
final class Peers implements AutoCloseable {
  static final int EAGAIN = -Errno.EAGAIN.number();

  private static final MemorySegment BYTES = Arena.ofAuto().allocate(64 * 1024);

  final Fd left;
  final Fd right;

  private Peers(Fd left, Fd right) {
    this.left = left;
    this.right = right;
  }

  /** Whose data is there as soon as it is sent: a look without waiting tells everything. */
  static Peers unix() throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(JAVA_INT, 2);
      check(SocketSys.socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair));
      return new Peers(
          Fd.adopt(pair.getAtIndex(JAVA_INT, 0)), Fd.adopt(pair.getAtIndex(JAVA_INT, 1)));
    }
  }

  /** Who know half-closing, resets and urgent data. */
  static Peers tcp() throws IOException {
    try (ListeningSocket listener =
        ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 1)) {
      StreamSocket client = StreamSocket.connectTo(listener.localEndpoint());
      return new Peers(client.fd(), requireNonNull(listener.accept()).fd());
    }
  }

  static long check(long result) throws ErrnoException {
    if (result < 0) {
      throw ErrnoException.of("test", result);
    }
    return result;
  }

  private static long call(Pollable on, IntToLongFunction call) {
    int number = on.fd().enter();
    try {
      return call.applyAsLong(number);
    } finally {
      on.fd().exit();
    }
  }

  /** Writes so many bytes, at most 64 KiB; how many went, or {@code -errno}. */
  static long write(Pollable to, int bytes) {
    return call(to, number -> UnistdSys.write(number, BYTES, bytes));
  }

  /** Reads at most so many bytes; how many came, 0 at the end, or {@code -errno}. */
  static long read(Pollable from, int bytes) {
    return call(from, number -> UnistdSys.read(number, BYTES, bytes));
  }

  /** Writes until nothing goes any more. */
  static long fill(Pollable to) {
    long sum = 0;
    for (long sent = write(to, 4096); sent > 0; sent = write(to, 4096)) {
      sum += sent;
    }
    return sum;
  }

  /** Reads until nothing comes any more; how many bytes came. */
  static long drain(Pollable from) {
    long sum = 0;
    for (long got = read(from, 64 * 1024); got > 0; got = read(from, 64 * 1024)) {
      sum += got;
    }
    return sum;
  }

  /** Sends one urgent byte. */
  static void sendUrgent(Pollable to) throws ErrnoException {
    check(call(to, number -> SocketSys.send(number, BYTES, 1, MSG_OOB | MSG_NOSIGNAL)));
  }

  /** Takes the urgent byte. */
  static void takeUrgent(Pollable from) throws ErrnoException {
    check(call(from, number -> SocketSys.recv(number, BYTES, 1, MSG_OOB)));
  }

  static void shutdownWrite(Pollable end) throws ErrnoException {
    check(call(end, number -> SocketSys.shutdown(number, SocketConstants.SHUT_WR)));
  }

  /** Closes so that the peer gets a reset. */
  static void reset(Pollable end) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment linger = arena.allocate(JAVA_INT, 2);
      linger.setAtIndex(JAVA_INT, 0, 1);
      check(
          call(
              end,
              number ->
                  SocketSys.setsockopt(
                      number, SocketConstants.SOL_SOCKET, SocketConstants.SO_LINGER, linger, 8)));
    }
    end.fd().close();
  }

  @Override
  public void close() {
    left.close();
    right.close();
  }
}
