package dev.sluice;

import static dev.sluice.sys.SocketConstants.AF_INET6;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sys.Foreign;
import dev.sluice.sys.InetSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** IPv6 text, held against the C library's. */
@ExtendWith(NoLeakedDescriptors.class)
class Inet6TextTest {
  private static final int INET6_ADDRSTRLEN = 46;

  private static byte @Nullable [] inetPton(String text) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(16);
      return InetSys.inet_pton(AF_INET6, arena.allocateFrom(text), target) == 1
          ? target.toArray(JAVA_BYTE)
          : null;
    }
  }

  private static String inetNtop(byte[] address) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(INET6_ADDRSTRLEN);
      MemorySegment source = arena.allocateFrom(JAVA_BYTE, address);
      long result = InetSys.inet_ntop(AF_INET6, source, text, INET6_ADDRSTRLEN);
      assertThat(result).isPositive();
      return Foreign.string(result);
    }
  }

  @Test
  void format_anyAddress_isReadBackByCAndSpelledAsCDoes() {
    Property.holds(
        random -> {
          byte[] address = EndpointTest.address6(random);
          String text = Inet6Text.format(address);
          assertThat(inetPton(text)).as(text).isEqualTo(address);
          String byC = inetNtop(address);
          assertThat(Inet6Text.parse(byC)).as(byC).isEqualTo(address);
          // The one difference: C writes the deprecated ::1.2.3.4 form, RFC 5952 does not.
          if (byC.indexOf('.') < 0) {
            assertThat(text).isEqualTo(byC);
          }
        });
  }

  @Test
  void parse_anyText_agreesWithC() {
    Property.holds(
        random -> {
          String text = almostAnAddress(random);
          assertThat(Inet6Text.parse(text)).as(text).isEqualTo(inetPton(text));
        });
  }

  /** Draws an address as text, and breaks it in places. */
  private static String almostAnAddress(Random random) {
    StringBuilder text = new StringBuilder(inetNtop(EndpointTest.address6(random)));
    String[] pieces = {":", "::", "0", "1.2.3.4", ".", "00", "ffff", "g", "", "255", "01", "é"};
    for (int i = random.nextInt(4); i > 0; i--) {
      int from = random.nextInt(text.length() + 1);
      int to = Math.min(text.length(), from + random.nextInt(3));
      text.replace(from, to, pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }
}
