package dev.sluice.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.NoLeakedDescriptors;
import dev.sluice.Portable;
import dev.sluice.event.Mechanism;
import dev.sluice.event.Poller;
import dev.sluice.sys.Abi;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Which backend is chosen, and that programs run on either. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
@Portable
class BackendTest {
  private static final String[] DENIED = {"--illegal-native-access=deny"};
  private static final String[] ALLOWED = {"--enable-native-access=ALL-UNNAMED"};

  @TempDir Path directory;

  @Test
  void both_inThisProcess_areAvailable() throws Exception {
    for (Backend backend : List.of(Backend.linux(), Backend.nio())) {
      assertThat(backend.isAvailable()).isTrue();
      assertThat(backend.unavailabilityCause()).isNull();
      backend.ensureAvailable();
    }
    try (Poller<String> linux = Backend.linux().openPoller();
        Poller<String> nio = Backend.nio().openPoller()) {
      assertThat(linux.mechanism()).isNotEqualTo(Mechanism.NIO);
      assertThat(nio.mechanism()).isEqualTo(Mechanism.NIO);
    }
    assertThat(Backend.linux()).hasToString("linux");
    assertThat(Backend.nio()).hasToString("nio");
  }

  @Test
  void best_pollerAndSockets_belongTogether() throws Exception {
    try (Poller<String> poller = Poller.best();
        Poller<String> opened = Backend.best().openPoller()) {
      assertThat(poller.mechanism()).isEqualTo(opened.mechanism());
      assertThat(poller.mechanism() == Mechanism.NIO).isEqualTo(Backend.best() == Backend.nio());
    }
  }

  @Test
  void choice_unforced_isLinuxAndSaysHowToChangeIt() {
    Backend.Choice choice = Backend.choose(null);
    assertThat(choice.backend()).isSameAs(Backend.linux());
    assertThat(choice.level()).isEqualTo(Level.DEBUG);
    assertThat(choice.why()).contains("-Ddev.sluice.backend=nio").doesNotContain("\n");
  }

  @Test
  void choice_forced_isWhatTheProperySays() {
    assertThat(Backend.choose("nio").backend()).isSameAs(Backend.nio());
    assertThat(Backend.choose("nio").why()).contains("-Ddev.sluice.backend=nio");
    assertThat(Backend.choose("linux").backend()).isSameAs(Backend.linux());
  }

  @Test
  void choice_wrongValue_isRefusedNamingTheRightOnes() {
    assertThatThrownBy(() -> Backend.choose("kqueue"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-Ddev.sluice.backend=kqueue")
        .hasMessageContaining("linux and nio");
  }

  /** What another JVM printed, standard output and error together. */
  private List<String> run(int expectedExit, String[]... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String[] some : options) {
      command.addAll(List.of(some));
    }
    command.add("-cp");
    command.add(String.join(":", home(Backend.class), home(Abi.class), testClasses()));
    command.add(PortableProgram.class.getName());
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    } finally {
      process.destroyForcibly();
    }
    List<String> lines = Files.readAllLines(output);
    assertThat(process.exitValue()).as("%s", lines).isEqualTo(expectedExit);
    return lines;
  }

  private static String home(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  /** The tests are patched into the module: their own directory is found by a class file. */
  private static String testClasses() throws IOException {
    String file = PortableProgram.class.getName().replace('.', '/') + ".class";
    for (Path root : List.of(Path.of("target", "test-classes"))) {
      if (Files.exists(root.resolve(file))) {
        return root.toAbsolutePath().toString();
      }
    }
    throw new IOException("no " + file + " below target/test-classes: run the tests with Maven");
  }

  private static void assertRanOnNio(List<String> lines) {
    assertThat(lines)
        .contains(
            "backend nio", "tcp NIO echo hello", "unix NIO echo hello", "udp AF_INET datagram");
  }

  @Test
  void nativeAccessAllowed_program_runsOnLinuxAndLogsNothing() throws Exception {
    assertThat(run(0, ALLOWED))
        .containsExactly(
            "backend linux",
            "tcp EPOLL echo hello",
            "unix EPOLL echo hello",
            "udp AF_INET datagram");
  }

  @Test
  void nativeAccessDenied_program_runsOnNioAndSaysWhichFlagToAdd() throws Exception {
    List<String> lines = run(0, DENIED);
    assertRanOnNio(lines);
    assertThat(lines)
        .filteredOn(line -> line.contains("backend nio: "))
        .singleElement()
        .asString()
        .contains("native access is denied")
        .contains("--enable-native-access=ALL-UNNAMED");
  }

  @Test
  void foreignSystem_program_runsOnNioAndSaysWhy() throws Exception {
    List<String> lines = run(0, ALLOWED, new String[] {"-Dos.name=Haiku"});
    assertRanOnNio(lines);
    assertThat(lines)
        .filteredOn(line -> line.contains("backend nio: "))
        .singleElement()
        .asString()
        .contains("Haiku");
  }

  @Test
  void nioForced_program_linksNothing() throws Exception {
    List<String> lines =
        run(0, DENIED, new String[] {"-Ddev.sluice.backend=nio", "-Xlog:class+load"});
    assertThat(lines).contains("tcp NIO echo hello", "udp AF_INET datagram");
    // Loading a raw class is what links C; numbers and layouts of structs call nothing.
    assertThat(lines)
        .filteredOn(line -> line.contains(" dev.sluice.sys."))
        .noneMatch(line -> line.matches(".* dev\\.sluice\\.sys\\.(\\w+Sys|Native|ErrnoSlot) .*"));
    assertThat(lines).noneMatch(line -> line.contains(" java.lang.foreign.Linker "));
  }

  @Test
  void linuxForcedWhereDenied_program_failsNamingTheFlag() throws Exception {
    List<String> lines = run(1, DENIED, new String[] {"-Ddev.sluice.backend=linux"});
    assertThat(String.join("\n", lines))
        .contains("UnsupportedOperationException")
        .contains("--enable-native-access=ALL-UNNAMED");
  }

  @Test
  void wrongBackend_program_failsNamingTheRightOnes() throws Exception {
    List<String> lines = run(1, ALLOWED, new String[] {"-Ddev.sluice.backend=fast"});
    assertThat(String.join("\n", lines)).contains("the backends are linux and nio");
  }

  @Test
  void wrongMechanism_program_failsNamingTheRightOnes() throws Exception {
    List<String> lines = run(1, ALLOWED, new String[] {"-Ddev.sluice.poller=kqueue"});
    assertThat(String.join("\n", lines)).contains("epoll, poll and select");
  }

  @Test
  void mechanismForced_program_runsOnIt() throws Exception {
    List<String> lines = run(0, ALLOWED, new String[] {"-Ddev.sluice.poller=select"});
    assertThat(lines).contains("backend linux", "tcp SELECT echo hello");
  }
}
