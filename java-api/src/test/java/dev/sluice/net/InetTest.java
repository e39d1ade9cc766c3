package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.Family;
import dev.sluice.NoLeakedDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeakedDescriptors.class)
class InetTest {
  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "127.0.0.1", "255.255.255.255"})
  void pton_ipv4_comesBackFromNtop(String text) {
    assertThat(Inet.ntop(Inet.pton(Family.INET4, text))).isEqualTo(text);
    assertThat(Inet.ntoa(Inet.aton(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"::", "::1", "fe80::1", "2001:db8::8:0:1", "::ffff:1.2.3.4"})
  void pton_ipv6_comesBackFromNtop(String text) {
    assertThat(Inet.ntop(Inet.pton(Family.INET6, text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1.2.3", "1.2.3.256", "127.0.0.1:80", "localhost"})
  void pton_noAddress_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Inet.pton(Family.INET4, text))
        .withMessage("no AF_INET address: '" + text + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.1", "0x7f000001", "0177.0.0.1", "2130706433"})
  void aton_oldNotations_areAllLoopback(String text) {
    // inet(3): a.b, a.b.c and a alone are read too, each part in C's notation of numbers.
    assertThat(Inet.aton(text)).containsExactly(127, 0, 0, 1);
  }

  @Test
  void aton_noAddress_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Inet.aton("localhost"));
  }

  @Test
  void byteOrder_numbers_areSwappedAndSwappedBack() {
    // byteorder(3): the network's order is most significant byte first.
    assertThat(Inet.htons(0x1234)).isEqualTo(0x3412);
    assertThat(Inet.htonl(0x12345678)).isEqualTo(0x78563412);
    assertThat(Inet.ntohs(Inet.htons(65535))).isEqualTo(65535);
    assertThat(Inet.ntohl(Inet.htonl(-2))).isEqualTo(-2);
  }

  @Test
  void pton_unixFamily_hasNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Inet.pton(Family.UNIX, "x"))
        .withMessage("AF_UNIX has no numeric addresses");
  }
}
