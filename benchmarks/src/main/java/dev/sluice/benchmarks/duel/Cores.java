package dev.sluice.benchmarks.duel;

import dev.sluice.benchmarks.harness.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which processor serves and which one generates load.
 *
 * @param server its number, or -1 where processes cannot be bound
 * @param generator its number, or -1
 */
record Cores(int server, int generator) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ALLOWED = "Cpus_allowed_list:";

  /** Chooses the last two that this process may use: the first has the interrupts. */
  static Cores choose() throws IOException {
    List<Integer> allowed = allowed();
    if (allowed.size() < 2 || !Tools.isInstalled("taskset")) {
      return new Cores(-1, -1);
    }
    return new Cores(allowed.getLast(), allowed.get(allowed.size() - 2));
  }

  /** Returns the processors that this process may use, ascending. */
  static List<Integer> allowed() throws IOException {
    String list =
        Files.readAllLines(STATUS).stream()
            .filter(line -> line.startsWith(ALLOWED))
            .findFirst()
            .orElseThrow(() -> new IOException(STATUS + " has no " + ALLOWED))
            .substring(ALLOWED.length())
            .strip();
    return numbers(list);
  }

  /** Reads a list as the kernel writes it, for instance {@code 0-3,8}. */
  static List<Integer> numbers(String list) {
    List<Integer> numbers = new ArrayList<>();
    for (String part : list.split(",", -1)) {
      String[] ends = part.split("-", -1);
      int last = Integer.parseInt(ends[ends.length - 1]);
      for (int number = Integer.parseInt(ends[0]); number <= last; number++) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  boolean areBound() {
    return server >= 0;
  }

  /** Returns the command, bound to the server's processor. */
  List<String> onServersCore(List<String> command) {
    return on(server, command);
  }

  /** Returns the command, bound to the generator's processor. */
  List<String> onGeneratorsCore(List<String> command) {
    return on(generator, command);
  }

  private static List<String> on(int core, List<String> command) {
    if (core < 0) {
      return command;
    }
    List<String> bound = new ArrayList<>(List.of("taskset", "-c", "" + core));
    bound.addAll(command);
    return bound;
  }
}
