package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.NoLeakedDescriptors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Multicast and broadcast as traffic, in a network namespace of our own: {@link MulticastMain} runs
 * there once, and each test looks at what it saw.
 */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class MulticastTest {
  private static final List<String> TWO_INTERFACES =
      List.of(
          "ip link set lo up",
          "ip link add one type veth peer name one-end",
          "ip link add other type veth peer name other-end",
          "ip link set one up",
          "ip link set one-end up",
          "ip link set other up",
          "ip link set other-end up",
          "ip address add 10.9.0.1/24 brd + dev one",
          "ip address add 10.9.0.2/24 brd + dev one",
          "ip address add 10.8.0.1/24 brd + dev other",
          "ip address add fd09::1/64 dev one nodad",
          "ip address add fd09::2/64 dev one nodad",
          "ip address add fd08::1/64 dev other nodad");

  private static Map<String, String> facts = Map.of();

  @BeforeAll
  static void runOnce() throws Exception {
    facts = Namespace.run(TWO_INTERFACES, MulticastMain.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"IPv4", "IPv6"})
  void anySource_joinedAndLeft_isHeardWhileJoined(String family) {
    assertThat(facts)
        .containsEntry(family + " any source", "[a, b]")
        .containsEntry(family + " any source joined", "1")
        .containsEntry(family + " after leaving", "[]")
        .containsEntry(family + " after leaving joined", "0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"IPv4", "IPv6"})
  void source_blockedAndUnblocked_isSilentInBetween(String family) {
    // ip(7): the filter of the group is the union of what its sockets want, so /proc lists it.
    assertThat(facts)
        .containsEntry(family + " one blocked", "[b]")
        .containsEntry(family + " one blocked filters", "1")
        .containsEntry(family + " unblocked", "[a, b]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"IPv4", "IPv6"})
  void sourceSpecific_joins_hearTheirSourcesOnly(String family) {
    assertThat(facts)
        .containsEntry(family + " one source", "[a]")
        .containsEntry(family + " one source filters", "1")
        .containsEntry(family + " two sources", "[a, b]")
        .containsEntry(family + " one source left", "[b]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"IPv4", "IPv6"})
  void groupOfAnotherSocket_isHeardUnlessAllIsOff(String family) {
    // ip(7): IP_MULTICAST_ALL is on by default, and brings groups that others have joined.
    assertThat(facts)
        .containsEntry(family + " member", "a")
        .containsEntry(family + " stranger", "a")
        .containsEntry(family + " member again", "a")
        .containsEntry(family + " stranger without ALL", "[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"IPv4", "IPv6"})
  void hopsLoopAndInterface_ofTheSender_decideWhereItGoes(String family) {
    assertThat(facts)
        .containsEntry(family + " hops", "3")
        .containsEntry(family + " without loop", "[]")
        .containsEntry(family + " with loop", "[a]")
        .containsEntry(family + " by the wrong interface", "[]")
        .containsEntry(family + " by the right interface", "[b]");
  }

  @Test
  void broadcast_withoutTheOption_isRefusedAndWithItHeard() {
    // ip(7): EACCES for a broadcast address without SO_BROADCAST, when sending and connecting.
    assertThat(facts)
        .containsEntry("broadcast refused", "EACCES")
        .containsEntry("broadcast connect refused", "EACCES")
        .containsEntry("broadcast", "all")
        .containsEntry("broadcast from", "10.9.0.1");
  }
}
