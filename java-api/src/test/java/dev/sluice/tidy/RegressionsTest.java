package dev.sluice.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.NoLeakedDescriptors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Holds docs/REGRESSIONS.md against the tests. */
@ExtendWith(NoLeakedDescriptors.class)
class RegressionsTest {
  private static final String DOCUMENT = "docs/REGRESSIONS.md";
  private static final int BUG = 0;
  private static final int TEST = 2;
  private static final Pattern NUMBER = Pattern.compile("netty ?#?(\\d+)");

  @Test
  void tests_ofEachBug_exist() throws Exception {
    List<String> broken = new ArrayList<>();
    List<Table> rows = Table.rows(DOCUMENT);
    assertThat(rows).isNotEmpty();
    List<SourceFile> tests = SourceFile.all("test");
    rows.forEach(row -> row.checkTests(TEST, tests, broken));
    assertThat(broken).as("rename it in %s, or bring it back", DOCUMENT).isEmpty();
  }

  @Test
  void bugs_thatTestsAreNamedAfter_areInTheDocument() throws Exception {
    Set<String> named = new TreeSet<>();
    for (SourceFile file : SourceFile.all("test")) {
      file.lines().forEach(line -> named.addAll(numbers(line)));
    }
    Set<String> told = new TreeSet<>();
    Table.rows(DOCUMENT).forEach(row -> told.addAll(numbers(row.cells().get(BUG))));
    assertThat(told).as("add a row to %s", DOCUMENT).containsAll(named);
  }

  private static Set<String> numbers(String text) {
    Set<String> numbers = new TreeSet<>();
    Matcher matcher = NUMBER.matcher(text);
    while (matcher.find()) {
      numbers.add(matcher.group(1));
    }
    return numbers;
  }
}
