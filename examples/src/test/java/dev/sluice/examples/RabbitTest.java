package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.Endpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sluice rabbit} against a real RabbitMQ, over TCP and, through a relay, over AF_UNIX. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(180)
class RabbitTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static @Nullable RabbitServer started;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws Exception {
    assumeThat(RabbitServer.isInstalled()).as("rabbitmq-server and nc are installed").isTrue();
    started = RabbitServer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (started != null) {
      started.close();
    }
  }

  private static String port() {
    return Integer.toString(requireNonNull(started).port());
  }

  private static Program receive(String queue, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of("rabbit", "receive", "--queue", queue));
    all.addAll(List.of(more));
    return Program.sluice(all.toArray(String[]::new));
  }

  private static void send(String queue, String lines) throws IOException {
    try (Program program = Program.sluice("rabbit", "send", "--port", port(), "--queue", queue)) {
      Program.Result result = program.end(lines.getBytes(UTF_8));
      assertThat(result.errors()).isEmpty();
      assertThat(result.output()).isEqualTo(lines.lines().count() + " messages confirmed\n");
      assertThat(result.exitCode()).isZero();
    }
  }

  private static String lines(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(i -> "line " + i + "\n")
        .collect(Collectors.joining());
  }

  private static void awaitNotice(Program program, String notice) {
    Deadline.of(PATIENCE).until(() -> assertThat(program.errors()).contains(notice));
  }

  @Test
  void whatWasNotAcknowledged_isTheNextReceivers() throws Exception {
    send("jobs", lines(1, 1000));
    // The server may have a hundred unacknowledged messages under way when the first one ends.
    try (Program first = receive("jobs", "--port", port(), "--count", "10")) {
      Program.Result result = first.end();
      assertThat(result.output()).isEqualTo(lines(1, 10));
      assertThat(result.exitCode()).isZero();
    }
    try (Program second = receive("jobs", "--port", port(), "--count", "990")) {
      Program.Result result = second.end();
      assertThat(result.output()).isEqualTo(lines(11, 1000));
      assertThat(result.errors()).isEqualTo("(waiting for messages)\n");
      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void receiver_whoseConnectionIsCut_comesBack_andEndsByCtrlC() throws Exception {
    String path = directory.resolve("rabbit.sock").toString();
    try (UnixRelay relay = relay(path);
        Program receiver = receive("news", "--unix", path)) {
      BufferedReader output = receiver.process().inputReader(UTF_8);
      awaitNotice(receiver, "(waiting for messages)");
      send("news", lines(1, 5));
      assertThat(read(output, 5)).isEqualTo(lines(1, 5));
      relay.cut();
      awaitNotice(receiver, "(connected again)");
      send("news", lines(6, 10));
      assertThat(read(output, 5)).isEqualTo(lines(6, 10));
      assertThat(receiver.errors()).contains("(connection lost)");
      receiver.signal("INT");
      assertThat(receiver.exitCode()).isZero();
    }
  }

  @Test
  void sender_whoseConnectionIsCut_sendsTheRest() throws Exception {
    String path = directory.resolve("rabbit.sock").toString();
    try (UnixRelay relay = relay(path);
        Program receiver = receive("mail", "--port", port());
        Program sender = Program.sluice("rabbit", "send", "--unix", path, "--queue", "mail")) {
      BufferedReader received = receiver.process().inputReader(UTF_8);
      try (Writer typed = sender.process().outputWriter(UTF_8)) {
        typed.write(lines(1, 5));
        typed.flush();
        assertThat(read(received, 5)).isEqualTo(lines(1, 5));
        relay.cut();
        typed.write(lines(6, 10));
      }
      assertThat(sender.exitCode()).as(sender.errors()).isZero();
      assertThat(sender.process().inputReader(UTF_8).readLine()).isEqualTo("10 messages confirmed");
      // Who loses the confirm has to send again: nothing is lost, something may come twice.
      Set<String> distinct = new LinkedHashSet<>();
      for (String line = ""; !line.equals("line 10"); ) {
        line = requireNonNull(received.readLine());
        distinct.add(line);
      }
      assertThat(distinct).containsAll(lines(6, 10).lines().toList());
      assertThat(lines(1, 10)).contains(distinct);
    }
  }

  private static UnixRelay relay(String path) throws IOException {
    return new UnixRelay(Endpoint.parse("unix:" + path), Endpoint.parse("127.0.0.1:" + port()));
  }

  private static String read(BufferedReader reader, int lines) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append(reader.readLine()).append('\n');
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | send --port PORT --user nobody | the server refuses nobody; --user says who",
        "1 | receive --port PORT | the server refuses guest; --user says who",
        "1 | send --port PORT --vhost none | the server refuses guest",
        "1 | receive --port 1 | ECONNREFUSED (111) Connection refused; is it running there?",
        "1 | send --unix /none/of/this | ENOENT (2) No such file or directory; is it running",
        "1 | send --host none.invalid | there is no none.invalid",
        "2 | send --port 70000 | a port is a number between 1 and 65535, not 70000",
        "2 | send --unix a --port 1 | --unix takes the place of --host and --port",
        "2 | receive --count 0 | --count is at least 1, not 0",
        "2 | send surplus | Unmatched argument at index 2: 'surplus'",
      })
  void whatGoesWrong_isOneSentence(int exitCode, String arguments, String sentence)
      throws Exception {
    String[] all = ("rabbit " + arguments.replace("PORT", port())).split(" ");
    try (Program program = Program.sluice(Map.of("RABBITMQ_PASSWORD", "wrong"), all)) {
      Program.Result result = program.end();
      assertThat(result.errors()).contains(sentence).hasLineCount(1);
      assertThat(result.output()).isEmpty();
      assertThat(result.exitCode()).isEqualTo(exitCode);
    }
  }

  @Test
  void virtualHostThatIsNotThere_andAQueueOfAnotherKind_areNamedByTheServer() throws Exception {
    try (Program program = Program.sluice("rabbit", "send", "--port", port(), "--vhost", "none")) {
      Program.Result result = program.end();
      assertThat(result.errors())
          .isEqualTo(
              "sluice rabbit send: localhost:" + port() + ": NOT_ALLOWED - vhost none not found\n");
      assertThat(result.exitCode()).isEqualTo(1);
    }
    try (Program program =
        Program.sluice("rabbit", "send", "--port", port(), "--queue", "amq.reserved")) {
      Program.Result result = program.end();
      assertThat(result.errors()).contains("ACCESS_REFUSED - queue name 'amq.reserved'");
      assertThat(result.errors()).hasLineCount(1);
      assertThat(result.exitCode()).isEqualTo(1);
    }
  }
}
