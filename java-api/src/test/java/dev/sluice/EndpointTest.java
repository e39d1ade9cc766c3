package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints as values and as text, spelling by spelling. */
@ExtendWith(NoLeakedDescriptors.class)
class EndpointTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1:80 | 127.0.0.1:80",
        "0.0.0.0:0 | 0.0.0.0:0",
        "255.255.255.255:65535 | 255.255.255.255:65535",
        "[::1]:80 | [::1]:80",
        "[0:0:0:0:0:0:0:0]:1 | [::]:1",
        "[2001:DB8::0:1]:443 | [2001:db8::1]:443",
        "[1:0:0:2:0:0:0:3]:1 | [1:0:0:2::3]:1",
        "[1:0:2:0:3:0:4:0]:1 | [1:0:2:0:3:0:4:0]:1",
        "[::ffff:1.2.3.4]:1 | [::ffff:1.2.3.4]:1",
        "[::1.2.3.4]:1 | [::102:304]:1",
        "[1:2:3:4:5:6:7::]:1 | [1:2:3:4:5:6:7:0]:1",
        "[fe80::1%2]:80 | [fe80::1%2]:80",
        "[fe80::1%4294967295]:80 | [fe80::1%4294967295]:80",
        "unix: | unix:",
        "unix:/run/app.sock | unix:/run/app.sock",
        "unix:relative name | unix:relative name",
        "unix:@name | unix:@name",
        "unix:@ | unix:@",
        "unix:\\x40name | unix:\\x40name",
        "unix:@a\\x00b\\\\ | unix:@a\\x00b\\\\",
        "unix:/\\xff | unix:/\\xff",
        "unix:/\\xc3\\xa9 | unix:/é",
      })
  void parse_spelling_printsTheCanonicalOne(String spelling, String canonical) {
    assertThat(Endpoint.parse(spelling)).hasToString(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "localhost | there is no port: write HOST:PORT, [IPV6]:PORT or unix:PATH",
        "1.2.3.4:70000 | a port is a number between 0 and 65535, not '70000'",
        "1.2.3.4: | a port is a number between 0 and 65535, not ''",
        "1.2.3.4:-1 | a port is a number between 0 and 65535, not '-1'",
        "1.2.3.4:٣ | a port is a number between 0 and 65535, not '٣'",
        "1.2.3.4:99999999999999 | a port is a number between 0 and 65535, not '99999999999999'",
        "::1:80 | an IPv6 address stands in brackets: write [IPV6]:PORT",
        "[fe80::1%eth0]:80 | a scope id is an interface index, not 'eth0'",
        "[fe80::1%4294967296]:80 | a scope id is an interface index, not '4294967296'",
        "[fe80::1%]:80 | a scope id is an interface index, not ''",
        "unix:\\q | after a backslash comes xHH or a backslash",
        "unix:@\\x4 | after a backslash comes xHH or a backslash",
      })
  void parse_wrong_saysWhat(String text, String why) {
    String shown = text.startsWith("unix:@") ? "unix:" + text.substring(6) : text;
    assertThatThrownBy(() -> Endpoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not an endpoint: '" + shown + "': " + why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:80",
        "1.2.3:80",
        "1.2.3.4.5:80",
        "01.2.3.4:80",
        "256.1.1.1:80",
        "1.2.3.:80",
        "[]:80",
        "[:]:80",
        "[:::]:80",
        "[1::2::3]:80",
        "[1:2:3:4:5:6:7]:80",
        "[g::]:80",
        "[1:2:3:4:5:6:7:8:9]:80",
        "[12345::]:80",
        "[1.2.3.4::]:80",
        "[1.2.3.4:1::]:80",
        "[1:2:3:4:5:6:7:1.2.3.4]:80",
        "[::1.2.3]:80",
        "[::1.2.3.256]:80",
        "[1:2:3:4:5:6:7:8::]:80",
      })
  void parse_noAddress_saysThatNamesAreNotResolved(String text) {
    String host = text.substring(0, text.lastIndexOf(':')).replaceAll("[\\[\\]]", "");
    assertThatThrownBy(() -> Endpoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "not an endpoint: '%s': '%s' is no numeric address; names are not resolved here,"
                + " look it up first",
            text, host);
  }

  @Test
  void of_wrongParts_saysWhat() {
    assertThatThrownBy(() -> InetEndpoint.of(new byte[4], 70000))
        .hasMessage("a port is between 0 and 65535, not 70000");
    assertThatThrownBy(() -> InetEndpoint.of(new byte[4], -1))
        .hasMessage("a port is between 0 and 65535, not -1");
    assertThatThrownBy(() -> InetEndpoint.of(new byte[5], 1))
        .hasMessage("an address has 4 bytes (IPv4) or 16 (IPv6), not 5");
    assertThatThrownBy(() -> InetEndpoint.of(new byte[4], 1, 2, 0))
        .hasMessage("an IPv4 address has no scope id and no flow info");
    assertThatThrownBy(() -> InetEndpoint.loopback(Family.UNIX, 1))
        .hasMessage("an IPv4 or IPv6 address, not one of AF_UNIX: that has an endpoint of its own");
  }

  @Test
  void unix_wrongNames_saysWhat() {
    assertThatThrownBy(() -> UnixEndpoint.path(""))
        .hasMessage("an AF_UNIX path is not empty; unnamed() is another kind");
    assertThatThrownBy(() -> UnixEndpoint.path("/a\0b"))
        .hasMessage("an AF_UNIX path has no NUL, and this has one at byte 2: unix:/a\\x00b");
    String longest = "x".repeat(UnixEndpoint.SUN_PATH_BYTES);
    assertThat(UnixEndpoint.path(longest).name()).hasSize(108);
    assertThatThrownBy(() -> UnixEndpoint.path(longest + "y"))
        .hasMessage(
            "an AF_UNIX path has at most 108 bytes, and this has 109: unix:%sy; choose a shorter"
                + " one, or bind relative to the working directory",
            longest);
    assertThatThrownBy(() -> UnixEndpoint.abstractName(longest))
        .hasMessageStartingWith("an AF_UNIX abstract name has at most 107 bytes, and this has 108");
  }

  @Test
  void values_areCopiesBothWays() {
    byte[] bytes = {127, 0, 0, 1};
    InetEndpoint endpoint = InetEndpoint.of(bytes, 80);
    bytes[0] = 1;
    endpoint.address()[0] = 1;
    assertThat(endpoint).hasToString("127.0.0.1:80").isEqualTo(Endpoint.parse("127.0.0.1:80"));
    byte[] name = "name".getBytes(StandardCharsets.UTF_8);
    UnixEndpoint unix = UnixEndpoint.path(name);
    name[0] = 'x';
    unix.name()[0] = 'x';
    assertThat(unix).hasToString("unix:name");
  }

  @Test
  void equals_mappedAndPlain_differAsInTheKernel() {
    assertThat(Endpoint.parse("[::ffff:1.2.3.4]:80"))
        .isNotEqualTo(Endpoint.parse("1.2.3.4:80"))
        .returns(Family.INET6, Endpoint::family);
    assertThat(Endpoint.parse("[fe80::1%1]:80")).isNotEqualTo(Endpoint.parse("[fe80::1%2]:80"));
    assertThat(UnixEndpoint.path("a")).isNotEqualTo(UnixEndpoint.abstractName("a"));
  }

  @Test
  void socketAddress_unix_pathAndUnnamed() {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of("/tmp/x");
    assertThat(Endpoint.of(address)).isEqualTo(UnixEndpoint.path("/tmp/x"));
    assertThat(UnixEndpoint.path("/tmp/x").toSocketAddress()).isEqualTo(address);
    UnixDomainSocketAddress unnamed = UnixDomainSocketAddress.of("");
    assertThat(UnixEndpoint.unnamed().toSocketAddress()).isEqualTo(unnamed);
    assertThat(Endpoint.of(unnamed)).isSameAs(UnixEndpoint.unnamed());
  }

  @Test
  void toSocketAddress_whatJavaCannotExpress_isRefused() {
    assertThatThrownBy(() -> UnixEndpoint.abstractName("a").toSocketAddress())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("java.net.UnixDomainSocketAddress cannot express unix:@a");
    assertThatThrownBy(() -> UnixEndpoint.path(new byte[] {'/', -1}).toSocketAddress())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("java.net.UnixDomainSocketAddress cannot express unix:/\\xff");
  }

  @Test
  void of_unresolved_saysToLookItUp() throws Exception {
    assertThatThrownBy(() -> Endpoint.of(InetSocketAddress.createUnresolved("example.test", 80)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("example.test is not resolved: look the name up first");
    assertThat(Endpoint.of(new InetSocketAddress(InetAddress.getByName("::1"), 80)))
        .hasToString("[::1]:80");
  }

  @Test
  void linuxFamilies_print_theirNumbersUnsigned() {
    assertThat(VsockEndpoint.of(VsockEndpoint.ANY, VsockEndpoint.ANY_PORT))
        .hasToString("vsock:*:*");
    assertThat(VsockEndpoint.of(VsockEndpoint.HOST, -2)).hasToString("vsock:2:4294967294");
    assertThat(NetlinkEndpoint.kernel()).hasToString("netlink:0");
    assertThat(NetlinkEndpoint.of(-1, 0x11)).hasToString("netlink:4294967295/0x11");
    assertThat(PacketEndpoint.of(0x800, 2)).hasToString("packet:2:0x0800");
    assertThat(PacketEndpoint.of(3, 2, new byte[] {2, 0, (byte) 0xAB}))
        .hasToString("packet:2:0x0003/02:00:ab");
    assertThat(OpaqueEndpoint.of(Family.of(29), new byte[] {1, -1})).hasToString("family:29:01ff");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vsock:1|write vsock:CID:PORT",
        "vsock:1:x|'x' is no number between 0 and 4294967295",
        "vsock:4294967296:1|'4294967296' is no number",
        "netlink:|'' is no number",
        "netlink:1/7|'7' is not 0x and at most 8 hexadecimal digits",
        "packet:lo|write packet:INTERFACE:0xPROTOCOL",
        "packet:1:0x10000|at most 4 hexadecimal digits",
        "packet:1:0x0800/1:2|a hardware address is pairs",
        "family:1|write family:NUMBER:BYTES",
        "family:99999:00|a family is between 0 and 65535",
        "family:1:0|bytes as pairs of hexadecimal digits"
      })
  void parse_linuxFamiliesMisspelled_saysWhatIsWrong(String text, String why) {
    assertThatThrownBy(() -> Endpoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not an endpoint: '" + text + "'")
        .hasMessageContaining(why);
  }

  @Test
  void linuxFamilies_partsThatDoNotFit_areRefused() {
    assertThatThrownBy(() -> PacketEndpoint.of(65536, 1))
        .hasMessageContaining("between 0 and 65535");
    assertThatThrownBy(() -> PacketEndpoint.of(1, 1, new byte[33]))
        .hasMessage("a hardware address has at most 32 bytes, not 33");
    assertThatThrownBy(() -> PacketEndpoint.of(1, 1, new byte[6], 1, 256))
        .hasMessage("a packet type is one byte, not 256");
    assertThatThrownBy(() -> OpaqueEndpoint.of(Family.of(1), new byte[127]))
        .hasMessageContaining("at most 126 bytes");
    assertThatThrownBy(() -> VsockEndpoint.of(1, 1, -1)).hasMessageContaining("one byte");
    assertThatThrownBy(() -> Family.of(65536)).hasMessageContaining("between 0 and 65535");
  }

  @Test
  void linuxFamilies_forJavaNet_areRefusedByName() {
    assertThatThrownBy(() -> NetlinkEndpoint.kernel().toSocketAddress())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("java.net has no address of AF_NETLINK and cannot express netlink:0");
  }

  @Test
  void family_sameNumber_isTheSameObject() {
    assertThat(Family.of(2)).isSameAs(Family.INET4).hasToString("AF_INET");
    assertThat(Family.of(77)).isSameAs(Family.of(77)).hasToString("family 77");
    assertThat(Family.of(77).number()).isEqualTo(77);
  }
}
