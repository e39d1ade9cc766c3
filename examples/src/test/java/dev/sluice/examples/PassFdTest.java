package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.Endpoint;
import dev.sluice.InetEndpoint;
import dev.sluice.net.StreamSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sluice pass-fd}: two processes, and netcat as their client. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class PassFdTest {
  @TempDir Path directory;

  private String path = "";

  @BeforeEach
  void path() {
    path = directory.resolve("worker.sock").toString();
  }

  private Program worker() throws IOException {
    Program worker = Program.sluice("pass-fd", "worker", "--unix", path);
    assertThat(worker.listening()).isEqualTo(Endpoint.parse("unix:" + path));
    return worker;
  }

  private Program greeter() throws IOException {
    return Program.sluice("pass-fd", "greeter", "--port", "0", "--worker", path);
  }

  /** A client that types, and reads line by line. */
  private record Nc(Program program, Writer typed, BufferedReader shown) implements AutoCloseable {
    static Nc to(Endpoint server) throws IOException {
      assumeThat(Program.isInstalled("nc")).as("nc is installed").isTrue();
      String port = Integer.toString(((InetEndpoint) server).port());
      Program program = Program.any("nc", "-N", "127.0.0.1", port);
      return new Nc(
          program, program.process().outputWriter(UTF_8), program.process().inputReader(UTF_8));
    }

    String says(String text) throws IOException {
      type(text + "\n");
      return shown.readLine();
    }

    void type(String text) throws IOException {
      typed.write(text);
      typed.flush();
    }

    @Override
    public void close() throws IOException {
      program.close();
    }
  }

  @Test
  void connection_outlivesTheProcessThatAcceptedIt() throws Exception {
    try (Program worker = worker();
        Program greeter = greeter();
        Nc client = Nc.to(greeter.listening())) {
      assertThat(client.shown.readLine())
          .isEqualTo("process " + greeter.pid() + " asks: what is your name?");
      String who = "process " + worker.pid();
      assertThat(client.says("Anna")).isEqualTo(who + " welcomes Anna");
      greeter.signal("KILL");
      assertThat(greeter.exitCode()).isEqualTo(128 + 9);
      for (int i = 0; i < 3; i++) {
        assertThat(client.says("line " + i)).isEqualTo(who + " heard: line " + i);
      }
      client.typed.close();
      assertThat(client.program.exitCode()).isZero();
      BufferedReader log = worker.process().inputReader(UTF_8);
      assertThat(log.readLine()).endsWith(", handed on by process " + greeter.pid());
      assertThat(log.readLine()).endsWith(", Anna, has gone");
    }
  }

  /** What the first process has read is not in the socket any more: it has to be passed, too. */
  @Test
  void linesThatCameWithTheName_areAnsweredByTheWorker() throws Exception {
    try (Program worker = worker();
        Program greeter = greeter();
        Nc client = Nc.to(greeter.listening())) {
      client.shown.readLine();
      String who = "process " + worker.pid();
      client.type("Bob\none\ntw");
      assertThat(client.shown.readLine()).isEqualTo(who + " welcomes Bob");
      assertThat(client.shown.readLine()).isEqualTo(who + " heard: one");
      assertThat(client.says("o")).isEqualTo(who + " heard: two");
    }
  }

  @Test
  void withoutAWorker_theClientIsTold_andTheGreeterGoesOn() throws Exception {
    try (Program greeter = greeter()) {
      Endpoint server = greeter.listening();
      try (Nc early = Nc.to(server)) {
        early.shown.readLine();
        assertThat(early.says("Carl")).isEqualTo("nobody is here for you, come again");
        early.typed.close();
        assertThat(early.program.exitCode()).isZero();
      }
      try (Program worker = worker();
          Nc late = Nc.to(server)) {
        late.shown.readLine();
        assertThat(late.says("Carl")).isEqualTo("process " + worker.pid() + " welcomes Carl");
      }
    }
  }

  @Test
  void nameWithoutEnd_andALineTooLong_endTheConnection() throws Exception {
    try (Program worker = worker();
        Program greeter = greeter()) {
      Endpoint server = greeter.listening();
      try (Nc client = Nc.to(server)) {
        client.shown.readLine();
        assertThat(client.says("x".repeat(5_000))).isEqualTo("a name has at most 1000 bytes");
      }
      try (Nc client = Nc.to(server)) {
        client.shown.readLine();
        client.says("Dora");
        client.type("y".repeat(5_000));
        BufferedReader log = worker.process().inputReader(UTF_8);
        assertThat(log.readLine()).contains(", handed on by process ");
        assertThat(log.readLine()).contains(", Dora: a payload goes on after 1000 bytes");
      }
    }
  }

  @Test
  void greeterThatPassesNothing_isNoHarm_andCtrlCIsAnEnd() throws Exception {
    try (Program worker = worker()) {
      StreamSocket.connectTo(Endpoint.parse("unix:" + path)).close();
      BufferedReader log = worker.process().inputReader(UTF_8);
      assertThat(log.readLine())
          .isEqualTo("process " + ProcessHandle.current().pid() + " has handed on nothing");
      worker.signal("INT");
      assertThat(worker.exitCode()).isZero();
      assertThat(Path.of(path)).doesNotExist();
      assertThat(worker.errors()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | pass-fd | greeter or worker?",
        "2 | pass-fd greeter | Missing required option: '--worker=PATH'",
        "2 | pass-fd worker | Missing required option: '--unix=PATH'",
        "1 | pass-fd worker --unix /none/of/this | its directory does not exist; create it first",
        "2 | pass-fd greeter --worker a --port x | a port is a number between 0 and 65535",
      })
  void wrongUse_isOneSentence(int exitCode, String arguments, String sentence) throws Exception {
    try (Program program = Program.sluice(arguments.split(" "))) {
      Program.Result result = program.end();
      assertThat(result.errors()).contains(sentence).hasLineCount(1);
      assertThat(result.exitCode()).isEqualTo(exitCode);
    }
  }
}
