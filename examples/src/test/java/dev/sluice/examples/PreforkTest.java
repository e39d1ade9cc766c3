package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Endpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.frame.FrameDecoder;
import dev.sluice.frame.Framing;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sluice prefork}: its processes, and what its clients see when one is killed. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class PreforkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Framing LINES = Framing.delimiter(new byte[] {'\n'}, 1_000);
  private static final int CLIENTS = 8;
  private static final int CLIENT_MILLIS = 30_000;

  /** A client that reads lines. */
  private static final class Client implements AutoCloseable {
    private final StreamSocket socket;
    private final IoBuffer in = IoBuffer.allocate(LINES.maxFrameBytes());
    private final FrameDecoder decoder = LINES.newDecoder();

    Client(Endpoint server) throws IOException {
      socket = StreamSocket.connectTo(server);
      socket.setTimeout(CLIENT_MILLIS);
    }

    /** Returns the next line, or an empty one at the end. */
    String line() throws IOException {
      IoBuffer line;
      while ((line = decoder.next(in)) == null) {
        decoder.makeRoom(in);
        if (socket.recv(in) == IoStatus.END_OF_STREAM) {
          return "";
        }
      }
      return line.getAll(US_ASCII);
    }

    /** Returns who serves. */
    String greeting() throws IOException {
      return line().replace(" is here", "");
    }

    String says(String text) throws IOException {
      try (IoBuffer out = IoBuffer.allocate(LINES.maxFrameBytes())) {
        socket.sendAll(out.put(text + "\n", US_ASCII));
        return line();
      }
    }

    @Override
    public void close() {
      socket.close();
      in.close();
    }
  }

  /** Clients that come, say something and go, as fast as they can, and what they see. */
  private static final class Load implements AutoCloseable {
    private final Map<String, Integer> served = new ConcurrentHashMap<>();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    Load(Endpoint server) {
      for (int i = 0; i < CLIENTS; i++) {
        threads.add(Thread.ofPlatform().start(() -> run(server)));
      }
    }

    private void run(Endpoint server) {
      for (int i = 0; !over.get(); i++) {
        String by = "";
        try (Client client = new Client(server)) {
          by = client.greeting();
          if (!by.isEmpty() && client.says("message " + i).equals("message " + i)) {
            served.merge(by, 1, Integer::sum);
          } else {
            failed.add(by);
          }
        } catch (IOException e) {
          failed.add(by);
        }
      }
    }

    @Override
    public void close() throws InterruptedException {
      over.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  private static Program prefork() throws IOException {
    return Program.sluice("prefork", "--port", "0", "--workers", "2");
  }

  private static String name(ProcessHandle worker) {
    return "process " + worker.pid();
  }

  private static List<ProcessHandle> awaitWorkers(Program server, int count) {
    Deadline.of(PATIENCE)
        .until(() -> assertThat(server.process().children().count()).isEqualTo(count));
    return server.process().children().toList();
  }

  @Test
  void workerThatIsKilledUnderLoad_isReplaced_andOnlyItsOwnClientsSeeIt() throws Exception {
    try (Program server = prefork()) {
      Endpoint endpoint = server.listening();
      List<ProcessHandle> workers = awaitWorkers(server, 2);
      try (Load load = new Load(endpoint)) {
        Deadline.of(PATIENCE)
            .until(
                () ->
                    assertThat(load.served)
                        .containsKeys(name(workers.get(0)), name(workers.get(1))));
        assertThat(load.failed).isEmpty();
        ProcessHandle killed = workers.getFirst();
        assertThat(killed.destroyForcibly()).isTrue();
        Set<String> before = Set.of(name(workers.get(0)), name(workers.get(1)));
        Deadline.of(PATIENCE)
            .until(
                () ->
                    assertThat(load.served.keySet())
                        .as("a third one serves")
                        .hasSizeGreaterThan(2));
        assertThat(load.served.keySet()).containsAll(before);
        load.close();
        // At most one connection of each client was the killed worker's, greeted or not.
        assertThat(load.failed).hasSizeLessThanOrEqualTo(CLIENTS);
        assertThat(load.failed).isSubsetOf("", name(killed));
        assertThat(server.errors())
            .contains("worker " + killed.pid() + " has ended (exit code 137)");
      }
      assertEndsInOrder(server, endpoint);
    }
  }

  private static void assertEndsInOrder(Program server, Endpoint endpoint) throws Exception {
    List<ProcessHandle> workers = awaitWorkers(server, 2);
    try (Client client = new Client(endpoint)) {
      String by = client.greeting();
      assertThat(workers).extracting(PreforkTest::name).contains(by);
      assertThat(client.says("hello")).isEqualTo("hello");
      server.signal("INT");
      assertThat(client.line()).as("the end, and no reset").isEmpty();
    }
    assertThat(server.exitCode()).isZero();
    Deadline.of(PATIENCE).until(() -> assertThat(workers).noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void workers_sayWhoTheyAre() throws Exception {
    try (Program server = prefork()) {
      server.listening();
      List<String> lines = new ArrayList<>();
      lines.add(server.process().inputReader(UTF_8).readLine());
      lines.add(server.process().inputReader(UTF_8).readLine());
      List<String> workers =
          awaitWorkers(server, 2).stream().map(worker -> name(worker) + " serves").toList();
      assertThat(lines).containsExactlyInAnyOrderElementsOf(workers);
    }
  }

  /** They listen for their server's end, and do not serve on without it. */
  @Test
  void serverThatIsKilled_takesItsWorkersAlong() throws Exception {
    try (Program server = prefork()) {
      server.listening();
      List<ProcessHandle> workers = awaitWorkers(server, 2);
      server.signal("KILL");
      Deadline.of(PATIENCE).until(() -> assertThat(workers).noneMatch(ProcessHandle::isAlive));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | --workers 0 | --workers is at least 1, not 0",
        "2 | --workers x | Invalid value for option '--workers': 'x' is not an int",
        "2 | --unix a --port 1 | --unix takes the place of --host and --port",
        "1 | --unix /none/of/this | its directory does not exist; create it first",
      })
  void wrongUse_isOneSentence(int exitCode, String arguments, String sentence) throws Exception {
    try (Program program = Program.sluice(("prefork " + arguments).split(" "))) {
      Program.Result result = program.end();
      assertThat(result.errors()).contains(sentence).hasLineCount(1);
      assertThat(result.exitCode()).isEqualTo(exitCode);
    }
  }
}
