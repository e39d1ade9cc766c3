package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Child;
import dev.sluice.NoLeakedDescriptors;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Slow clients, those that never read, that announce 2 GiB, and that come and go all the time:
 * servers end the first three, serve others meanwhile, and have in the end what they had before.
 */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class HostileClientsTest {
  private static final List<String> SMALL =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xmx64m",
          "--enable-native-access=ALL-UNNAMED");

  private static final Pattern USAGE =
      Pattern.compile(
          "(held|left): resident ([+-]\\d+) KiB, heap ([+-]\\d+) KiB, descriptors ([+-]\\d+) .*");

  @Test
  void hostileClients_ofThreeModels_areEnded_andOthersAreServed() throws Exception {
    attack(40, 400, "epoll-edge", "epoll-level", "virtual-threads");
  }

  @Test
  @Tag("soak")
  void manyHostileClients_areEnded_andOthersAreServed() throws Exception {
    attack(300, 8_000, "epoll-edge", "epoll-level", "virtual-threads");
  }

  @Test
  @Tag("soak")
  void hostileClients_ofOtherModels_areEnded_andOthersAreServed() throws Exception {
    attack(100, 2_000, "thread-per-connection", "poll", "nio", "non-blocking-polling");
  }

  private static void attack(int each, int churn, String... models) throws Exception {
    String[] arguments = new String[models.length + 2];
    arguments[0] = Integer.toString(each);
    arguments[1] = Integer.toString(churn);
    System.arraycopy(models, 0, arguments, 2, models.length);
    Child.Result result = Child.run(List.of(), SMALL, HostileMain.class, arguments);
    assertThat(result.exitCode()).as(result.output()).isZero();
    int clients = each * models.length;
    assertThat(result.output().lines())
        .contains(
            "slow clients ended: " + clients,
            "clients that never read ended: " + clients,
            "failures of handlers: 0");
    assertThat(result.output()).doesNotContain("Exception");
    // A slow one has a buffer of 16 KiB; one that does not read has what is above the high-water
    // mark, the longest frame, and what is between them: together less than 200 KiB.
    long heldKilobytes = usage(result, "held", 2);
    assertThat(heldKilobytes).as(result.output()).isLessThan(200L * clients + 16 * 1024);
    // What is given back stays with malloc, and with the JVM, up to a point.
    assertThat(usage(result, "left", 2)).as(result.output()).isLessThan(100L * clients + 16 * 1024);
    assertThat(usage(result, "left", 3)).as(result.output()).isLessThan(8 * 1024);
    assertThat(usage(result, "left", 4)).as(result.output()).isZero();
  }

  /** Returns a number of the last line of a kind: the first attack is to warm up. */
  private static long usage(Child.Result result, String when, int group) {
    MatchResult last =
        USAGE
            .matcher(result.output())
            .results()
            .filter(match -> match.group(1).equals(when))
            .reduce((_, next) -> next)
            .orElseThrow();
    return Long.parseLong(last.group(group));
  }
}
