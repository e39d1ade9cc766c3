package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.sys.FileSys;
import dev.sluice.sys.SendfileSys;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Sends files over stream sockets, {@code sendfile(2)}: the kernel moves the bytes, and they never
 * enter the process.
 *
 * <p>The rules people trip over: one call may send a part, so go on at the offset behind it, or use
 * {@link #sendFully}; a file that shrinks meanwhile ends it early; and what is changed in the file
 * before it has left the machine may change what is sent. The position of the file is neither used
 * nor moved.
 *
 * <p>A {@link FileChannel} does not tell its descriptor, so its bytes are copied; prefer {@link
 * #open}. Thread-safe: no state.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sendfile.2.html">sendfile(2)</a>
 */
public final class FileTransfers {
  /** What one call moves at most, {@code sendfile(2)}. */
  private static final long MOST_BYTES = 0x7FFF_F000;

  /** A FIFO without a writer would hold up who opens it, and a terminal become ours, open(2). */
  private static final int HOW_TO_OPEN =
      FileSys.O_RDONLY | FileSys.O_CLOEXEC | FileSys.O_NONBLOCK | FileSys.O_NOCTTY;

  private static final int COPY_BYTES = 128 * 1024;

  /** The offset that the call reads, and advances. */
  private static final ThreadLocal<MemorySegment> OFFSET =
      new ThreadLocal<>() {
        @Override
        protected MemorySegment initialValue() {
          return Arena.ofAuto().allocate(JAVA_LONG);
        }
      };

  private FileTransfers() {}

  /** One attempt, without waiting: bytes, 0 at the end of the file, or would-block. */
  private interface Attempt {
    long transfer(long offset, long count) throws IOException;
  }

  /**
   * Opens a file for reading, close-on-exec; a FIFO does not wait for its writer.
   *
   * @param file a path of the default file system
   * @throws ErrnoException {@code ENOENT} if there is no such file; {@code EACCES} without
   *     permission; {@code EMFILE}, {@code ENFILE} if no descriptor is left
   * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
   */
  public static Fd open(Path file) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(file.toString());
      int number = FileSys.open(path, HOW_TO_OPEN, 0);
      if (number < 0) {
        throw ErrnoException.of("open(" + file + ")", number);
      }
      return Fd.adopt(number);
    }
  }

  /**
   * Sends a part of a file, as much as the kernel takes. A blocking socket waits until it can send
   * something.
   *
   * @param socket where to
   * @param file a file that can be mapped, not a socket or pipe
   * @param offset where in the file to begin, in bytes
   * @param count how many bytes at most
   * @return the number of bytes, 0 at the end of the file or for a count of 0; or, from a
   *     non-blocking socket, {@link IoStatus#WOULD_BLOCK}
   * @throws IllegalArgumentException if a number is negative
   * @throws dev.sluice.FdClosedException if one of them is closed, before or meanwhile
   * @throws java.net.SocketTimeoutException if the timeout is over
   * @throws InterruptedIOException if the thread is interrupted while it waits
   * @throws UnsupportedOperationException under NIO
   * @throws ErrnoException {@code EPIPE}, {@code ECONNRESET}, {@code ENOTCONN} as {@link
   *     StreamSocket#send(IoBuffer)}; {@code EINVAL} if the file cannot be sent like this; {@code
   *     EBADF} if it is not open for reading; {@code EIO} if reading it failed
   */
  public static long send(StreamSocket socket, Fd file, long offset, long count)
      throws IOException {
    return once(socket, offset, count, attempt(socket, file));
  }

  /**
   * Sends a part of a file by copying it, otherwise as {@link #send(StreamSocket, Fd, long, long)}
   * does, on every backend.
   *
   * @param socket where to
   * @param file a file that is open for reading
   * @param offset where in the file to begin, in bytes
   * @param count how many bytes at most; one call sends at most 128 KiB
   * @return as {@link #send(StreamSocket, Fd, long, long)}
   * @throws IOException as {@link #send(StreamSocket, Fd, long, long)}, or if reading fails
   */
  public static long send(StreamSocket socket, FileChannel file, long offset, long count)
      throws IOException {
    return once(socket, offset, count, attempt(socket, file));
  }

  /**
   * Sends a part of a file to the last byte, waiting as long as the socket's timeout says, which is
   * for all of it.
   *
   * @param socket where to
   * @param file a file that can be mapped, not a socket or pipe
   * @param offset where in the file to begin, in bytes
   * @param count how many bytes
   * @throws IllegalStateException if the socket does not block
   * @throws EOFException if the file ends before; the message says after how many bytes
   * @throws IOException as {@link #send(StreamSocket, Fd, long, long)}; what was sent before is
   *     sent
   */
  public static void sendFully(StreamSocket socket, Fd file, long offset, long count)
      throws IOException {
    fully(socket, offset, count, attempt(socket, file));
  }

  /**
   * Sends a part of a file to the last byte by copying it, otherwise as {@link
   * #sendFully(StreamSocket, Fd, long, long)} does, on every backend.
   *
   * @param socket where to
   * @param file a file that is open for reading
   * @param offset where in the file to begin, in bytes
   * @param count how many bytes
   * @throws EOFException if the file ends before; the message says after how many bytes
   * @throws IOException as {@link #sendFully(StreamSocket, Fd, long, long)}
   */
  public static void sendFully(StreamSocket socket, FileChannel file, long offset, long count)
      throws IOException {
    fully(socket, offset, count, attempt(socket, file));
  }

  /**
   * Sends a file from its beginning to its end, wherever that is by then.
   *
   * @param socket where to
   * @param file a path of the default file system
   * @return how many bytes it had
   * @throws IllegalStateException if the socket does not block
   * @throws IOException as {@link #open} and {@link #send(StreamSocket, Fd, long, long)}
   */
  public static long sendWhole(StreamSocket socket, Path file) throws IOException {
    long timeout = WholeTransfers.blockingTimeoutNanos(socket, "sendWhole");
    long start = System.nanoTime();
    try (Fd fd = open(file)) {
      Attempt attempt = attempt(socket, fd);
      long total = 0;
      long sent;
      do {
        sent = waiting(socket, total, MOST_BYTES, attempt, timeout, start);
        total += sent;
      } while (sent > 0);
      return total;
    }
  }

  private static Attempt attempt(StreamSocket socket, Fd file) {
    LinuxCalls linux = socket.linux("sendfile");
    return (offset, count) -> sendfile(linux.fd(), file, offset, count);
  }

  private static long sendfile(Fd socket, Fd file, long offset, long count) throws IOException {
    MemorySegment at = OFFSET.get();
    long result;
    do {
      at.set(JAVA_LONG, 0, offset);
      int out = socket.enter();
      try {
        int in = file.enter();
        try {
          result = SendfileSys.sendfile(out, in, at, Math.min(count, MOST_BYTES));
        } finally {
          file.exit();
        }
      } finally {
        socket.exit();
      }
    } while (result == Socket.EINTR);
    if (result >= 0) {
      return result;
    }
    if (result == Socket.EAGAIN) {
      return IoStatus.WOULD_BLOCK;
    }
    throw ErrnoException.of("sendfile(" + socket + ", " + file + ")", result);
  }

  private static Attempt attempt(StreamSocket socket, FileChannel file) {
    IoBuffer buffer = IoBuffer.wrap(Arena.ofAuto().allocate(COPY_BYTES));
    return (offset, count) -> {
      buffer.clear();
      int most = (int) Math.min(count, buffer.capacity());
      int read = file.read(buffer.writableView().slice(0, most), offset);
      return read <= 0 ? 0 : socket.sendOnce(buffer.filled(read), 0);
    };
  }

  private static void check(long offset, long count) {
    if (offset < 0 || count < 0) {
      throw new IllegalArgumentException(
          "offset and count are not negative: " + offset + ", " + count);
    }
  }

  private static long once(StreamSocket socket, long offset, long count, Attempt attempt)
      throws IOException {
    check(offset, count);
    if (count == 0) {
      return 0;
    }
    long sent = attempt.transfer(offset, count);
    long timeout = socket.timeoutNanos();
    return sent != IoStatus.WOULD_BLOCK || timeout == 0
        ? sent
        : waiting(socket, offset, count, attempt, timeout, System.nanoTime());
  }

  private static long waiting(
      StreamSocket socket, long offset, long count, Attempt attempt, long timeout, long start)
      throws IOException {
    for (; ; ) {
      long sent = attempt.transfer(offset, count);
      if (sent != IoStatus.WOULD_BLOCK) {
        return sent;
      }
      if (!socket.calls().awaitWritable(Socket.left(timeout, start))) {
        throw socket.timedOut("send the file from byte " + offset + " on", timeout);
      }
    }
  }

  private static void fully(StreamSocket socket, long offset, long count, Attempt attempt)
      throws IOException {
    check(offset, count);
    long timeout = WholeTransfers.blockingTimeoutNanos(socket, "sendFully");
    long start = System.nanoTime();
    long total = 0;
    while (total < count) {
      long sent = waiting(socket, offset + total, count - total, attempt, timeout, start);
      if (sent == 0) {
        throw new EOFException("the file ended after " + total + " of " + count + " bytes");
      }
      total += sent;
    }
  }
}
