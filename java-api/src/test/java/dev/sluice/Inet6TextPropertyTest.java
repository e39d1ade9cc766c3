package dev.sluice;

import static dev.sluice.sys.SocketConstants.AF_INET6;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sys.Foreign;
import dev.sluice.sys.InetSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.jspecify.annotations.Nullable;

/** IPv6 text, held against the C library's. */
@AddLifecycleHook(NoLeakedDescriptors.class)
class Inet6TextPropertyTest {
  private static final int INET6_ADDRSTRLEN = 46;
  private static final int TEXT_LENGTH = 45;

  /** What breaks a text: some of its characters, from one place on, give way to a piece. */
  private record Edit(int place, int length, String piece) {
    String apply(String text) {
      int from = place % (text.length() + 1);
      int to = Math.min(text.length(), from + length);
      return text.substring(0, from) + piece + text.substring(to);
    }
  }

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

  @Provide
  static Arbitrary<byte[]> addresses() {
    return Endpoints.address6();
  }

  /** Returns addresses as text, broken in places. */
  @Provide
  static Arbitrary<String> almostAddresses() {
    Arbitrary<Edit> edits =
        Combinators.combine(
                Arbitraries.integers().between(0, TEXT_LENGTH),
                Arbitraries.integers().between(0, 2),
                Arbitraries.of(
                    ":", "::", "0", "1.2.3.4", ".", "00", "ffff", "g", "", "255", "01", "é"))
            .as(Edit::new);
    return Combinators.combine(
            Endpoints.address6().map(Inet6TextPropertyTest::inetNtop), edits.list().ofMaxSize(3))
        .as(Inet6TextPropertyTest::apply);
  }

  private static String apply(String text, List<Edit> edits) {
    String edited = text;
    for (Edit edit : edits) {
      edited = edit.apply(edited);
    }
    return edited;
  }

  @Property
  void format_anyAddress_isReadBackByCAndSpelledAsCDoes(@ForAll("addresses") byte[] address) {
    String text = Inet6Text.format(address);
    assertThat(inetPton(text)).as(text).isEqualTo(address);
    String byC = inetNtop(address);
    assertThat(Inet6Text.parse(byC)).as(byC).isEqualTo(address);
    // The one difference: C writes the deprecated ::1.2.3.4 form, RFC 5952 does not.
    if (byC.indexOf('.') < 0) {
      assertThat(text).isEqualTo(byC);
    }
  }

  @Property
  void parse_anyText_agreesWithC(@ForAll("almostAddresses") String text) {
    assertThat(Inet6Text.parse(text)).as(text).isEqualTo(inetPton(text));
  }
}
