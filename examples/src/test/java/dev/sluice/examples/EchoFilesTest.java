package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Endpoint;
import dev.sluice.UnixEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The socket file of an echo server: made, replaced, kept and removed. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class EchoFilesTest {
  @TempDir Path directory;

  private Program server(Path file) throws IOException {
    return Program.sluice("echo", "--unix", file.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void signalledServer_endsWithZero_andLeavesNoFile(String signal) throws IOException {
    Path file = directory.resolve("echo.sock");
    try (Program server = server(file)) {
      assertThat(server.listening()).isEqualTo(UnixEndpoint.path(file.toString()));
      try (Swarm swarm = new Swarm(UnixEndpoint.path(file.toString()), 3)) {
        swarm.exchange(10);
        server.signal(signal);
        assertThat(server.exitCode()).isZero();
      }
      assertThat(server.errors()).isEmpty();
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void fileOfAKilledServer_isReplaced() throws IOException {
    Path file = directory.resolve("echo.sock");
    try (Program killed = server(file)) {
      killed.listening();
      killed.signal("KILL");
      killed.exitCode();
    }
    // bind(2) creates the file and nobody removes it with the process, unix(7).
    assertThat(file).exists();
    try (Program server = server(file);
        Swarm swarm = new Swarm(server.listening(), 1)) {
      swarm.exchange(10);
    }
  }

  @Test
  void fileOfALiveServer_isNotReplaced() throws IOException {
    Path file = directory.resolve("echo.sock");
    try (Program server = server(file)) {
      Endpoint endpoint = server.listening();
      try (Program second = server(file)) {
        Program.Result result = second.end();
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errors())
            .isEqualToIgnoringNewLines(
                "sluice echo: cannot listen on "
                    + endpoint
                    + ": it is in use by a live server, or is no socket file;"
                    + " choose another path");
      }
      try (Swarm swarm = new Swarm(endpoint, 1)) {
        swarm.exchange(10);
      }
    }
  }

  @Test
  void ordinaryFile_isNeverReplaced() throws IOException {
    Path file = Files.writeString(directory.resolve("letter.txt"), "dear");
    try (Program server = server(file)) {
      assertThat(server.end().exitCode()).isEqualTo(1);
    }
    assertThat(file).hasContent("dear");
  }

  @Test
  void successorsFile_isLeftAlone() throws IOException {
    Path file = directory.resolve("echo.sock");
    try (Program first = server(file)) {
      first.listening();
      Files.delete(file);
      try (Program second = server(file)) {
        Endpoint endpoint = second.listening();
        first.signal("TERM");
        assertThat(first.exitCode()).isZero();
        try (Swarm swarm = new Swarm(endpoint, 1)) {
          swarm.exchange(10);
        }
      }
    }
  }
}
