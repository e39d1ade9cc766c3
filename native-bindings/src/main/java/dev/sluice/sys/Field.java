package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.ADDRESS_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * A member of a C struct: its place, and how to read and write it there.
 *
 * <p>A struct such as {@link SockaddrIn} is a class with one constant per member, named as in C:
 * {@code sin_family.set(address, AF_INET)}. The struct begins at the start of the segment, or at
 * {@code base} bytes from there, for arrays and buffers: no access to a number allocates. Numbers
 * keep the machine's byte order; {@link InetSys#htons} is the caller's, as in C. Thread-safe:
 * fields are values.
 */
public sealed interface Field {
  /** Returns how many bytes from the start of the struct it begins, {@code offsetof(3)}. */
  long offset();

  /** Returns how many bytes it takes. */
  long size();

  /** An unsigned 8-bit number. */
  record U8(long offset) implements Field {
    @Override
    public long size() {
      return 1;
    }

    /** Reads it from the struct at the start of the segment. */
    public int get(MemorySegment struct) {
      return get(struct, 0);
    }

    /** Reads it from the struct at {@code base}. */
    public int get(MemorySegment segment, long base) {
      return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + offset));
    }

    /** Writes the lower 8 bits to the struct at the start of the segment. */
    public void set(MemorySegment struct, int value) {
      set(struct, 0, value);
    }

    /** Writes the lower 8 bits to the struct at {@code base}. */
    public void set(MemorySegment segment, long base, int value) {
      segment.set(JAVA_BYTE, base + offset, (byte) value);
    }
  }

  /** An unsigned 16-bit number. */
  record U16(long offset) implements Field {
    @Override
    public long size() {
      return 2;
    }

    /** Reads it from the struct at the start of the segment. */
    public int get(MemorySegment struct) {
      return get(struct, 0);
    }

    /** Reads it from the struct at {@code base}. */
    public int get(MemorySegment segment, long base) {
      return Short.toUnsignedInt(segment.get(JAVA_SHORT_UNALIGNED, base + offset));
    }

    /** Writes the lower 16 bits to the struct at the start of the segment. */
    public void set(MemorySegment struct, int value) {
      set(struct, 0, value);
    }

    /** Writes the lower 16 bits to the struct at {@code base}. */
    public void set(MemorySegment segment, long base, int value) {
      segment.set(JAVA_SHORT_UNALIGNED, base + offset, (short) value);
    }
  }

  /** A 32-bit number; C may mean it unsigned. */
  record I32(long offset) implements Field {
    @Override
    public long size() {
      return 4;
    }

    /** Reads it from the struct at the start of the segment. */
    public int get(MemorySegment struct) {
      return get(struct, 0);
    }

    /** Reads it from the struct at {@code base}. */
    public int get(MemorySegment segment, long base) {
      return segment.get(JAVA_INT_UNALIGNED, base + offset);
    }

    /** Writes it to the struct at the start of the segment. */
    public void set(MemorySegment struct, int value) {
      set(struct, 0, value);
    }

    /** Writes it to the struct at {@code base}. */
    public void set(MemorySegment segment, long base, int value) {
      segment.set(JAVA_INT_UNALIGNED, base + offset, value);
    }
  }

  /** A 64-bit number; C may mean it unsigned. */
  record I64(long offset) implements Field {
    @Override
    public long size() {
      return 8;
    }

    /** Reads it from the struct at the start of the segment. */
    public long get(MemorySegment struct) {
      return get(struct, 0);
    }

    /** Reads it from the struct at {@code base}. */
    public long get(MemorySegment segment, long base) {
      return segment.get(JAVA_LONG_UNALIGNED, base + offset);
    }

    /** Writes it to the struct at the start of the segment. */
    public void set(MemorySegment struct, long value) {
      set(struct, 0, value);
    }

    /** Writes it to the struct at {@code base}. */
    public void set(MemorySegment segment, long base, long value) {
      segment.set(JAVA_LONG_UNALIGNED, base + offset, value);
    }
  }

  /** A few bits of a byte, as C lays out bit-fields on little-endian machines. */
  record Bits(long offset, int shift, int width) implements Field {
    @Override
    public long size() {
      return 1;
    }

    /** Reads them from the struct at the start of the segment. */
    public int get(MemorySegment struct) {
      return (Byte.toUnsignedInt(struct.get(JAVA_BYTE, offset)) >>> shift) & ((1 << width) - 1);
    }
  }

  /** A pointer. */
  record Pointer(long offset) implements Field {
    @Override
    public long size() {
      return 8;
    }

    /** Reads the address from the struct at the start of the segment; 0 is C's NULL. */
    public long get(MemorySegment struct) {
      return get(struct, 0);
    }

    /** Reads the address from the struct at {@code base}; 0 is C's NULL. */
    public long get(MemorySegment segment, long base) {
      return segment.get(JAVA_LONG_UNALIGNED, base + offset);
    }

    /**
     * Writes the address of {@code target} to the struct at the start of the segment. The caller
     * keeps the target alive, as in C.
     */
    public void set(MemorySegment struct, MemorySegment target) {
      set(struct, 0, target);
    }

    /** Writes the address of {@code target} to the struct at {@code base}. */
    public void set(MemorySegment segment, long base, MemorySegment target) {
      segment.set(ADDRESS_UNALIGNED, base + offset, target);
    }
  }

  /** Bytes: an array, or a struct inside. */
  record Bytes(long offset, long size) implements Field {
    /** Views them in the struct at the start of the segment. */
    public MemorySegment of(MemorySegment struct) {
      return of(struct, 0);
    }

    /** Views them in the struct at {@code base}. */
    public MemorySegment of(MemorySegment segment, long base) {
      return segment.asSlice(base + offset, size);
    }
  }

  /** Describes an unsigned 8-bit member. */
  static U8 u8(long offset) {
    return new U8(offset);
  }

  /** Describes an unsigned 16-bit member. */
  static U16 u16(long offset) {
    return new U16(offset);
  }

  /** Describes a 32-bit member. */
  static I32 i32(long offset) {
    return new I32(offset);
  }

  /** Describes a 64-bit member. */
  static I64 i64(long offset) {
    return new I64(offset);
  }

  /** Describes a bit-field. */
  static Bits bits(long offset, int shift, int width) {
    return new Bits(offset, shift, width);
  }

  /** Describes a pointer. */
  static Pointer pointer(long offset) {
    return new Pointer(offset);
  }

  /** Describes an array or a struct inside. */
  static Bytes bytes(long offset, long size) {
    return new Bytes(offset, size);
  }
}
