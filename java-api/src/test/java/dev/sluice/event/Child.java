package dev.sluice.event;

import dev.sluice.Fd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A JVM of its own that runs a {@code main} of the test classes, under another command. */
final class Child {
  private static final long DEADLINE_SECONDS = 60;

  private Child() {}

  /** What it printed, and how it ended. */
  record Result(int exitCode, String output) {}

  /** Skips the test, visibly, where a program is missing. */
  static void assumeProgram(String name) {
    boolean found = false;
    for (String directory : System.getenv().getOrDefault("PATH", "/usr/bin").split(":", -1)) {
      found |= Files.isExecutable(Path.of(directory, name));
    }
    Assumptions.assumeTrue(found, name + " is not installed");
  }

  /** Runs a class under a command that takes another command, such as {@code strace -f}. */
  static Result run(List<String> prefix, Class<?> main, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath()));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("child", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        throw new AssertionError("still running: " + command + "\n" + Files.readString(output));
      }
      return new Result(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }

  /** Where the classes under test are, the raw layer's, and the tests'. */
  private static String classPath() throws IOException {
    Path tests = Path.of(System.getProperty("basedir", "."), "target", "test-classes");
    if (!Files.isDirectory(tests)) {
      throw new IOException(tests.toAbsolutePath() + " is not there");
    }
    return location(Fd.class) + ":" + location(dev.sluice.sys.EpollSys.class) + ":" + tests;
  }

  private static Path location(Class<?> type) {
    return ModuleLayer.boot()
        .configuration()
        .findModule(type.getModule().getName())
        .flatMap(module -> module.reference().location())
        .map(Path::of)
        .orElseThrow();
  }
}
