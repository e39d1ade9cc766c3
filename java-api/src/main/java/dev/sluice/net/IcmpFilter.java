package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.sys.Icmp6Filter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Which types of ICMP messages a raw socket receives: all types from 0 to 255 for IPv6, those from
 * 0 to 31 for IPv4, where the others always pass. Immutable, thread-safe.
 */
public final class IcmpFilter {
  private static final int TYPES = 256;

  /** {@code struct icmp_filter} of {@code linux/icmp.h}: one bit for each of the first 32 types. */
  static final SocketOption.Codec<IcmpFilter> CODEC4 = new Bits(Integer.BYTES);

  static final SocketOption.Codec<IcmpFilter> CODEC6 = new Bits(Icmp6Filter.SIZEOF);

  private final BitSet blocked;

  private IcmpFilter(BitSet blocked) {
    this.blocked = blocked;
  }

  /** Both families set a bit for what is blocked. */
  private static final class Bits extends OptionCodecs.Sized<IcmpFilter> {
    Bits(int bytes) {
      super(bytes);
    }

    @Override
    public MemorySegment encode(IcmpFilter value, SegmentAllocator allocator) {
      MemorySegment bits = allocator.allocate(roomBytes(), Integer.BYTES);
      value.blocked.stream()
          .filter(type -> type < roomBytes() * Byte.SIZE)
          .forEach(
              type -> {
                int old = bits.get(JAVA_BYTE, type / Byte.SIZE);
                bits.set(JAVA_BYTE, type / Byte.SIZE, (byte) (old | 1 << type % Byte.SIZE));
              });
      return bits;
    }

    @Override
    public IcmpFilter decode(MemorySegment memory) {
      return new IcmpFilter(BitSet.valueOf(memory.toArray(JAVA_BYTE)));
    }
  }

  /** Lets every type pass, as a new socket does. */
  public static IcmpFilter passAll() {
    return new IcmpFilter(new BitSet(TYPES));
  }

  /** Lets no type pass. */
  public static IcmpFilter blockAll() {
    BitSet all = new BitSet(TYPES);
    all.set(0, TYPES);
    return new IcmpFilter(all);
  }

  /**
   * Lets a type pass.
   *
   * @param type its number, 0 to 255, for instance {@link
   *     dev.sluice.sys.IcmpConstants#ICMP6_ECHO_REPLY}
   * @throws IllegalArgumentException if it is another number
   */
  public IcmpFilter pass(int type) {
    return with(type, false);
  }

  /**
   * Blocks a type.
   *
   * @param type its number, 0 to 255
   * @throws IllegalArgumentException if it is another number
   */
  public IcmpFilter block(int type) {
    return with(type, true);
  }

  private IcmpFilter with(int type, boolean isBlocked) {
    BitSet changed = (BitSet) blocked.clone();
    changed.set(checked(type), isBlocked);
    return new IcmpFilter(changed);
  }

  private static int checked(int type) {
    if (type < 0 || type >= TYPES) {
      throw new IllegalArgumentException("an ICMP type is between 0 and 255, not " + type);
    }
    return type;
  }

  /**
   * Tells whether a type passes.
   *
   * @param type its number, 0 to 255
   * @throws IllegalArgumentException if it is another number
   */
  public boolean passes(int type) {
    return !blocked.get(checked(type));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IcmpFilter that && blocked.equals(that.blocked);
  }

  @Override
  public int hashCode() {
    return blocked.hashCode();
  }

  /** Returns for instance {@code IcmpFilter[blocks {8}]}. */
  @Override
  public String toString() {
    return "IcmpFilter[blocks " + blocked + "]";
  }
}
