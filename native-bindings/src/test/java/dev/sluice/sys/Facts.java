package dev.sluice.sys;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the ABI probe printed: a golden file, or the output of a probe that just ran. */
record Facts(String abi, Map<String, Long> numbers) {
  static final Path GOLDEN = Project.ROOT.resolve("c-headers/abi/golden");

  /** Reads a golden file. */
  static Facts golden(String abi) {
    return parse(Project.lines(GOLDEN.resolve(abi + ".txt")));
  }

  /** Reads lines such as {@code sizeof struct linger 8}; what a C library lacks is left out. */
  static Facts parse(List<String> lines) {
    String abi = "";
    Map<String, Long> numbers = new TreeMap<>();
    for (String line : lines) {
      int space = line.lastIndexOf(' ');
      String value = line.substring(space + 1);
      if (line.startsWith("abi ")) {
        abi = value;
      } else if (!line.startsWith("#") && !value.equals("absent")) {
        numbers.put(line.substring(0, space), Long.parseLong(value));
      }
    }
    return new Facts(abi, numbers);
  }

  /** Returns a number that must be there. */
  long number(String fact) {
    Long number = numbers.get(fact);
    if (number == null) {
      throw new IllegalArgumentException(abi + " has no fact " + fact);
    }
    return number;
  }
}
