package dev.sluice.event;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.Pollable;
import dev.sluice.sys.FcntlSys;
import dev.sluice.sys.FileSys;
import dev.sluice.sys.PipeSys;
import dev.sluice.sys.UnistdSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A pipe, {@code pipe(7)}: what is written at one end is read at the other. Its life: {@link #open}
 * → {@link Reader#read}, {@link Writer#write} → {@link #close}, or each end's own.
 *
 * <p>The rules people trip over: the end of the stream comes only when every duplicate of the
 * writing end is closed, in child processes too; and a reader that is gone is reported to the
 * writer as an error, {@code EPOLLERR}, while a writer that is gone is a hang-up, {@code EPOLLHUP}.
 *
 * <p>Never blocks: wait with a poller, or {@link Fd#awaitReadable}. Thread-safe; the buffers are
 * not.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/pipe.7.html">pipe(7)</a>
 */
public final class Pipe implements AutoCloseable {
  private static final int EAGAIN = -Errno.EAGAIN.number();
  private static final int EINTR = -Errno.EINTR.number();

  private final Reader reader;
  private final Writer writer;

  private Pipe(Reader reader, Writer writer) {
    this.reader = reader;
    this.writer = writer;
  }

  /**
   * Opens a pipe, both ends close-on-exec.
   *
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no two descriptors are left
   * @see <a href="https://man7.org/linux/man-pages/man2/pipe.2.html">pipe2(2)</a>
   */
  public static Pipe open() throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      int result = PipeSys.pipe2(ends, FileSys.O_NONBLOCK | FileSys.O_CLOEXEC);
      if (result < 0) {
        throw ErrnoException.of("pipe2()", result);
      }
      return new Pipe(
          new Reader(Fd.adopt(ends.getAtIndex(JAVA_INT, 0))),
          new Writer(Fd.adopt(ends.getAtIndex(JAVA_INT, 1))));
    }
  }

  /** Returns the end to read from. */
  public Reader reader() {
    return reader;
  }

  /** Returns the end to write to. */
  public Writer writer() {
    return writer;
  }

  /** Closes both ends, from any thread; only the first call does something. */
  @Override
  public void close() {
    writer.close();
    reader.close();
  }

  /** Returns for instance {@code pipe fd 8 <- fd 9}. */
  @Override
  public String toString() {
    return "pipe " + reader.fd + " <- " + writer.fd;
  }

  /** The end of a pipe to read from, or any other descriptor that {@code read(2)} reads. */
  public static final class Reader implements Pollable, AutoCloseable {
    private final Fd fd;

    private Reader(Fd fd) {
      this.fd = fd;
    }

    /**
     * Takes over a descriptor, which has to be non-blocking.
     *
     * @param fd the descriptor; closing the reader closes it
     */
    public static Reader adopt(Fd fd) {
      return new Reader(fd);
    }

    /**
     * Reads what is there, at most what the buffer has room for.
     *
     * @param buffer receives at its write index
     * @return the number of bytes, at least 1; {@link IoStatus#END_OF_STREAM}; or {@link
     *     IoStatus#WOULD_BLOCK}
     * @throws IllegalArgumentException if the buffer is full
     * @throws dev.sluice.FdClosedException if this is closed
     * @throws ErrnoException if the kernel refuses the call
     * @see <a href="https://man7.org/linux/man-pages/man2/read.2.html">read(2)</a>
     */
    public int read(IoBuffer buffer) throws ErrnoException {
      int room = buffer.writable();
      if (room == 0) {
        throw new IllegalArgumentException(
            buffer + " is full: compact or clear it, reading 0 bytes would look like the end");
      }
      long result;
      int number = fd.enter();
      try {
        do {
          result = UnistdSys.read(number, buffer.writableMemory(), room);
        } while (result == EINTR);
      } finally {
        fd.exit();
      }
      if (result > 0) {
        buffer.filled((int) result);
        return (int) result;
      }
      return result == 0 ? IoStatus.END_OF_STREAM : wouldBlock("read(" + fd + ")", result);
    }

    /** Closes this end, from any thread; only the first call does something. */
    @Override
    public void close() {
      fd.close();
    }

    @Override
    public Fd fd() {
      return fd;
    }

    /** Returns for instance {@code reader fd 8}. */
    @Override
    public String toString() {
      return "reader " + fd;
    }
  }

  /** The end of a pipe to write to, or any other descriptor that {@code write(2)} writes. */
  public static final class Writer implements Pollable, AutoCloseable {
    private final Fd fd;

    private Writer(Fd fd) {
      this.fd = fd;
    }

    /**
     * Takes over a descriptor, which has to be non-blocking.
     *
     * @param fd the descriptor; closing the writer closes it
     */
    public static Writer adopt(Fd fd) {
      return new Writer(fd);
    }

    /**
     * Writes as much of the buffer as the kernel takes; what is left stays readable in it. Up to
     * {@code PIPE_BUF} (4,096) bytes go whole or not at all.
     *
     * @param buffer writes from its read index
     * @return the number of bytes, 0 only for an empty buffer; or {@link IoStatus#WOULD_BLOCK}
     * @throws dev.sluice.FdClosedException if this is closed
     * @throws ErrnoException {@code EPIPE} if nobody reads any more; the JVM ignores {@code
     *     SIGPIPE}
     * @see <a href="https://man7.org/linux/man-pages/man2/write.2.html">write(2)</a>
     */
    public int write(IoBuffer buffer) throws ErrnoException {
      int readable = buffer.readable();
      if (readable == 0) {
        return 0;
      }
      long result;
      int number = fd.enter();
      try {
        do {
          result = UnistdSys.write(number, buffer.readableMemory(), readable);
        } while (result == EINTR);
      } finally {
        fd.exit();
      }
      if (result >= 0) {
        buffer.skip((int) result);
        return (int) result;
      }
      return wouldBlock("write(" + fd + ")", result);
    }

    /**
     * Returns how many bytes the pipe holds.
     *
     * @throws dev.sluice.FdClosedException if this is closed
     * @throws ErrnoException {@code EBADF} if an adopted descriptor is no pipe
     */
    public int capacityBytes() throws ErrnoException {
      int number = fd.enter();
      try {
        return check("F_GETPIPE_SZ", FcntlSys.fcntl_getpipe_sz(number));
      } finally {
        fd.exit();
      }
    }

    /**
     * Asks for another capacity; the kernel rounds it up.
     *
     * @param bytes how many bytes the pipe is to hold
     * @throws dev.sluice.FdClosedException if this is closed
     * @throws ErrnoException {@code EPERM} above {@code /proc/sys/fs/pipe-max-size}; {@code EBUSY}
     *     if it holds more already
     */
    public void setCapacity(int bytes) throws ErrnoException {
      int number = fd.enter();
      try {
        check("F_SETPIPE_SZ, " + bytes, FcntlSys.fcntl_setpipe_sz(number, bytes));
      } finally {
        fd.exit();
      }
    }

    private int check(String command, int result) throws ErrnoException {
      if (result < 0) {
        throw ErrnoException.of("fcntl(" + fd + ", " + command + ")", result);
      }
      return result;
    }

    /** Closes this end, from any thread; only the first call does something. */
    @Override
    public void close() {
      fd.close();
    }

    @Override
    public Fd fd() {
      return fd;
    }

    /** Returns for instance {@code writer fd 9}. */
    @Override
    public String toString() {
      return "writer " + fd;
    }
  }

  private static int wouldBlock(String call, long result) throws ErrnoException {
    if (result == EAGAIN) {
      return IoStatus.WOULD_BLOCK;
    }
    throw ErrnoException.of(call, result);
  }
}
