package dev.sluice;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Byte arrays for properties, with many of the few bytes that are special to somebody. */
public final class HostileBytes {
  private static final byte[] SPECIAL = {
    0, '\\', '@', '/', ':', '%', 'x', 127, (byte) 0xC3, (byte) 0xFF
  };

  private HostileBytes() {}

  /** Returns arrays of that length. */
  public static Arbitrary<byte[]> ofLength(int bytes) {
    return ofLength(bytes, bytes);
  }

  /** Returns arrays of those lengths, both included. */
  public static Arbitrary<byte[]> ofLength(int atLeast, int atMost) {
    return each().array(byte[].class).ofMinSize(atLeast).ofMaxSize(atMost);
  }

  /** Returns what the arrays consist of. */
  public static Arbitrary<Byte> each() {
    List<Byte> special = new ArrayList<>();
    for (byte one : SPECIAL) {
      special.add(one);
    }
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.bytes()), Tuple.of(1, Arbitraries.of(special)));
  }
}
