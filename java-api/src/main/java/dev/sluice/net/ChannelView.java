package dev.sluice.net;

import dev.sluice.FdClosedException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.InterruptibleChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A {@link StreamSocket} as a channel, see {@link StreamSocketFactory#channelOf}. */
final class ChannelView implements ByteChannel, InterruptibleChannel {
  private final StreamSocket socket;
  private final ReentrantLock reading = new ReentrantLock();
  private final ReentrantLock writing = new ReentrantLock();
  private @Nullable IoBuffer readBuffer;
  private @Nullable IoBuffer writeBuffer;

  ChannelView(StreamSocket socket) {
    this.socket = socket;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (target.isReadOnly()) {
      throw new IllegalArgumentException("a read-only buffer cannot be read into");
    }
    check();
    if (!target.hasRemaining()) {
      return 0;
    }
    reading.lock();
    try {
      int received = target.isDirect() ? readDirect(target) : readCopied(target);
      return received == IoStatus.WOULD_BLOCK ? 0 : received;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (InterruptedIOException e) {
      throw interrupted(e);
    } catch (FdClosedException e) {
      throw closedMeanwhile(e);
    } finally {
      reading.unlock();
    }
  }

  private int readDirect(ByteBuffer target) throws IOException {
    int received = socket.recv(IoBuffer.wrap(MemorySegment.ofBuffer(target)));
    if (received > 0) {
      target.position(target.position() + received);
    }
    return received;
  }

  private int readCopied(ByteBuffer target) throws IOException {
    IoBuffer room = ViewInput.roomFor(readBuffer, target.remaining());
    readBuffer = room;
    int most = Math.min(target.remaining(), room.capacity());
    // A buffer of exactly that size: what is received beyond it would have nowhere to go.
    IoBuffer exact = IoBuffer.wrap(room.writableMemory().asSlice(0, most));
    int received = socket.recv(exact);
    if (received > 0) {
      target.put(exact.readableView());
    }
    return received;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    check();
    writing.lock();
    try {
      int total = 0;
      while (source.hasRemaining()) {
        int sent =
            source.isDirect() && !source.isReadOnly() ? writeDirect(source) : writeCopied(source);
        if (sent == IoStatus.WOULD_BLOCK) {
          break;
        }
        total += sent;
      }
      return total;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (InterruptedIOException e) {
      throw interrupted(e);
    } catch (FdClosedException e) {
      throw closedMeanwhile(e);
    } finally {
      writing.unlock();
    }
  }

  private int writeDirect(ByteBuffer source) throws IOException {
    MemorySegment memory = MemorySegment.ofBuffer(source);
    int sent = socket.send(IoBuffer.wrap(memory).filled((int) memory.byteSize()));
    if (sent > 0) {
      source.position(source.position() + sent);
    }
    return sent;
  }

  private int writeCopied(ByteBuffer source) throws IOException {
    IoBuffer room = ViewInput.roomFor(writeBuffer, source.remaining());
    writeBuffer = room;
    int part = Math.min(source.remaining(), room.capacity());
    room.writableView().put(source.slice(source.position(), part));
    int sent = socket.send(room.filled(part));
    if (sent > 0) {
      source.position(source.position() + sent);
    }
    return sent;
  }

  private void check() throws ClosedChannelException {
    if (!socket.isOpen()) {
      throw new ClosedChannelException();
    }
    if (Thread.currentThread().isInterrupted()) {
      socket.close();
      throw new ClosedByInterruptException();
    }
  }

  private IOException interrupted(InterruptedIOException e) {
    socket.close();
    ClosedByInterruptException closed = new ClosedByInterruptException();
    closed.initCause(e);
    return closed;
  }

  private static IOException closedMeanwhile(FdClosedException e) {
    AsynchronousCloseException closed = new AsynchronousCloseException();
    closed.initCause(e);
    return closed;
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public void close() {
    socket.close();
  }

  /** Returns for instance {@code Channel[StreamSocket[fd 7]]}. */
  @Override
  public String toString() {
    return "Channel[" + socket + "]";
  }
}
