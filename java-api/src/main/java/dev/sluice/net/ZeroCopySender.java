package dev.sluice.net;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.FdClosedException;
import dev.sluice.IoStatus;
import dev.sluice.sys.ErrqueueConstants;
import dev.sluice.sys.SockExtendedErr;
import dev.sluice.sys.SockaddrIn6;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends without copying, {@code MSG_ZEROCOPY}: the kernel reads the buffers themselves, and reports
 * when it is done with them. Its life: {@link #open} → {@link #acquire}, {@link #send}, {@link
 * #reap} → {@link #close}, and the socket after it.
 *
 * <p>The rules people trip over: it pays from about 10 KB per send on, and over loopback never,
 * because there the kernel copies; and until a completion is reaped it counts as an error for
 * {@code poll(2)}, so that waits on the socket end at once: {@link #send} and {@link #acquire}
 * reap, who does neither for long reaps itself.
 *
 * <p>The sender owns the zero-copy sends and the error queue of its socket; sending and receiving
 * otherwise goes on as ever. Confined to the thread that opened it.
 *
 * @see <a href="https://docs.kernel.org/networking/msg_zerocopy.html">MSG_ZEROCOPY</a>
 */
public final class ZeroCopySender implements AutoCloseable {
  private static final int NO_BUFFERS = -3;
  private static final long PAUSE_NANOS = 200_000;
  private static final int ALIGNMENT = 4096;
  private static final int ANCILLARY_BYTES =
      AncillaryData.spaceBytes(SockExtendedErr.SIZEOF + SockaddrIn6.SIZEOF) + 64;

  /** Memory that the kernel may be reading, whoever else has forgotten it. */
  private static final Set<MemorySegment> IN_FLIGHT = ConcurrentHashMap.newKeySet();

  private final StreamSocket socket;
  private final Message errors;
  private final MemorySegment memory;
  private final ZeroCopyBuffer[] buffers;

  /** The number of the next send. */
  private long next;

  /** The oldest number that is not complete, {@link #next} if all are. */
  private long oldest;

  /** Completions behind one that is missing yet. */
  private final List<ZeroCopyCompletion> early = new ArrayList<>();

  private ZeroCopySender(StreamSocket socket, int count, int bytes) {
    this.socket = socket;
    errors = Message.allocate(1, ANCILLARY_BYTES);
    memory = Arena.ofAuto().allocate((long) count * bytes, ALIGNMENT);
    buffers = new ZeroCopyBuffer[count];
    for (int i = 0; i < count; i++) {
      buffers[i] = new ZeroCopyBuffer(this, memory.asSlice((long) i * bytes, bytes));
    }
  }

  /**
   * Turns {@code SO_ZEROCOPY} on and allocates the buffers.
   *
   * @param socket a TCP socket that nobody has sent from with {@link MsgFlags#ZEROCOPY}
   * @param buffers how many there are, at least 1
   * @param bufferBytes the size of each, at least 1
   * @throws IllegalArgumentException if a number is smaller
   * @throws FdClosedException if the socket is closed
   * @throws UnsupportedOperationException under NIO
   * @throws ErrnoException {@code EOPNOTSUPP} if the socket is not TCP
   */
  public static ZeroCopySender open(StreamSocket socket, int buffers, int bufferBytes)
      throws IOException {
    if (buffers < 1 || bufferBytes < 1) {
      throw new IllegalArgumentException(
          "at least 1 buffer of at least 1 byte, not " + buffers + " of " + bufferBytes);
    }
    socket.linux("MSG_ZEROCOPY");
    socket.set(SocketOptions.SO_ZEROCOPY, true);
    return new ZeroCopySender(socket, buffers, bufferBytes);
  }

  /**
   * Returns an empty buffer. A blocking socket waits until one is complete, as long as its timeout
   * says.
   *
   * @return a buffer; {@code null}, from a non-blocking socket only, if all are in flight
   * @throws FdClosedException if the socket is closed, before or meanwhile
   * @throws IllegalStateException if no buffer can become free: all are acquired and not sent
   * @throws SocketTimeoutException if the timeout is over
   * @throws InterruptedIOException if the thread is interrupted while it waits
   */
  public @Nullable ZeroCopyBuffer acquire() throws IOException {
    ZeroCopyBuffer free = free();
    if (free == null) {
      reap();
      free = free();
    }
    long timeout = socket.timeoutNanos();
    long start = System.nanoTime();
    while (free == null) {
      if (next == oldest) {
        throw new IllegalStateException("all buffers are acquired and none is in flight: send one");
      }
      if (timeout == 0) {
        return null;
      }
      awaitMore(timeout, start, "complete a zero-copy send");
      free = free();
    }
    free.acquired();
    return free;
  }

  private @Nullable ZeroCopyBuffer free() {
    for (ZeroCopyBuffer buffer : buffers) {
      if (!buffer.isAcquired()) {
        return buffer;
      }
    }
    return null;
  }

  /**
   * Sends all of a buffer, which is the kernel's from now on. A non-blocking socket may take a
   * part: then call again with the same buffer. Where the kernel cannot pin more memory,
   * completions are waited for.
   *
   * @param buffer one that was acquired from this sender, with at least 1 byte
   * @return the number of its last send, for {@link #awaitComplete}; or, from a non-blocking
   *     socket, {@link IoStatus#WOULD_BLOCK} if some of it is left
   * @throws IllegalStateException if the buffer is not to be sent
   * @throws IllegalArgumentException if it is empty
   * @throws FdClosedException if the socket is closed, before or meanwhile
   * @throws SocketTimeoutException if the timeout is over; call again to go on
   * @throws InterruptedIOException if the thread is interrupted while it waits
   * @throws ErrnoException as {@link StreamSocket#send(dev.sluice.IoBuffer)}; {@code ENOBUFS} if no
   *     memory can be pinned though nothing is in flight: raise {@code ulimit -l}, or {@code
   *     net.core.optmem_max}
   */
  public long send(ZeroCopyBuffer buffer) throws IOException {
    buffer.checkSendable(this);
    if (buffer.buffer().isEmpty()) {
      throw new IllegalArgumentException(buffer + " is empty: put something");
    }
    long timeout = socket.timeoutNanos();
    long start = System.nanoTime();
    while (!buffer.buffer().isEmpty()) {
      int sent = sendOnce(buffer);
      if (sent < 0) {
        boolean progress = !reap().isEmpty();
        if (timeout == 0) {
          return IoStatus.WOULD_BLOCK;
        }
        if (sent == NO_BUFFERS) {
          if (!progress) {
            awaitMore(timeout, start, "pin more memory");
          }
        } else if (!socket.awaitWritable(Socket.left(timeout, start))) {
          throw socket.timedOut("send", timeout);
        }
      }
    }
    return buffer.lastNumber();
  }

  private int sendOnce(ZeroCopyBuffer buffer) throws IOException {
    IN_FLIGHT.add(memory);
    try {
      int sent = socket.sendOnce(buffer.buffer(), MsgFlags.ZEROCOPY.bits());
      if (sent > 0) {
        // Each call that takes a byte counts as one, whatever becomes of it.
        buffer.sentAs(next++);
      }
      return sent;
    } catch (ErrnoException e) {
      if (e.errno().equals(Errno.ENOBUFS) && oldest < next) {
        return NO_BUFFERS;
      }
      throw e;
    } finally {
      unpinIfIdle();
    }
  }

  private void unpinIfIdle() {
    if (oldest == next) {
      IN_FLIGHT.remove(memory);
    }
  }

  /** Returns how many sends are not complete. */
  public long inFlight() {
    return next - oldest;
  }

  /**
   * Reads which sends are complete, without waiting, and frees their buffers.
   *
   * @return what the kernel reported, in its order; empty if there is nothing new
   * @throws FdClosedException if the socket is closed
   * @throws ErrnoException if the kernel refuses the call
   */
  public List<ZeroCopyCompletion> reap() throws IOException {
    List<ZeroCopyCompletion> reaped = new ArrayList<>();
    while (oldest < next && socket.recv(errors, MsgFlags.ERRQUEUE) != IoStatus.WOULD_BLOCK) {
      ExtendedError error = errors.ancillary().get(AncillaryTypes.IP_RECVERR);
      if (error == null) {
        error = errors.ancillary().get(AncillaryTypes.IPV6_RECVERR);
      }
      if (error != null && error.isZeroCopyCompletion()) {
        ZeroCopyCompletion completion = completion(error);
        reaped.add(completion);
        early.add(completion);
        advance();
      }
    }
    return reaped;
  }

  private ZeroCopyCompletion completion(ExtendedError error) {
    return new ZeroCopyCompletion(
        ZeroCopyCompletion.number(oldest, error.info()),
        ZeroCopyCompletion.number(oldest, error.data()),
        error.code() == ErrqueueConstants.SO_EE_CODE_ZEROCOPY_COPIED);
  }

  /** Completions may come out of order: the oldest number moves over those without a gap. */
  private void advance() {
    boolean moved;
    do {
      moved = false;
      for (int i = early.size() - 1; i >= 0; i--) {
        if (early.get(i).first() <= oldest) {
          oldest = Math.max(oldest, early.remove(i).last() + 1);
          moved = true;
        }
      }
    } while (moved);
    for (ZeroCopyBuffer buffer : buffers) {
      if (buffer.isComplete(oldest)) {
        buffer.free();
      }
    }
    unpinIfIdle();
  }

  /**
   * Waits until a send and all before it are complete: its memory has been read, which is not to
   * say that the peer has received it.
   *
   * @param number what {@link #send} returned
   * @param timeoutNanos the longest wait in nanoseconds; 0 asks and returns, negative waits for
   *     ever
   * @return whether they are complete in time
   * @throws IllegalArgumentException if there was no such send
   * @throws FdClosedException if the socket is closed, before or meanwhile
   * @throws InterruptedIOException if the thread is interrupted while it waits
   */
  public boolean awaitComplete(long number, long timeoutNanos) throws IOException {
    if (number < 0 || number >= next) {
      throw new IllegalArgumentException("there was no send " + number + ", the next is " + next);
    }
    long start = System.nanoTime();
    reap();
    while (oldest <= number) {
      long left = Socket.left(timeoutNanos, start);
      if (left == 0) {
        return false;
      }
      awaitErrors(left);
    }
    return true;
  }

  private void awaitMore(long timeout, long start, String what) throws IOException {
    long left = Socket.left(timeout, start);
    if (left == 0) {
      throw socket.timedOut(what, timeout);
    }
    awaitErrors(left);
  }

  private void awaitErrors(long leftNanos) throws IOException {
    boolean something = socket.fd().awaitError(leftNanos);
    if (reap().isEmpty() && something) {
      // A connection that has ended reports that for ever, and completions come all the same.
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /**
   * Waits for what is in flight, as long as the socket's timeout says, and then gives up: the
   * connection is reset, because the kernel would go on reading memory that is ours no more. The
   * socket is not closed. If it was closed before this, the memory is never used again.
   */
  @Override
  public void close() {
    try {
      long timeout = socket.timeoutNanos();
      if (oldest < next && !awaitComplete(next - 1, timeout)) {
        reset();
      }
    } catch (InterruptedIOException e) {
      reset();
    } catch (IOException | FdClosedException e) {
      // Nobody will tell any more what is complete: it stays in IN_FLIGHT, out of the way of GC.
    }
    errors.close();
  }

  private void reset() {
    try {
      socket.calls().disconnect();
      reap();
    } catch (IOException | FdClosedException e) {
      // As above.
    }
  }

  /** Returns for instance {@code ZeroCopySender[StreamSocket[fd 7], 2 in flight]}. */
  @Override
  public String toString() {
    return "ZeroCopySender[" + socket + ", " + inFlight() + " in flight]";
  }
}
