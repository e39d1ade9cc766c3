package dev.sluice.loop;

import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.net.FileRegion;
import dev.sluice.net.Message;
import dev.sluice.net.MsgFlags;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** What a connection has to send and the kernel had no room for: bytes and files, in order. */
final class OutputQueue {
  /** How many buffers one call sends. */
  static final int VECTOR = 16;

  /** How much of files goes in one turn: a reader as fast as the disk would keep the loop. */
  static final long FILE_TURN_BYTES = 1 << 20;

  /** An {@link IoBuffer} or a {@link FileRegion} each. */
  private final ArrayDeque<AutoCloseable> parts = new ArrayDeque<>(2);

  private int bufferBytes;
  private long fileBytes;
  private int files;

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Returns what is left to send, in memory and in files. */
  long bytes() {
    return bufferBytes + fileBytes;
  }

  /** Returns what of it takes memory. */
  int bufferBytes() {
    return bufferBytes;
  }

  /** A file is high whatever its length, because it holds a descriptor. */
  boolean isAbove(int waterBytes) {
    return files > 0 || bufferBytes > waterBytes;
  }

  /** Takes all of it, as a copy. */
  void add(IoBuffer data, Buffers pool) {
    bufferBytes += data.readable();
    while (!data.isEmpty()) {
      IoBuffer last = parts.peekLast() instanceof IoBuffer buffer ? buffer : null;
      if (last == null || last.writable() == 0) {
        last = pool.borrow();
        parts.add(last);
      }
      int part = Math.min(last.writable(), data.readable());
      last.writableMemory().copyFrom(data.readableMemory().asSlice(0, part));
      last.filled(part);
      data.skip(part);
    }
  }

  /** Takes a file over. */
  void add(FileRegion file) {
    if (file.remaining() == 0) {
      file.close();
      return;
    }
    files++;
    fileBytes += file.remaining();
    parts.add(file);
  }

  /**
   * Sends what the socket takes, of files no more than one turn's.
   *
   * @param message to send several buffers by, or {@code null} where there are no messages
   * @return whether the socket is full; if it is not and something is left, the turn is over
   */
  boolean flush(StreamSocket socket, Buffers pool, @Nullable Message message) throws IOException {
    long turn = FILE_TURN_BYTES;
    for (AutoCloseable first = parts.peek(); first != null && turn > 0; first = parts.peek()) {
      if (first instanceof FileRegion file) {
        long sent = send(file, socket, turn, pool);
        if (sent == IoStatus.WOULD_BLOCK) {
          return true;
        }
        turn -= sent;
      } else if (sendBuffers(socket, pool, message) == IoStatus.WOULD_BLOCK) {
        return true;
      }
    }
    return false;
  }

  private long send(FileRegion file, StreamSocket socket, long most, Buffers pool)
      throws IOException {
    IoBuffer scratch = pool.borrow();
    try {
      long sent = file.sendTo(socket, most, scratch);
      if (sent > 0) {
        fileBytes -= sent;
      }
      if (file.remaining() == 0) {
        files--;
        parts.remove();
        file.close();
      }
      return sent;
    } finally {
      pool.giveBack(scratch);
    }
  }

  private int sendBuffers(StreamSocket socket, Buffers pool, @Nullable Message message)
      throws IOException {
    int before = bufferBytes;
    int count = leadingBuffers();
    int sent;
    if (message == null) {
      sent = socket.send((IoBuffer) parts.element());
    } else {
      // A head and the file behind it go in one segment, send(2).
      MsgFlags flags = count < parts.size() && count < VECTOR ? MsgFlags.MORE : MsgFlags.NONE;
      sent =
          count == 1
              ? socket.send((IoBuffer) parts.element(), flags)
              : socket.send(message.setBuffers(first(count)), flags);
    }
    if (sent != IoStatus.WOULD_BLOCK) {
      bufferBytes = before - sent;
      removeEmpty(pool);
    }
    return sent;
  }

  private int leadingBuffers() {
    int count = 0;
    for (Iterator<AutoCloseable> all = parts.iterator(); count < VECTOR && all.hasNext(); count++) {
      if (!(all.next() instanceof IoBuffer)) {
        break;
      }
    }
    return count;
  }

  private IoBuffer[] first(int count) {
    IoBuffer[] first = new IoBuffer[count];
    Iterator<AutoCloseable> all = parts.iterator();
    for (int i = 0; i < count; i++) {
      first[i] = (IoBuffer) all.next();
    }
    return first;
  }

  private void removeEmpty(Buffers pool) {
    while (parts.peek() instanceof IoBuffer first && first.isEmpty()) {
      parts.remove();
      pool.giveBack(first);
    }
  }

  /** Drops everything, and closes the files. */
  void clear(Buffers pool) {
    for (AutoCloseable part : parts) {
      if (part instanceof FileRegion file) {
        file.close();
      } else {
        pool.giveBack(((IoBuffer) part).clear());
      }
    }
    parts.clear();
    bufferBytes = 0;
    fileBytes = 0;
    files = 0;
  }
}
