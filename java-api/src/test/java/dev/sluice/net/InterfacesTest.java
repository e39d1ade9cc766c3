package dev.sluice.net;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.Child;
import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.PacketEndpoint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Interfaces, held against what sysfs and {@code ip} say of them. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class InterfacesTest {
  private static final Path SYS = Path.of("/sys/class/net");

  private static Map<Integer, String> sysInterfaces() throws Exception {
    Map<Integer, String> all = new TreeMap<>();
    try (Stream<Path> devices = Files.list(SYS)) {
      for (Path device : devices.filter(Files::isDirectory).toList()) {
        all.put(
            Integer.parseInt(Files.readString(device.resolve("ifindex")).strip()),
            requireNonNull(device.getFileName()).toString());
      }
    }
    return all;
  }

  private static String sys(String name, String file) throws Exception {
    return Files.readString(SYS.resolve(name).resolve(file)).strip();
  }

  @Test
  void list_isWhatSysSays() throws Exception {
    Map<Integer, String> listed = new TreeMap<>();
    for (Interfaces.Named each : Interfaces.list()) {
      listed.put(each.index(), each.name());
      assertThat(Interfaces.indexOf(each.name())).isEqualTo(each.index());
      assertThat(Interfaces.nameOf(each.index())).isEqualTo(each.name());
    }
    assertThat(listed).isEqualTo(sysInterfaces()).containsValue("lo");
  }

  private static void assertErrno(
      Errno expected, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.errno()).isEqualTo(expected));
  }

  @Test
  void namesAndNumbersOfNobody_areRefused() {
    assertErrno(Errno.ENODEV, () -> Interfaces.indexOf("none-such"));
    assertErrno(Errno.ENODEV, () -> Interfaces.indexOf(""));
    // The C library cuts names at 15 bytes, or at a NUL, and would find another interface.
    assertErrno(Errno.ENODEV, () -> Interfaces.indexOf("lo\0"));
    assertErrno(Errno.ENODEV, () -> Interfaces.indexOf("a-name-of-16-byt"));
    assertErrno(Errno.ENXIO, () -> Interfaces.nameOf(Integer.MAX_VALUE));
    assertErrno(Errno.ENXIO, () -> Interfaces.nameOf(0));
  }

  @Test
  void hardwareAddresses_areWhatSysSays() throws Exception {
    List<String> seen = new ArrayList<>();
    for (InterfaceAddress each : Interfaces.addresses()) {
      if (each.address() instanceof PacketEndpoint packet) {
        seen.add(each.name());
        assertThat(packet.interfaceIndex()).isEqualTo(Interfaces.indexOf(each.name()));
        assertThat(packet.hardwareType()).isEqualTo(Integer.parseInt(sys(each.name(), "type")));
        assertThat(HexFormat.ofDelimiter(":").formatHex(packet.address()))
            .isEqualTo(sys(each.name(), "address"));
        // sysfs shows the flags that were set; RUNNING and its like come from the driver.
        int set = Integer.decode(sys(each.name(), "flags"));
        assertThat(each.flags().containsAll(InterfaceFlags.of(set & 0x3FF & ~0x40))).isTrue();
      }
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(sysInterfaces().values());
  }

  /** One line of {@code ip -oneline address}. */
  private static final Pattern LINE =
      Pattern.compile(
          "\\d+: (\\S+)\\s+inet6? ([^/ ]+)(?: peer ([^/ ]+))?/(\\d+)(?:.* brd (\\S+))?.*");

  private static List<String> ip() throws Exception {
    Child.assumeProgram("ip");
    Process ip = new ProcessBuilder("ip", "-oneline", "address").redirectErrorStream(true).start();
    String text = new String(ip.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(ip.waitFor()).as(text).isZero();
    List<String> facts = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      assertThat(matcher.matches()).as(line).isTrue();
      facts.add(
          matcher.group(1)
              + " "
              + matcher.group(2)
              + "/"
              + matcher.group(4)
              + (matcher.group(5) == null ? "" : " brd " + matcher.group(5)));
    }
    return facts;
  }

  private static String fact(InterfaceAddress address) {
    InetEndpoint inet = (InetEndpoint) requireNonNull(address.address());
    int prefix = 0;
    for (byte b : ((InetEndpoint) requireNonNull(address.netmask())).address()) {
      prefix += Integer.bitCount(b & 0xFF);
    }
    return address.name()
        + " "
        + Inet.ntop(inet.address())
        + "/"
        + prefix
        + broadcast(inet, address.broadcast());
  }

  /** Without a broadcast address the C library repeats the address. */
  private static String broadcast(InetEndpoint of, @Nullable Endpoint broadcast) {
    return broadcast instanceof InetEndpoint inet && !inet.equals(of)
        ? " brd " + Inet.ntop(inet.address())
        : "";
  }

  @Test
  void internetAddresses_areWhatIpSays() throws Exception {
    List<String> expected = ip();
    List<String> listed = new ArrayList<>();
    for (InterfaceAddress each : Interfaces.addresses()) {
      if (each.address() instanceof InetEndpoint) {
        listed.add(fact(each));
      }
    }
    assertThat(listed).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void loopback_hasItsFlagsAndAddress() throws Exception {
    InterfaceFlags expected =
        InterfaceFlags.UP.and(InterfaceFlags.LOOPBACK).and(InterfaceFlags.RUNNING);
    assertThat(Interfaces.addresses())
        .anySatisfy(
            each -> {
              assertThat(each.name()).isEqualTo("lo");
              assertThat(each.address()).isEqualTo(InetEndpoint.loopback(Family.INET4, 0));
              assertThat(each.netmask()).hasToString("255.0.0.0:0");
              assertThat(each.broadcast()).isNull();
              assertThat(each.destination()).isNull();
              assertThat(each.flags().containsAll(expected)).isTrue();
              assertThat(each.flags().intersects(InterfaceFlags.BROADCAST)).isFalse();
            });
  }

  @Test
  void flags_print_theirNamesAndWhatHasNone() {
    assertThat(InterfaceFlags.of(0x10049)).hasToString("IFF_UP|IFF_LOOPBACK|IFF_RUNNING|0x10000");
    assertThat(InterfaceFlags.of(0)).hasToString("0x0");
    assertThat(InterfaceFlags.of(1)).isEqualTo(InterfaceFlags.UP);
  }
}
