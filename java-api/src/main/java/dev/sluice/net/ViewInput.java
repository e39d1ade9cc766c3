package dev.sluice.net;

import static java.util.Objects.checkFromIndexSize;

import dev.sluice.FdClosedException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a stream socket receives, as {@code java.net} reads it. Thread-safe: one at a time. */
final class ViewInput extends InputStream {
  static final int LEAST_BYTES = 8 * 1024;
  static final int MOST_BYTES = 128 * 1024;

  private final SocketView view;
  private final StreamSocket socket;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable IoBuffer buffer;

  ViewInput(SocketView view, StreamSocket socket) {
    this.view = view;
    this.socket = socket;
  }

  /** The heap is out of the kernel's reach: bytes pass through native memory, which GC frees. */
  static IoBuffer roomFor(@Nullable IoBuffer buffer, int bytes) {
    int wanted = Math.clamp(bytes, LEAST_BYTES, MOST_BYTES);
    return buffer != null && buffer.capacity() >= wanted
        ? buffer.clear()
        : IoBuffer.wrap(Arena.ofAuto().allocate(wanted));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    view.checkInput();
    lock.lock();
    try {
      IoBuffer room = roomFor(buffer, length);
      buffer = room;
      int received = receive(room, Math.min(length, room.capacity()));
      if (received < 0) {
        return -1;
      }
      room.get(target, offset, received);
      return received;
    } catch (FdClosedException e) {
      throw ViewErrors.of(e);
    } finally {
      lock.unlock();
    }
  }

  private int receive(IoBuffer room, int most) throws IOException {
    if (view.isInputShutdown()) {
      return IoStatus.END_OF_STREAM;
    }
    long timeout = view.readTimeoutNanos();
    long start = timeout < 0 ? 0 : System.nanoTime();
    for (; ; ) {
      long result = socket.calls().recv(room, most);
      if (result > 0) {
        room.filled((int) result);
        return (int) result;
      }
      if (result == 0) {
        return IoStatus.END_OF_STREAM;
      }
      if (result == Socket.EAGAIN) {
        await(timeout, start);
      } else if (result != Socket.EINTR) {
        throw ViewErrors.of(socket.failed("recv", result));
      }
    }
  }

  private void await(long timeout, long start) throws IOException {
    try {
      if (!socket.calls().awaitReadable(Socket.left(timeout, start))) {
        throw new SocketTimeoutException("Read timed out");
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (InterruptedIOException e) {
      throw view.interrupted(e);
    }
  }

  @Override
  public int available() throws IOException {
    return view.available();
  }

  @Override
  public void close() throws IOException {
    view.close();
  }

  /** Milliseconds of {@code setSoTimeout}, 0 for none, as our waits take them. */
  static long nanos(int timeoutMillis) {
    return timeoutMillis == 0 ? -1 : TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
  }

  static int checkTimeout(int timeoutMillis) throws SocketException {
    if (timeoutMillis < 0) {
      throw new IllegalArgumentException("a timeout is not negative: " + timeoutMillis);
    }
    return timeoutMillis;
  }
}
