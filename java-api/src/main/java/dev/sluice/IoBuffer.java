package dev.sluice;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Native memory that sockets receive into and send from. Its life: {@link #allocate} → transfers →
 * {@link #close}.
 *
 * <p>Two indices divide it: bytes before the read index are done with, those up to the write index
 * are readable, the rest is writable. Receiving moves the write index, sending the read index.
 *
 * <pre>
 *   0      readIndex      writeIndex      capacity
 *   | done |   readable   |   writable   |
 * </pre>
 *
 * <p>The rule people trip over: a full buffer receives nothing, and would look like the end of the
 * stream; receiving into one is refused. {@link #compact} or {@link #clear} makes room.
 *
 * <p>Confined to the thread that allocated it. To hand a buffer from thread to thread, {@link
 * #wrap} a segment of an arena that several threads may use; access is then not synchronized.
 */
public final class IoBuffer implements AutoCloseable {
  private final @Nullable Arena arena;
  private final MemorySegment memory;
  private int capacity;
  private int readIndex;
  private int writeIndex;
  private @Nullable ByteBuffer readableView;
  private @Nullable ByteBuffer writableView;
  private @Nullable IoBuffer slice;

  private IoBuffer(@Nullable Arena arena, MemorySegment memory) {
    this.arena = arena;
    this.memory = memory;
    this.capacity = (int) memory.byteSize();
  }

  /**
   * Allocates an empty buffer, which {@link #close} frees.
   *
   * @param capacityBytes its size in bytes, at least 1
   * @throws IllegalArgumentException if the size is smaller
   */
  public static IoBuffer allocate(int capacityBytes) {
    if (capacityBytes < 1) {
      throw new IllegalArgumentException("a buffer has at least 1 byte, not " + capacityBytes);
    }
    Arena arena = Arena.ofConfined();
    return new IoBuffer(arena, arena.allocate(capacityBytes, Long.BYTES));
  }

  /**
   * Makes an empty buffer of memory that lives and dies with its own arena; {@link #close} does
   * nothing.
   *
   * @param memory native memory of 1 byte to 2 GiB − 1
   * @throws IllegalArgumentException if the memory is on the heap, read-only, empty or larger
   */
  public static IoBuffer wrap(MemorySegment memory) {
    if (!memory.isNative()) {
      throw new IllegalArgumentException(
          "the kernel cannot use memory on the Java heap: allocate the segment from an Arena");
    }
    if (memory.isReadOnly()) {
      // The kernel would not notice: it writes to the address.
      throw new IllegalArgumentException(
          "a buffer is received into, and this memory is read-only: wrap a writable segment");
    }
    if (memory.byteSize() < 1 || memory.byteSize() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a buffer has 1 byte to 2 GiB - 1, not " + memory.byteSize() + " bytes");
    }
    return new IoBuffer(null, memory);
  }

  /** Returns the size in bytes. */
  public int capacity() {
    return capacity;
  }

  /** Returns where the next byte is taken from. */
  public int readIndex() {
    return readIndex;
  }

  /** Returns where the next byte is put. */
  public int writeIndex() {
    return writeIndex;
  }

  /** Returns how many bytes can be taken. */
  public int readable() {
    return writeIndex - readIndex;
  }

  /** Returns how many bytes can be put. */
  public int writable() {
    return capacity - writeIndex;
  }

  /** Tells whether there is nothing to take. */
  public boolean isEmpty() {
    return readIndex == writeIndex;
  }

  /** Forgets all content: everything is writable. The memory keeps its bytes. */
  public IoBuffer clear() {
    expireSlice();
    readIndex = 0;
    writeIndex = 0;
    return this;
  }

  /** Moves the readable bytes to the front, so that all other room is writable. */
  public IoBuffer compact() {
    expireSlice();
    int readable = readable();
    if (readIndex > 0 && readable > 0) {
      MemorySegment.copy(memory, readIndex, memory, 0, readable);
    }
    readIndex = 0;
    writeIndex = readable;
    return this;
  }

  /** Returns the memory of the readable bytes, a view. */
  public MemorySegment readableMemory() {
    return memory.asSlice(readIndex, readable());
  }

  /** Returns the memory of the writable bytes, a view. */
  public MemorySegment writableMemory() {
    return memory.asSlice(writeIndex, writable());
  }

  /**
   * Returns the readable bytes for {@code java.nio}: one view per buffer, set anew by each call, so
   * that steady use allocates nothing. Reading from it moves no index here: {@link #skip} does.
   */
  public ByteBuffer readableView() {
    ByteBuffer view = readableView;
    if (view == null) {
      view = memory.asByteBuffer();
      readableView = view;
    }
    return view.limit(writeIndex).position(readIndex);
  }

  /**
   * Returns the writable room for {@code java.nio}: one view per buffer, set anew by each call, so
   * that steady use allocates nothing. Writing to it moves no index here: {@link #filled} does.
   */
  public ByteBuffer writableView() {
    ByteBuffer view = writableView;
    if (view == null) {
      view = memory.asByteBuffer();
      writableView = view;
    }
    return view.limit(capacity).position(writeIndex);
  }

  /**
   * Moves the read index forward: these bytes are done with.
   *
   * @param bytes how many, at most {@link #readable}
   * @throws IndexOutOfBoundsException if there are fewer
   */
  public IoBuffer skip(int bytes) {
    readIndex = readIndex + checkRoom(bytes, readable(), "readable");
    return this;
  }

  /**
   * Moves the write index forward: these bytes of {@link #writableMemory} have been filled.
   *
   * @param bytes how many, at most {@link #writable}
   * @throws IndexOutOfBoundsException if there is less room
   */
  public IoBuffer filled(int bytes) {
    writeIndex = writeIndex + checkRoom(bytes, writable(), "writable");
    return this;
  }

  /**
   * Puts one byte.
   *
   * @param value the byte, in the low 8 bits
   * @throws IndexOutOfBoundsException if the buffer is full
   */
  public IoBuffer put(int value) {
    checkRoom(1, writable(), "writable");
    memory.set(JAVA_BYTE, writeIndex, (byte) value);
    writeIndex++;
    return this;
  }

  /**
   * Puts bytes.
   *
   * @param source the bytes
   * @throws IndexOutOfBoundsException if there is less room; nothing is put then
   */
  public IoBuffer put(byte[] source) {
    return put(source, 0, source.length);
  }

  /**
   * Puts bytes of a part of an array.
   *
   * @param source the array
   * @param offset where the part begins
   * @param bytes how long it is
   * @throws IndexOutOfBoundsException if there is less room, or no such part; nothing is put then
   */
  public IoBuffer put(byte[] source, int offset, int bytes) {
    checkRoom(bytes, writable(), "writable");
    MemorySegment.copy(source, offset, memory, JAVA_BYTE, writeIndex, bytes);
    writeIndex += bytes;
    return this;
  }

  /**
   * Puts text.
   *
   * @param text the text
   * @param charset how its characters become bytes
   * @throws IndexOutOfBoundsException if there is less room; nothing is put then
   */
  public IoBuffer put(String text, Charset charset) {
    return put(text.getBytes(charset));
  }

  /**
   * Puts everything readable of another buffer, and takes it from there.
   *
   * @param source the other buffer
   * @throws IndexOutOfBoundsException if there is less room; nothing is put or taken then
   */
  public IoBuffer put(IoBuffer source) {
    int bytes = checkRoom(source.readable(), writable(), "writable");
    MemorySegment.copy(source.memory, source.readIndex, memory, writeIndex, bytes);
    writeIndex += bytes;
    source.readIndex += bytes;
    return this;
  }

  /**
   * Takes one byte.
   *
   * @return the byte, 0 to 255
   * @throws IndexOutOfBoundsException if there is none
   */
  public int get() {
    checkRoom(1, readable(), "readable");
    int value = memory.get(JAVA_BYTE, readIndex) & 0xFF;
    readIndex++;
    return value;
  }

  /**
   * Takes as many bytes as the array holds.
   *
   * @param target the array
   * @throws IndexOutOfBoundsException if there are fewer; nothing is taken then
   */
  public IoBuffer get(byte[] target) {
    return get(target, 0, target.length);
  }

  /**
   * Takes bytes into a part of an array.
   *
   * @param target the array
   * @param offset where the part begins
   * @param bytes how long it is
   * @throws IndexOutOfBoundsException if there are fewer, or no such part; nothing is taken then
   */
  public IoBuffer get(byte[] target, int offset, int bytes) {
    checkRoom(bytes, readable(), "readable");
    MemorySegment.copy(memory, JAVA_BYTE, readIndex, target, offset, bytes);
    readIndex += bytes;
    return this;
  }

  /**
   * Takes bytes as a buffer of their own, without copying them: one slice per buffer, set anew by
   * each call, so that steady use allocates nothing.
   *
   * <p>The slice has no room behind its bytes, so nothing that is done to it reaches what follows
   * them here. It is empty from when this buffer is compacted or cleared; receiving into this
   * buffer leaves it alone. Closing it does nothing.
   *
   * @param bytes how many, at most {@link #readable}
   * @throws IndexOutOfBoundsException if there are fewer; nothing is taken then
   */
  public IoBuffer getSlice(int bytes) {
    checkRoom(bytes, readable(), "readable");
    IoBuffer taken = slice;
    if (taken == null) {
      taken = new IoBuffer(null, memory);
      slice = taken;
    }
    taken.expireSlice();
    taken.readIndex = readIndex;
    readIndex += bytes;
    taken.writeIndex = readIndex;
    taken.capacity = readIndex;
    return taken;
  }

  /** Bytes that move, or are about to be written over, are nobody's any more. */
  private void expireSlice() {
    IoBuffer expired = slice;
    if (expired != null) {
      expired.expireSlice();
      expired.readIndex = 0;
      expired.writeIndex = 0;
      expired.capacity = 0;
    }
  }

  /** Takes everything readable as bytes. */
  public byte[] getAll() {
    byte[] all = new byte[readable()];
    get(all);
    return all;
  }

  /**
   * Takes everything readable as text.
   *
   * @param charset how bytes become characters; a character cut at the end is replaced
   */
  public String getAll(Charset charset) {
    return new String(getAll(), charset);
  }

  /**
   * Returns a byte without taking it.
   *
   * @param offset how many readable bytes stand before it
   * @return the byte, 0 to 255
   * @throws IndexOutOfBoundsException if it is not readable
   */
  public int peek(int offset) {
    if (offset < 0 || offset >= readable()) {
      throw new IndexOutOfBoundsException(
          "offset " + offset + " is outside the " + readable() + " readable bytes");
    }
    return memory.get(JAVA_BYTE, (long) readIndex + offset) & 0xFF;
  }

  /**
   * Looks for a byte, and takes nothing.
   *
   * @param value the byte, in the low 8 bits
   * @param offset how many readable bytes to pass over
   * @return how many readable bytes stand before the first such byte that is not passed over; −1 if
   *     there is none
   * @throws IndexOutOfBoundsException if there are fewer bytes to pass over
   */
  public int indexOf(int value, int offset) {
    checkRoom(offset, readable(), "readable");
    for (int index = readIndex + offset; index < writeIndex; index++) {
      if (memory.get(JAVA_BYTE, index) == (byte) value) {
        return index - readIndex;
      }
    }
    return -1;
  }

  private int checkRoom(int bytes, int room, String kind) {
    if (bytes < 0 || bytes > room) {
      throw new IndexOutOfBoundsException(
          bytes + " bytes asked for, and " + room + " of " + this + " are " + kind);
    }
    return bytes;
  }

  /** Frees the memory; any use afterwards throws {@link IllegalStateException}. */
  @Override
  public void close() {
    if (arena != null && arena.scope().isAlive()) {
      arena.close();
    }
  }

  /** Returns for instance {@code IoBuffer[read 0, written 5, capacity 64]}. */
  @Override
  public String toString() {
    return "IoBuffer[read "
        + readIndex
        + ", written "
        + writeIndex
        + ", capacity "
        + capacity
        + "]";
  }
}
