package dev.sluice.net;

import dev.sluice.IoBuffer;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Memory that the kernel sends from while the program goes on: filled, sent, and out of reach until
 * the kernel is done with it. Its life: {@link ZeroCopySender#acquire} → {@link #put} → {@link
 * ZeroCopySender#send} → complete, and acquired again.
 *
 * <p>The memory itself is never shown, so nobody can change by mistake what is still to be sent:
 * from {@code send} on, every use throws. Not thread-safe.
 */
public final class ZeroCopyBuffer {
  private final ZeroCopySender owner;
  private final IoBuffer buffer;

  /** Whether it was acquired, and has not become free again. */
  private boolean acquired;

  /** Whether the kernel has seen some of it. */
  private boolean sent;

  private long lastNumber;

  ZeroCopyBuffer(ZeroCopySender owner, MemorySegment memory) {
    this.owner = owner;
    this.buffer = IoBuffer.wrap(memory);
  }

  /** Returns how many bytes can be put. */
  public int writable() {
    return mine().writable();
  }

  /** Returns how many bytes have been put. */
  public int readable() {
    return mine().readable();
  }

  /**
   * Puts bytes of a part of an array.
   *
   * @param source the array
   * @param offset where the part begins
   * @param bytes how long it is
   * @throws IllegalStateException if the buffer was sent
   * @throws IndexOutOfBoundsException if there is less room, or no such part; nothing is put then
   */
  public ZeroCopyBuffer put(byte[] source, int offset, int bytes) {
    mine().put(source, offset, bytes);
    return this;
  }

  /**
   * Puts what remains in a buffer, as much as there is room for, and moves its position.
   *
   * @param source the buffer
   * @throws IllegalStateException if the buffer was sent
   */
  public ZeroCopyBuffer put(ByteBuffer source) {
    IoBuffer target = mine();
    int bytes = Math.min(source.remaining(), target.writable());
    target.writableView().put(source.slice(source.position(), bytes));
    source.position(source.position() + bytes);
    target.filled(bytes);
    return this;
  }

  /**
   * Puts memory.
   *
   * @param source the bytes
   * @throws IllegalStateException if the buffer was sent
   * @throws IndexOutOfBoundsException if there is less room; nothing is put then
   */
  public ZeroCopyBuffer put(MemorySegment source) {
    IoBuffer target = mine();
    if (source.byteSize() > target.writable()) {
      throw new IndexOutOfBoundsException(
          source.byteSize() + " bytes to put, and room for " + target.writable());
    }
    MemorySegment.copy(source, 0, target.writableMemory(), 0, source.byteSize());
    target.filled((int) source.byteSize());
    return this;
  }

  /**
   * Forgets what has been put.
   *
   * @throws IllegalStateException if the buffer was sent
   */
  public ZeroCopyBuffer clear() {
    mine().clear();
    return this;
  }

  private IoBuffer mine() {
    if (!acquired || sent) {
      throw new IllegalStateException(
          this + ": the kernel reads it, or somebody else has it; acquire another");
    }
    return buffer;
  }

  void checkSendable(ZeroCopySender sender) {
    if (owner != sender || !acquired || (sent && buffer.isEmpty())) {
      throw new IllegalStateException(
          this + " cannot be sent: it was, or is another's; acquire one");
    }
  }

  IoBuffer buffer() {
    return buffer;
  }

  void acquired() {
    acquired = true;
    sent = false;
    buffer.clear();
  }

  void sentAs(long number) {
    sent = true;
    lastNumber = number;
  }

  void free() {
    acquired = false;
  }

  /** Tells whether the kernel needs it no more; one that is sent in part is still to be sent. */
  boolean isComplete(long oldest) {
    return acquired && sent && buffer.isEmpty() && lastNumber < oldest;
  }

  long lastNumber() {
    return lastNumber;
  }

  boolean isAcquired() {
    return acquired;
  }

  /** Returns for instance {@code ZeroCopyBuffer[sent, last as 3]}. */
  @Override
  public String toString() {
    String state = sent ? "sent, last as " + lastNumber : "acquired";
    return "ZeroCopyBuffer[" + (acquired ? state : "free") + "]";
  }
}
