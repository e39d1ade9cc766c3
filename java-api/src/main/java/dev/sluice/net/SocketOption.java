package dev.sluice.net;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * A socket option as data: where the kernel finds it, and how its value is written in memory.
 *
 * <p>{@link SocketOptions} has the usual ones; any other is made from its numbers in the header:
 *
 * {@snippet :
 * static final SocketOption<Integer> SO_BUSY_POLL = SocketOption.ofInt("SO_BUSY_POLL", 1, 46);
 * }
 *
 * @param <T> the type of its value
 */
public final class SocketOption<T> {
  private final String name;
  private final int level;
  private final int number;
  private final Codec<T> codec;

  /**
   * How a value is written in native memory.
   *
   * @param <T> the type of the value
   */
  public interface Codec<T> {
    /**
     * Returns how much room reading needs, in bytes.
     *
     * @throws UnsupportedOperationException if the option can only be set
     */
    int roomBytes();

    /**
     * Writes a value.
     *
     * @param value the value
     * @param allocator for its memory, which lives as long as the call
     * @return the value in memory, as long as the kernel is to read
     * @throws IllegalArgumentException if the option cannot have this value
     * @throws UnsupportedOperationException if the option can only be read
     */
    MemorySegment encode(T value, SegmentAllocator allocator);

    /**
     * Reads a value.
     *
     * @param memory as many bytes as the kernel wrote
     * @throws UnsupportedOperationException if the option can only be set
     */
    T decode(MemorySegment memory);
  }

  private SocketOption(String name, int level, int number, Codec<T> codec) {
    this.name = name;
    this.level = level;
    this.number = number;
    this.codec = codec;
  }

  /**
   * Describes an option.
   *
   * @param name its name in C, for messages
   * @param level its level, for instance {@code SOL_SOCKET}
   * @param number its number at that level
   * @param codec how its value is written
   */
  public static <T> SocketOption<T> of(String name, int level, int number, Codec<T> codec) {
    return new SocketOption<>(name, level, number, codec);
  }

  /**
   * Describes an option whose value is an {@code int}.
   *
   * @param name its name in C, for messages
   * @param level its level, for instance {@code SOL_SOCKET}
   * @param number its number at that level
   */
  public static SocketOption<Integer> ofInt(String name, int level, int number) {
    return of(name, level, number, OptionCodecs.INT);
  }

  /**
   * Describes an option whose value is an {@code int} that means yes or no.
   *
   * @param name its name in C, for messages
   * @param level its level, for instance {@code SOL_SOCKET}
   * @param number its number at that level
   */
  public static SocketOption<Boolean> ofBoolean(String name, int level, int number) {
    return of(name, level, number, OptionCodecs.BOOLEAN);
  }

  /** Returns the name in C, for instance {@code TCP_NODELAY}. */
  public String name() {
    return name;
  }

  /** Returns the level, for instance {@code SOL_SOCKET}. */
  public int level() {
    return level;
  }

  /** Returns the number at its level. */
  public int number() {
    return number;
  }

  /** Writes a value, or says that this option can only be read. */
  MemorySegment encode(T value, SegmentAllocator allocator) {
    try {
      return codec.encode(value, allocator);
    } catch (UnsupportedOperationException e) {
      throw named(e);
    }
  }

  /** Returns the room that reading needs, or says that this option can only be set. */
  int roomBytes() {
    try {
      return codec.roomBytes();
    } catch (UnsupportedOperationException e) {
      throw named(e);
    }
  }

  /** A codec serves many options and knows the name of none. */
  private UnsupportedOperationException named(UnsupportedOperationException refusal) {
    return new UnsupportedOperationException(name + ": " + refusal.getMessage(), refusal);
  }

  /** Returns how the value is written. */
  public Codec<T> codec() {
    return codec;
  }

  /** Returns the name in C. */
  @Override
  public String toString() {
    return name;
  }
}
