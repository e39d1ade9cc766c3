package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/** Endpoints as values and as text, whatever they hold. */
@AddLifecycleHook(NoLeakedDescriptors.class)
class EndpointPropertyTest {
  @Provide
  static Arbitrary<Endpoint> printable() {
    return Endpoints.printable();
  }

  @Provide
  static Arbitrary<Endpoint> ofJavaNet() {
    return Endpoints.ofJavaNet();
  }

  /** Returns text of the letters that endpoints consist of, often behind the prefix of one. */
  @Provide
  static Arbitrary<String> almostEndpoints() {
    Arbitrary<String> prefixes =
        Arbitraries.of("", "", "unix:", "vsock:", "netlink:", "packet:", "family:", "packet:1:0x");
    Arbitrary<String> rest =
        Arbitraries.strings().withChars("0123456789abcdef:::...[]%@\\xunix/ -é\0*").ofMaxLength(23);
    return Combinators.combine(prefixes, rest).as(String::concat);
  }

  @Property
  @StatisticsReport(StatisticsReportMode.OFF)
  void parse_whatToStringPrints_isTheSame(@ForAll("printable") Endpoint endpoint) {
    assertThat(Endpoint.parse(endpoint.toString()))
        .isEqualTo(endpoint)
        .hasSameHashCodeAs(endpoint)
        .hasToString(endpoint.toString());
    checkThatEachKindIsTried(endpoint);
  }

  /** Whoever adds a kind of endpoint has to add it to {@link Endpoints}. */
  private static void checkThatEachKindIsTried(Endpoint endpoint) {
    Statistics.collect(endpoint.getClass());
    Statistics.coverage(
        coverage -> {
          for (Class<?> kind : Endpoint.class.getPermittedSubclasses()) {
            coverage.check(kind).count(tries -> tries > 0);
          }
        });
  }

  @Property
  void parse_anyText_parsesOrRefusesWithASentence(@ForAll("almostEndpoints") String text) {
    Endpoint parsed;
    try {
      parsed = Endpoint.parse(text);
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).containsAnyOf("not an endpoint: ", "an AF_UNIX ");
      return;
    }
    assertThat(Endpoint.parse(parsed.toString())).isEqualTo(parsed);
  }

  @Property
  void socketAddress_bothWays_isTheSame(@ForAll("ofJavaNet") Endpoint endpoint) {
    assertThat(Endpoint.of(endpoint.toSocketAddress())).isEqualTo(endpoint);
  }
}
