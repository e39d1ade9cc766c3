package dev.sluice.net;

import static dev.sluice.net.AddressHints.ANY;
import static dev.sluice.net.AddressHints.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.sys.NetDbSys;
import dev.sluice.sys.SocketConstants;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class NamesTest {
  private static final InetEndpoint LOOPBACK80 = InetEndpoint.loopback(Family.INET4, 80);

  @Test
  void hostName_thisMachine_isWhatTheKernelSays() throws Exception {
    assertThat(Names.hostName())
        .isEqualTo(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
  }

  @Test
  void addresses_addressInDigits_needsNoNameServer() throws Exception {
    List<AddressInfo> found =
        Names.addresses("127.0.0.1", "80", STREAM.numericHost().numericService());
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().endpoint()).isEqualTo(LOOPBACK80);
    assertThat(found.getFirst().type()).isEqualTo(SocketConstants.SOCK_STREAM);
    assertThat(found.getFirst().protocol()).isEqualTo(6);
    assertThat(found.getFirst().canonicalName()).isNull();
  }

  @Test
  void addresses_anyType_returnsOneResultPerType() throws Exception {
    // getaddrinfo(3): without ai_socktype every type that the service can have is returned.
    assertThat(Names.addresses("127.0.0.1", "80", ANY))
        .extracting(AddressInfo::type)
        .contains(SocketConstants.SOCK_STREAM, SocketConstants.SOCK_DGRAM);
  }

  @Test
  void addresses_scopedAddress_keepsTheScope() throws Exception {
    assertThat(Names.addresses("fe80::1%lo", "9", STREAM.numericHost()).getFirst().endpoint())
        .isEqualTo(Endpoint.parse("[fe80::1%1]:9"));
  }

  @Test
  void addresses_localhost_includesLoopback() throws Exception {
    assertThat(Names.addresses("localhost", "80", STREAM.withFamily(Family.INET4)))
        .extracting(AddressInfo::endpoint)
        .contains(LOOPBACK80);
  }

  @Test
  void addresses_noHost_isLoopbackOrTheWildcardToBindTo() throws Exception {
    AddressHints hints = STREAM.withFamily(Family.INET4);
    assertThat(Names.addresses(null, "80", hints).getFirst().endpoint()).isEqualTo(LOOPBACK80);
    assertThat(Names.addresses(null, "80", hints.passive()).getFirst().endpoint())
        .isEqualTo(InetEndpoint.any(Family.INET4, 80));
  }

  @Test
  void addresses_canonicalNameWanted_standsInTheFirstResult() throws Exception {
    assertThat(Names.addresses("localhost", null, STREAM.withCanonicalName()).getFirst())
        .extracting(AddressInfo::canonicalName)
        .isNotNull();
  }

  @Test
  void addresses_noSuchAddress_saysWhichAndWhy() {
    assertThatExceptionOfType(NameException.class)
        .isThrownBy(() -> Names.addresses("nonsense", "80", STREAM.numericHost()))
        .withMessage("getaddrinfo(nonsense): EAI_NONAME (-2) Name or service not known")
        .satisfies(e -> assertThat(e.code()).isEqualTo(NetDbSys.EAI_NONAME))
        .satisfies(e -> assertThat(e.isTemporary()).isFalse());
  }

  @Test
  void addresses_serviceInWordsWhereDigitsAreWanted_isRefused() {
    assertThatExceptionOfType(NameException.class)
        .isThrownBy(() -> Names.addresses("127.0.0.1", "http", STREAM.numericService()));
  }

  @Test
  void addresses_nothingAsked_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Names.addresses(null, null, ANY))
        .withMessage("a lookup needs a host or a service");
  }

  @Test
  void addressesLater_goodAndBadNames_completeBothWays() throws Exception {
    assertThat(Names.addressesLater("127.0.0.1", "80", STREAM).get(30, TimeUnit.SECONDS))
        .extracting(AddressInfo::endpoint)
        .containsExactly(LOOPBACK80);
    assertThat(Names.addressesLater("nonsense", "80", STREAM.numericHost()))
        .failsWithin(30, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(NameException.class);
  }

  @Test
  void nameOf_inDigits_isTheAddressItself() throws Exception {
    int digits = NetDbSys.NI_NUMERICHOST | NetDbSys.NI_NUMERICSERV;
    assertThat(Names.nameOf((InetEndpoint) Endpoint.parse("[::1]:8080"), digits))
        .isEqualTo(new Names.HostAndService("::1", "8080"));
  }

  @Test
  void nameOf_loopback_isANameThatLeadsBack() throws Exception {
    String name = Names.nameOf(LOOPBACK80, NetDbSys.NI_NUMERICSERV).host();
    assertThat(InetAddress.getAllByName(name))
        .contains(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }
}
