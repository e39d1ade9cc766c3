package dev.sluice.spi;

import java.util.ArrayList;
import java.util.List;

/** The names of the bits of a flags word, and the word in words; unknown bits in hex. */
public final class BitNames {
  private final List<Named> names = new ArrayList<>();

  private record Named(int bits, String name) {}

  /** Names one bit, or several that go together; what is named first wins. */
  public BitNames with(int bits, String name) {
    names.add(new Named(bits, name));
    return this;
  }

  /** Returns for instance {@code EPOLLIN|EPOLLRDHUP|0x4000}. */
  public String toString(int bits) {
    StringBuilder text = new StringBuilder();
    int rest = bits;
    for (Named named : names) {
      if ((rest & named.bits) == named.bits) {
        text.append(text.isEmpty() ? "" : "|").append(named.name);
        rest &= ~named.bits;
      }
    }
    if (rest != 0 || bits == 0) {
      text.append(text.isEmpty() ? "" : "|").append("0x").append(Integer.toHexString(rest));
    }
    return text.toString();
  }
}
