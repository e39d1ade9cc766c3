package dev.sluice.loop;

import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.net.Message;
import dev.sluice.net.MsgFlags;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** What a connection has to send and the kernel had no room for. */
final class OutputQueue {
  /** How many buffers one call sends. */
  static final int VECTOR = 16;

  private final ArrayDeque<IoBuffer> buffers = new ArrayDeque<>(2);
  private int bytes;

  int bytes() {
    return bytes;
  }

  /** Takes all of it, as a copy. */
  void add(IoBuffer data, Buffers pool) {
    bytes += data.readable();
    while (!data.isEmpty()) {
      IoBuffer last = buffers.peekLast();
      if (last == null || last.writable() == 0) {
        last = pool.borrow();
        buffers.add(last);
      }
      int part = Math.min(last.writable(), data.readable());
      last.writableMemory().copyFrom(data.readableMemory().asSlice(0, part));
      last.filled(part);
      data.skip(part);
    }
  }

  /**
   * Sends what the socket takes.
   *
   * @param message to send several buffers by, or {@code null} where there are no messages
   * @return whether all is gone
   */
  boolean flush(StreamSocket socket, Buffers pool, @Nullable Message message) throws IOException {
    while (!buffers.isEmpty()) {
      int before = bytes;
      int sent =
          message == null || buffers.size() == 1
              ? socket.send(buffers.element())
              : socket.send(message.setBuffers(first()), MsgFlags.NONE);
      if (sent == IoStatus.WOULD_BLOCK) {
        return false;
      }
      bytes = before - sent;
      removeEmpty(pool);
    }
    return true;
  }

  private IoBuffer[] first() {
    IoBuffer[] first = new IoBuffer[Math.min(VECTOR, buffers.size())];
    Iterator<IoBuffer> all = buffers.iterator();
    for (int i = 0; i < first.length; i++) {
      first[i] = all.next();
    }
    return first;
  }

  private void removeEmpty(Buffers pool) {
    for (IoBuffer first = buffers.peek();
        first != null && first.isEmpty();
        first = buffers.peek()) {
      pool.giveBack(buffers.remove());
    }
  }

  void clear(Buffers pool) {
    buffers.forEach(pool::giveBack);
    buffers.clear();
    bytes = 0;
  }
}
