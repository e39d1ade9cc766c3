package dev.sluice.net;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.Child;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A network namespace of a test's own: a {@code main} runs in it, prints lines of the form {@code
 * name: value}, and the test looks at them.
 */
final class Namespace {
  private Namespace() {}

  /** Skips the test, visibly, where we are not root. */
  static void assumeRoot() {
    assumeTrue(isRoot(), "needs root: CAP_NET_RAW, CAP_NET_ADMIN");
  }

  private static boolean isRoot() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .anyMatch(line -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Runs a class in a fresh namespace, after these commands of a shell. */
  static Map<String, String> run(List<String> setUp, Class<?> main) throws Exception {
    assumeRoot();
    Child.assumeProgram("unshare");
    Child.assumeProgram("ip");
    List<String> prefix = new ArrayList<>(List.of("unshare", "--net", "sh", "-c"));
    prefix.add(String.join(" && ", setUp) + " && exec \"$@\"");
    prefix.add("sh");
    Child.Result result = Child.run(prefix, main);
    if (result.exitCode() != 0) {
      throw new AssertionError(result.output());
    }
    Map<String, String> facts = new TreeMap<>();
    for (String line : result.output().lines().toList()) {
      int colon = line.indexOf(": ");
      facts.put(line.substring(0, Math.max(colon, 0)), line.substring(colon + 2));
    }
    return facts;
  }
}
