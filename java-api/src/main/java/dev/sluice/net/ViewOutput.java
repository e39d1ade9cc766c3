package dev.sluice.net;

import static java.util.Objects.checkFromIndexSize;

import dev.sluice.FdClosedException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a stream socket sends, as {@code java.net} writes it. Thread-safe: one at a time. */
final class ViewOutput extends OutputStream {
  private static final long FOREVER = -1;

  private final SocketView view;
  private final StreamSocket socket;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable IoBuffer buffer;

  ViewOutput(SocketView view, StreamSocket socket) {
    this.view = view;
    this.socket = socket;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    checkFromIndexSize(offset, length, source.length);
    view.checkOutput();
    lock.lock();
    try {
      IoBuffer room = ViewInput.roomFor(buffer, length);
      buffer = room;
      int done = 0;
      while (done < length) {
        int part = Math.min(length - done, room.clear().capacity());
        room.put(source, offset + done, part);
        sendAll(room);
        done += part;
      }
    } catch (FdClosedException e) {
      throw ViewErrors.of(e);
    } catch (IOException e) {
      throw ViewErrors.of(e);
    } finally {
      lock.unlock();
    }
  }

  /** Without a timeout: {@code setSoTimeout} is for reading only. */
  private void sendAll(IoBuffer room) throws IOException {
    while (!room.isEmpty()) {
      if (socket.sendOnce(room, 0) == IoStatus.WOULD_BLOCK) {
        try {
          socket.calls().awaitWritable(FOREVER);
        } catch (InterruptedIOException e) {
          throw view.interrupted(e);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    view.close();
  }
}
