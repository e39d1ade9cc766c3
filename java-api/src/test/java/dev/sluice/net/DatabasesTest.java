package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.Family;
import dev.sluice.NoLeakedDescriptors;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class DatabasesTest {
  private static void assumeFile(String path) {
    assumeTrue(Files.exists(Path.of(path)), path + " is not there: install netbase");
  }

  @Test
  void hostByName_localhost_hasLoopback() throws Exception {
    Databases.Host host = Databases.hostByName("localhost", Family.INET4);
    assertThat(host.name()).isNotEmpty();
    assertThat(host.addresses()).contains(new byte[] {127, 0, 0, 1});
  }

  @Test
  void hostByAddress_loopback_hasANameThatLeadsBack() throws Exception {
    byte[] loopback = {127, 0, 0, 1};
    String name = Databases.hostByAddress(loopback).name();
    assertThat(Databases.hostByName(name, Family.INET4).addresses()).contains(loopback);
  }

  @Test
  void hostByAddress_wrongLength_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Databases.hostByAddress(new byte[5]))
        .withMessage("an address has 4 bytes (IPv4) or 16 (IPv6), not 5");
  }

  @Test
  void serviceByName_http_isPort80AndBack() throws Exception {
    assumeFile("/etc/services");
    Databases.Service http = Databases.serviceByName("http", "tcp");
    assertThat(http.port()).isEqualTo(80);
    assertThat(http.protocol()).isEqualTo("tcp");
    Databases.Service again = Databases.serviceByPort(80, "tcp");
    assertThat(again.name()).isEqualTo(http.name());
    assertThat(again.aliases()).isEqualTo(http.aliases());
  }

  @Test
  void serviceByName_absent_saysSo() {
    assertThatExceptionOfType(NameException.class)
        .isThrownBy(() -> Databases.serviceByName("no-such-service", "tcp"))
        .withMessageStartingWith("getservbyname(no-such-service, tcp): EAI_NONAME (-2)");
  }

  @Test
  void protocolByName_icmp_isOneAndBack() throws Exception {
    assumeFile("/etc/protocols");
    assertThat(Databases.protocolByName("icmp").number()).isEqualTo(1);
    assertThat(Databases.protocolByNumber(1).name()).isEqualTo("icmp");
    assertThat(Databases.protocolByNumber(1).aliases()).contains("ICMP");
  }
}
