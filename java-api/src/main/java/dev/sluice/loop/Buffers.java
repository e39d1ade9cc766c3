package dev.sluice.loop;

import dev.sluice.IoBuffer;
import java.lang.foreign.Arena;
import java.util.ArrayDeque;

/**
 * Buffers of one size, lent to connections while there are bytes in them: an idle connection has
 * none.
 */
abstract class Buffers implements AutoCloseable {
  static final int BYTES = 16 * 1024;

  private static final int SPARE = 64;

  /** Returns an empty one. */
  abstract IoBuffer borrow();

  /** Takes one back, of this size or a larger one. */
  abstract void giveBack(IoBuffer buffer);

  /** Tells whether there are any that belong to one thread. */
  abstract boolean areUsed();

  @Override
  public abstract void close();

  /** Those of one thread, freed with it. */
  static final class Own extends Buffers {
    private final ArrayDeque<IoBuffer> spare = new ArrayDeque<>(SPARE);
    private boolean used;

    @Override
    boolean areUsed() {
      return used;
    }

    @Override
    IoBuffer borrow() {
      used = true;
      IoBuffer buffer = spare.poll();
      return buffer == null ? IoBuffer.allocate(BYTES) : buffer;
    }

    @Override
    void giveBack(IoBuffer buffer) {
      if (buffer.capacity() == BYTES && spare.size() < SPARE) {
        spare.push(buffer.clear());
      } else {
        buffer.close();
      }
    }

    @Override
    public void close() {
      spare.forEach(IoBuffer::close);
      spare.clear();
    }
  }

  /** Those of all threads that have one connection each: their memory goes when it is forgotten. */
  static final class Shared extends Buffers {
    static final Shared INSTANCE = new Shared();

    private final ArrayDeque<IoBuffer> spare = new ArrayDeque<>(SPARE);

    @Override
    boolean areUsed() {
      return false;
    }

    @Override
    IoBuffer borrow() {
      synchronized (spare) {
        IoBuffer buffer = spare.poll();
        if (buffer != null) {
          return buffer;
        }
      }
      return IoBuffer.wrap(Arena.ofAuto().allocate(BYTES, Long.BYTES));
    }

    @Override
    void giveBack(IoBuffer buffer) {
      synchronized (spare) {
        if (buffer.capacity() == BYTES && spare.size() < SPARE) {
          spare.push(buffer.clear());
          return;
        }
      }
      buffer.close(); // a larger one is its thread's own
    }

    @Override
    public void close() {
      // They are everybody's.
    }
  }
}
