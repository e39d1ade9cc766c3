package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code examples/README.md} shows is what its programs do. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(300)
class TranscriptTest {
  private static final Path README = Path.of("README.md");

  /** Others than these and {@code ./sluice} are part of every system, so they have to be there. */
  private static final List<String> TOOLS =
      List.of(
          "ab", "curl", "ip", "nc", "ping", "psql", "python3", "rabbitmqctl", "socat", "ss", "wrk");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  /** A console block under its heading. */
  record Block(String name, int line, List<String> lines) {
    @Override
    public String toString() {
      return name + ", line " + line;
    }
  }

  static Stream<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    String name = "";
    boolean inside = false;
    List<String> lines = Files.readAllLines(README);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (inside && line.equals("```")) {
        inside = false;
      } else if (inside) {
        blocks.getLast().lines().add(line);
      } else if (line.equals("```console")) {
        inside = true;
        blocks.add(new Block(name, i + 2, new ArrayList<>()));
      } else if (line.startsWith("#")) {
        name = line.replaceFirst("#+ ", "");
      }
    }
    return blocks.stream();
  }

  /** Reads the words in capitals that the introduction lists. */
  private static Set<String> placeholders() throws IOException {
    String text = Files.readString(README);
    String introduction = text.substring(0, text.indexOf("\n## "));
    Set<String> words = new TreeSet<>();
    Pattern.compile("`([A-Z][A-Z0-9]*)`")
        .matcher(introduction)
        .results()
        .forEach(word -> words.add(word.group(1)));
    return words;
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void transcript_isWhatTheProgramsDo(Block block) throws Exception {
    Transcript transcript =
        Transcript.parse(block.name(), block.lines(), block.line(), placeholders());
    for (String tool : TOOLS) {
      Pattern word = Pattern.compile("(^|[\\s(])" + tool + "($|[\\s)])");
      if (transcript.commands().stream().anyMatch(word.asPredicate())) {
        assumeThat(Program.isInstalled(tool)).as(tool + " is installed").isTrue();
      }
    }
    if (transcript.commands().stream().anyMatch(command -> command.startsWith("unshare "))) {
      PingTest.assumeNamespaces();
    }
    installSluice();
    switch (block.name()) {
      case "postgres" -> {
        assumeThat(PostgresServer.isInstalled()).as("postgresql is installed").isTrue();
        try (PostgresServer server = PostgresServer.start()) {
          transcript.run(directory, PATIENCE, portOf(server.port()));
        }
      }
      case "rabbit" -> {
        assumeThat(RabbitServer.isInstalled()).as("rabbitmq-server is installed").isTrue();
        try (RabbitServer server = RabbitServer.start()) {
          transcript.run(directory, PATIENCE, portOf(server.port()));
        }
      }
      default -> transcript.run(directory, PATIENCE, Map.of());
    }
  }

  /** The server is there before the transcript begins, so nothing in it tells where. */
  private static Map<String, String> portOf(int port) {
    return Map.of("PORT", Integer.toString(port));
  }

  /** The directory is a checkout's, as far as its readers see. */
  private void installSluice() throws IOException {
    Path launcher = directory.resolve("sluice");
    String command = String.join(" ", Program.sluiceCommand());
    Files.writeString(launcher, "#!/bin/sh\nexec " + command + " \"$@\"\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.copy(Path.of("../README.md"), directory.resolve("README.md"));
  }

  @Test
  void everyCommand_hasASection_withATranscript() throws IOException {
    List<String> sections =
        Files.readAllLines(README).stream().filter(line -> line.startsWith("### ")).toList();
    Set<String> shown = new TreeSet<>();
    blocks().forEach(block -> shown.add(block.name()));
    for (String command : Sluice.commandLine().getSubcommands().keySet()) {
      assertThat(sections).containsOnlyOnce("### " + command);
      assertThat(shown).contains(command);
    }
  }

  private void run(String text, Duration patience) throws Exception {
    Transcript.parse("it", text.lines().toList(), 1, Set.of("PORT", "PID"))
        .run(directory, patience, Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "one$ echo a; echo b\na\nb",
        "one$ seq 9\n1\n…\n9",
        "one$ seq 9\n1\n…",
        "one$ echo was 17 ms\nwas … ms",
        "one$ printf unfinished\nunfinished",
        "one$ echo error >&2\nerror",
        "one$ (exit 3)\none$ echo $?\n3",
        """
        one$ echo port 80, again 80
        port PORT, again PORT
        one$ echo PORT
        PORT
        one$ echo 80
        PORT
        """,
        "one$ echo A HEAD\nA HEAD",
        "one$ echo a \\\n  b\na b",
        "one$ cat\none< hello\nhello\none<\n\none^D",
        "one$ cat\ntwo$ echo two: no\ntwo: no\none< hello\none:\nhello\none^C",
        """
        one$ trap 'echo bye; exit' INT; echo up; while read -r line; do :; done
        up
        one^C
        bye
        """,
      })
  void faithfulTranscript_passes(String text) throws Exception {
    run(text, PATIENCE);
  }

  /** Each of them would pass, if something of what it tells were not looked at. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "one$ true\nmissing",
        "one$ echo a\na\nmissing",
        "one$ echo a\nb",
        "one$ echo a; echo surplus\na",
        "one$ echo a; echo surplus\na\none$ true",
        "one$ echo surplus",
        "one$ echo\none$ true",
        "one$ echo a\n…\na",
        "one$ true\n…",
        "one$ echo ab\na…b",
        "one$ echo aXc\na…d",
        "one$ echo 80 81\nPORT PORT",
        "one$ echo 80\nPORT\none$ echo 81\nPORT",
        "one$ echo A TAIL\nA HEAD",
        "one$ cat\none< hello\nother\none^D",
        "one$ cat\none< hello\none^D",
        "one$ (exit 3)\none$ echo $?\n0",
      })
  void unfaithfulTranscript_fails(String text) {
    assertThatThrownBy(() -> run(text, PATIENCE)).isInstanceOf(AssertionError.class);
  }

  @Test
  void silentProgram_failsAtTheDeadline_andProgramLeftRunning() {
    Duration soon = Duration.ofMillis(200);
    assertThatThrownBy(() -> run("one$ cat\nmissing\none^C", soon))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("(its program still runs)");
    assertThatThrownBy(() -> run("one$ cat", soon))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the end of its program");
  }

  @Test
  void difference_tellsTheLine_whatShouldBeThere_andWhatIs() {
    String text = "one$ echo 80; sleep 0\nPORT\none$ echo a; echo b\na\nport PORT";
    assertThatThrownBy(() -> run(text, PATIENCE))
        .hasMessageStartingWith(
            """
            it, line 3: terminal one should show
                a
                port 80
            but shows
                a
                b
            """);
  }
}
