package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds every constant, size and offset in Java against what C printed on this ABI. */
@ExtendWith(NoLeakedDescriptors.class)
class AbiGoldenTest {
  /** What differs between C libraries and does no harm: Java has glibc's. */
  private static final Set<String> GLIBC_ONLY =
      Set.of("const SOMAXCONN", "const NI_MAXHOST", "const O_ACCMODE");

  /** Declared half as wide in musl, with padding behind: the same bytes on little-endian. */
  private static final Set<String> HALF_IN_MUSL =
      Set.of(
          "fieldsize struct msghdr msg_iovlen",
          "fieldsize struct msghdr msg_controllen",
          "fieldsize struct cmsghdr cmsg_len");

  /** Constants of the probe that Java does without, and structs that only others contain. */
  private static final Set<String> NOT_IN_JAVA =
      Set.of(
          "const NFDBITS",
          "const O_LARGEFILE",
          "const SYS_epoll_pwait2",
          "const SYS_pidfd_getfd",
          "const SYS_pidfd_open",
          "const SYS_pidfd_send_signal",
          "sizeof struct __kernel_sockaddr_storage",
          "sizeof struct epoll_event",
          "sizeof struct stat");

  @Test
  void everyNumberInJava_isCsOnThisAbi() {
    compare(Facts.golden(Abi.name()));
  }

  /** Compares with facts of this ABI, whoever printed them. */
  static void compare(Facts facts) {
    Map<String, Long> expected = new TreeMap<>();
    Map<String, Long> actual = new TreeMap<>();
    JavaFacts.constants()
        .forEach(
            (name, value) -> {
              // C prints unsigned numbers as such; Java's int has the same 32 bits.
              Long number = facts.numbers().get("const " + name);
              if (number != null) {
                actual.put("const " + name, value);
                expected.put("const " + name, value == number.intValue() ? value : number);
              }
            });
    JavaFacts.layouts(facts)
        .forEach(
            (fact, value) -> {
              actual.put(fact, value);
              expected.put(fact, facts.number(fact));
            });
    if (facts.abi().endsWith("musl")) {
      actual.keySet().removeAll(GLIBC_ONLY);
      actual.keySet().removeAll(HALF_IN_MUSL);
      expected.keySet().retainAll(actual.keySet());
    }
    assertThat(actual).isEqualTo(expected).hasSizeGreaterThan(1_500);
  }

  @Test
  void everyNumberOfTheProbe_isInJava() {
    Facts facts = Facts.golden("x86_64-linux-glibc");
    Set<String> missing =
        facts.numbers().keySet().stream()
            .filter(fact -> fact.startsWith("const ") || fact.startsWith("sizeof struct "))
            .collect(Collectors.toCollection(TreeSet::new));
    JavaFacts.constants().keySet().forEach(name -> missing.remove("const " + name));
    missing.removeAll(JavaFacts.layouts(facts).keySet());
    assertThat(missing).containsExactlyInAnyOrderElementsOf(NOT_IN_JAVA);
  }

  @Test
  void everyConstantInJava_isInTheProbe() {
    Facts facts = Facts.golden("x86_64-linux-glibc");
    assertThat(JavaFacts.constants().keySet())
        .allSatisfy(name -> assertThat(facts.numbers()).containsKey("const " + name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64-linux-glibc", "x86_64-linux-musl", "aarch64-linux-glibc"})
  void epollEvent_bothLayoutsAreCs(String abi) {
    Facts facts = Facts.golden(abi);
    EpollEvent.Layout layout =
        abi.startsWith("x86_64") ? EpollEvent.Layout.PACKED : EpollEvent.Layout.ALIGNED;
    assertThat((long) layout.sizeof()).isEqualTo(facts.number("sizeof struct epoll_event"));
    assertThat((long) layout.dataOffset())
        .isEqualTo(facts.number("offsetof struct epoll_event data"));
    assertThat(facts.number("offsetof struct epoll_event events")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64-linux-glibc", "aarch64-linux-glibc"})
  void flagsOfOpen_dependOnTheProcessor(String abi) {
    if (Abi.name().equals(abi)) {
      assertThat((long) FileSys.O_TMPFILE).isEqualTo(Facts.golden(abi).number("const O_TMPFILE"));
    }
  }

  @Test
  void epollEvent_secondEventIsWhereCPutsIt() {
    for (EpollEvent.Layout layout :
        new EpollEvent.Layout[] {EpollEvent.Layout.PACKED, EpollEvent.Layout.ALIGNED}) {
      MemorySegment array = MemorySegment.ofArray(new byte[2 * layout.sizeof()]);
      layout.events(array, 0, -1);
      layout.data(array, 0, 0x0123456789abcdefL);
      layout.events(array, 1, 0x5);
      layout.data(array, 1, -2L);
      assertThat(layout.events(array, 0)).isEqualTo(-1);
      assertThat(layout.data(array, 0)).isEqualTo(0x0123456789abcdefL);
      assertThat(layout.events(array, 1)).isEqualTo(0x5);
      assertThat(layout.data(array, 1)).isEqualTo(-2L);
    }
  }

  @Test
  void pollfd_membersAreWhereCPutsThem() {
    Facts facts = Facts.golden(Abi.name());
    MemorySegment array = MemorySegment.ofArray(new byte[2 * Pollfd.SIZEOF]);
    long second = Pollfd.SIZEOF;
    Pollfd.set(array, 1, 0x11223344, PollSys.POLLRDHUP);
    array.set(
        java.lang.foreign.ValueLayout.JAVA_BYTE,
        second + facts.number("offsetof struct pollfd revents"),
        (byte) PollSys.POLLHUP);
    assertThat(Pollfd.fd(array, 1)).isEqualTo(0x11223344);
    assertThat(Pollfd.events(array, 1)).isEqualTo((short) PollSys.POLLRDHUP);
    assertThat(Pollfd.revents(array, 1)).isEqualTo((short) PollSys.POLLHUP);
    assertThat(dev.sluice.sys.Field.i32(0).get(array, second)).isEqualTo(0x11223344);
    assertThat(
            dev.sluice.sys.Field.u16(facts.number("offsetof struct pollfd events"))
                .get(array, second))
        .isEqualTo(PollSys.POLLRDHUP);
  }

  @Test
  void ancillaryData_isMeasuredAsInC() {
    Facts facts = Facts.golden("x86_64-linux-glibc");
    for (int length : new int[] {0, 1, 4, 8, 12, 16, 28, 64}) {
      if (length > 0) {
        assertThat(Cmsghdr.CMSG_ALIGN(length))
            .isEqualTo(facts.number("value CMSG_ALIGN(" + length + ")"));
      }
      assertThat(Cmsghdr.CMSG_LEN(length))
          .isEqualTo(facts.number("value CMSG_LEN(" + length + ")"));
      assertThat(Cmsghdr.CMSG_SPACE(length))
          .isEqualTo(facts.number("value CMSG_SPACE(" + length + ")"));
    }
  }

  @Test
  void bitFieldsOfTcpInfo_fillTheTwoBytesBetweenTheirNeighbours() {
    assertThat(TcpInfo.tcpi_options.offset()).isEqualTo(TcpInfo.tcpi_snd_wscale.offset() - 1);
    assertThat(TcpInfo.tcpi_rto.offset())
        .isEqualTo(TcpInfo.tcpi_delivery_rate_app_limited.offset() + 1);
    MemorySegment info = MemorySegment.ofArray(new byte[TcpInfo.SIZEOF]);
    dev.sluice.sys.Field.u8(6).set(info, 0x7a);
    dev.sluice.sys.Field.u8(7).set(info, 0b101);
    assertThat(TcpInfo.tcpi_snd_wscale.get(info)).isEqualTo(0xa);
    assertThat(TcpInfo.tcpi_rcv_wscale.get(info)).isEqualTo(0x7);
    assertThat(TcpInfo.tcpi_delivery_rate_app_limited.get(info)).isEqualTo(1);
    assertThat(TcpInfo.tcpi_fastopen_client_fail.get(info)).isEqualTo(2);
  }
}
