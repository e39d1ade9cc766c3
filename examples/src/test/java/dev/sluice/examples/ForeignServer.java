package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.net.ListeningSocket;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Somebody else's server in processes of its own, with a directory of its own that is gone
 * afterwards. It ends by itself, should this JVM die.
 */
final class ForeignServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String LIFE_SECONDS = "600";

  private final Path directory;
  private final List<Process> processes = new ArrayList<>();

  private final String endSignal;

  /**
   * @param endSignal what lets it end in order, without waiting for its clients
   */
  ForeignServer(String name, String endSignal) throws IOException {
    this.endSignal = endSignal;
    directory = Files.createTempDirectory("sluice-" + name);
  }

  Path directory() {
    return directory;
  }

  /** Returns a port that was free just now. */
  static int freePort() throws IOException {
    Endpoint any = InetEndpoint.loopback(Family.INET4, 0);
    try (ListeningSocket socket = ListeningSocket.listenOn(any, 1)) {
      return ((InetEndpoint) socket.localEndpoint()).port();
    }
  }

  static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  /** Starts one of its processes, which writes to the log. */
  void start(Map<String, String> environment, List<String> command) throws IOException {
    List<String> limited = new ArrayList<>(List.of("timeout", "--kill-after=5", LIFE_SECONDS));
    limited.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(limited)
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().putAll(environment);
    processes.add(builder.start());
  }

  private Path log() {
    return directory.resolve("log.txt");
  }

  /** Waits until a command succeeds, as the server's own way to ask whether it is ready. */
  void awaitReady(String... command) {
    Deadline.of(PATIENCE)
        .until(
            () -> {
              assertThat(processes).as("%s", Files.readString(log())).allMatch(Process::isAlive);
              try (Program question = Program.any(command)) {
                assertThat(question.end().exitCode()).as("%s", Files.readString(log())).isZero();
              }
            });
  }

  /** Asks its processes to end, the newest first, and waits; the directory is deleted. */
  @Override
  public void close() throws IOException {
    for (Process process : processes.reversed()) {
      List<ProcessHandle> all = process.toHandle().descendants().toList();
      signal(process);
      Deadline.of(PATIENCE)
          .until(() -> assertThat(process.isAlive()).as("has ended: %s", process.info()).isFalse());
      Deadline.of(PATIENCE)
          .until(() -> assertThat(all).as("are left").noneMatch(ProcessHandle::isAlive));
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** {@code timeout} passes it on. */
  private void signal(Process process) throws IOException {
    try (Program kill = Program.any("kill", "-" + endSignal, Long.toString(process.pid()))) {
      kill.end(); // fails if it has ended meanwhile
    }
  }
}
