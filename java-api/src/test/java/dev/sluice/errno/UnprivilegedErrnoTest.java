package dev.sluice.errno;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Child;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.sys.CredentialsSys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is refused to those without capabilities, without descriptors, and on a read-only file
 * system. One process in that state tries all rows; root enters it by {@code unshare} and {@code
 * setpriv}.
 */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class UnprivilegedErrnoTest {
  private static final Map<String, String[]> OUTCOMES = new HashMap<>();

  static List<ErrnoRow> rows() {
    return new UnprivilegedRows().rows();
  }

  @BeforeAll
  static void tryThem() throws Exception {
    Child.assumeProgram("prlimit");
    List<String> prefix = new ArrayList<>(List.of("prlimit", "--nofile=300:300"));
    if (CredentialsSys.geteuid() == 0) {
      Child.assumeProgram("unshare");
      Child.assumeProgram("setpriv");
      String mount = "mount -t tmpfs -o ro none /mnt && exec \"$@\"";
      prefix.addAll(List.of("unshare", "--mount", "sh", "-c", mount, "sh"));
      prefix.addAll(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"));
    }
    Child.Result result = Child.run(prefix, UnprivilegedRows.class);
    assertThat(result.exitCode()).as(result.output()).isZero();
    for (String line : result.output().lines().toList()) {
      String[] columns = line.split("\t", -1);
      if (columns.length == 4) {
        OUTCOMES.put(columns[0], columns);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void call_inABadSituation_failsAsTheManPageSays(ErrnoRow row) {
    String[] outcome = requireNonNull(OUTCOMES.get(row.toString()), "the process said nothing");
    Assumptions.assumeFalse(outcome[1].equals("skipped"), outcome[2]);
    assertThat(outcome[3]).isEqualTo(outcome[2]);
  }
}
