package dev.sluice.benchmarks.harness;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What a result depends on and does not say by itself. */
public final class Machine {
  private static final Path VULNERABILITIES = Path.of("/sys/devices/system/cpu/vulnerabilities");
  private static final Path GOVERNOR =
      Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");

  private Machine() {}

  /** Returns facts as the lines that head a result, a Markdown list. */
  public static String list(Map<String, String> facts) {
    StringBuilder lines = new StringBuilder();
    facts.forEach((name, fact) -> lines.append("- %s: %s%n".formatted(name, fact)));
    return lines.toString();
  }

  /** Returns what a result depends on, by name, in the order of reading. */
  public static Map<String, String> facts(String command) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    facts.put("command", "`" + command + "`");
    facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put(
        "CPU",
        "%s, %d processors, governor %s"
            .formatted(
                processor(),
                Runtime.getRuntime().availableProcessors(),
                Files.isReadable(GOVERNOR) ? Files.readString(GOVERNOR).strip() : "unknown"));
    facts.put("load when it began", load());
    facts.put("mitigations", mitigations());
    facts.put(
        "JDK",
        "%s %s, %s"
            .formatted(
                System.getProperty("java.vendor"),
                Runtime.version(),
                System.getProperty("java.vm.name")));
    return facts;
  }

  /** Returns the load averages of the last 1, 5 and 15 minutes. */
  public static String load() throws IOException {
    String line = Files.readString(Path.of("/proc/loadavg"));
    return line.substring(0, line.indexOf(' ', line.indexOf(' ', line.indexOf(' ') + 1) + 1));
  }

  private static String processor() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
      if (line.startsWith("model name")) {
        return line.substring(line.indexOf(':') + 1).strip();
      }
    }
    return System.getProperty("os.arch");
  }

  /** Only what is in force: they cost on the way into the kernel, so every figure has them. */
  private static String mitigations() throws IOException {
    Map<String, String> active = new TreeMap<>();
    if (Files.isDirectory(VULNERABILITIES)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(VULNERABILITIES)) {
        for (Path file : files) {
          String state = Files.readString(file).strip();
          if (state.startsWith("Mitigation: ")) {
            active.put(String.valueOf(file.getFileName()), state.substring(12));
          }
        }
      }
    }
    return active.isEmpty() ? "none" : String.join(", ", active.keySet());
  }
}
