package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.IoStatus;
import dev.sluice.sys.FcntlSys;
import dev.sluice.sys.FileSys;
import dev.sluice.sys.PipeSys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Carries one direction of a proxy, from one stream socket to another through a pipe, so that the
 * bytes stay in the kernel. Its life: {@link #open} → {@link #relay} again and again, or {@link
 * #relayAll} → {@link #close}.
 *
 * <p>The rules people trip over: a proxy has two directions, each with a relay of its own; and the
 * end of one direction is passed on by {@code to.shutdown(Shutdown.WRITE)}, while the other goes
 * on.
 *
 * <p>Not thread-safe; {@link #close} may come from any thread.
 */
public final class SpliceRelay implements AutoCloseable {
  private final Fd reader;
  private final Fd writer;
  private final int capacityBytes;
  private long pending;

  private SpliceRelay(Fd reader, Fd writer, int capacityBytes) {
    this.reader = reader;
    this.writer = writer;
    this.capacityBytes = capacityBytes;
  }

  /**
   * Opens the pipe.
   *
   * @param capacityBytes what it is to hold; the kernel rounds up, and without privilege refuses
   *     more than {@code /proc/sys/fs/pipe-max-size}
   * @throws IllegalArgumentException if that is less than 1
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no two descriptors are left; {@code
   *     EPERM} for too large a pipe
   */
  public static SpliceRelay open(int capacityBytes) throws ErrnoException {
    if (capacityBytes < 1) {
      throw new IllegalArgumentException("a pipe holds at least 1 byte, not " + capacityBytes);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      int result = PipeSys.pipe2(ends, FileSys.O_NONBLOCK | FileSys.O_CLOEXEC);
      if (result < 0) {
        throw ErrnoException.of("pipe2()", result);
      }
      Fd reader = Fd.adopt(ends.getAtIndex(JAVA_INT, 0));
      Fd writer = Fd.adopt(ends.getAtIndex(JAVA_INT, 1));
      int size = FcntlSys.fcntl_setpipe_sz(ends.getAtIndex(JAVA_INT, 1), capacityBytes);
      if (size < 0) {
        reader.close();
        writer.close();
        throw ErrnoException.of("fcntl(" + writer + ", F_SETPIPE_SZ, " + capacityBytes + ")", size);
      }
      return new SpliceRelay(reader, writer, size);
    }
  }

  /** Returns how many bytes have been taken from the one side and not given to the other. */
  public long pending() {
    return pending;
  }

  /**
   * Takes what has arrived and gives what fits, without waiting. What does not fit stays in the
   * relay: {@link #pending} tells whether to wait for {@code to} to be writable, or for {@code
   * from} to be readable.
   *
   * @param from where the bytes come from; the same one until {@link #pending} is 0
   * @param to where they go
   * @return how many were given, at least 1; {@link IoStatus#WOULD_BLOCK}; or {@link
   *     IoStatus#END_OF_STREAM} when the one side has ended and the other has all
   * @throws dev.sluice.FdClosedException if one of the three is closed
   * @throws UnsupportedOperationException under NIO
   * @throws ErrnoException as receiving from the one and sending to the other does
   */
  public long relay(StreamSocket from, StreamSocket to) throws IOException {
    if (pending == 0) {
      long taken = Splice.move(from.linux("splice").fd(), writer, capacityBytes, SpliceFlags.MOVE);
      if (taken < 0) {
        return taken;
      }
      pending = taken;
    }
    long given = Splice.move(reader, to.linux("splice").fd(), pending, SpliceFlags.MOVE);
    if (given > 0) {
      pending -= given;
    }
    return given;
  }

  /**
   * Relays until the one side has ended and the other has all, waiting for each as long as its
   * timeout says.
   *
   * @param from where the bytes come from
   * @param to where they go
   * @return how many bytes were relayed
   * @throws IllegalStateException if one of the sockets does not block
   * @throws java.net.SocketTimeoutException if one of them has nothing, or takes nothing, for so
   *     long; {@link #pending} tells how much is under way
   * @throws IOException as {@link #relay}, and {@link java.io.InterruptedIOException}
   */
  public long relayAll(StreamSocket from, StreamSocket to) throws IOException {
    long fromTimeout = WholeTransfers.blockingTimeoutNanos(from, "relayAll");
    long toTimeout = WholeTransfers.blockingTimeoutNanos(to, "relayAll");
    long total = 0;
    for (; ; ) {
      long given = relay(from, to);
      if (given == IoStatus.END_OF_STREAM) {
        return total;
      }
      if (given > 0) {
        total += given;
      } else if (pending > 0) {
        if (!to.awaitWritable(toTimeout)) {
          throw to.timedOut("send the " + pending + " bytes in the relay", toTimeout);
        }
      } else if (!from.awaitReadable(fromTimeout)) {
        throw from.timedOut("receive", fromTimeout);
      }
    }
  }

  /** Closes the pipe and forgets what is in it; not the sockets. */
  @Override
  public void close() {
    reader.close();
    writer.close();
  }

  /** Returns for instance {@code SpliceRelay[fd 8 <- fd 9, 0 pending]}. */
  @Override
  public String toString() {
    return "SpliceRelay[" + reader + " <- " + writer + ", " + pending + " pending]";
  }
}
