package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.Endpoint;
import dev.sluice.InetEndpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sluice chat} with the clients that people have. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class ChatTest {
  /** Reads nothing, with as little room as the kernel allows, until its input ends. */
  private static final String DEAF =
      """
      import socket, sys
      s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
      s.connect(("127.0.0.1", int(sys.argv[1]))); s.send(b"/nick deaf\\n"); sys.stdin.read()
      """;

  private final List<Program> programs = new ArrayList<>();

  private Program start(Program program) {
    programs.add(program);
    return program;
  }

  private String serve(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("chat", "--port", "0"));
    command.addAll(List.of(options));
    Endpoint local = start(Program.sluice(command.toArray(String[]::new))).listening();
    return Integer.toString(((InetEndpoint) local).port());
  }

  private Lines client(String tool, String... command) throws IOException {
    assumeThat(Program.isInstalled(tool)).as(tool + " is installed").isTrue();
    return Lines.of(start(Program.any(command)));
  }

  private Lines nc(String port, String name) throws IOException {
    Lines client = client("nc", "nc", "127.0.0.1", port);
    client.await("* welcome, ");
    client.type("/nick " + name);
    client.await(" is now " + name + "\n");
    return client;
  }

  @AfterEach
  void endAll() throws IOException {
    for (Program program : programs.reversed()) {
      program.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll-edge", "epoll-level", "poll", "select", "nio"})
  void ncAndSocat_talk_inTheirRooms_onEveryModelWithOneThread(String model) throws IOException {
    String port = serve("--model", model);
    Lines ann = nc(port, "ann");
    Lines bob = client("socat", "socat", "-", "TCP:127.0.0.1:" + port);
    bob.await("has come to lobby");
    ann.await("* guest2 has come to lobby\n");
    bob.type("hello \u001b[31mred\u0007 \u202e\tend");
    ann.await("<guest2> hello [31mred  end\n");
    bob.type("/join tea");
    ann.await("* guest2 has gone to tea\n");
    bob.await("* guest2 has come to tea\n");
    bob.type("alone");
    bob.await("<guest2> alone\n");
    ann.type("/rooms");
    ann.await("* rooms: lobby (1), tea (1)\n");
    bob.type("/msg ANN psst");
    ann.await("[guest2 to you] psst\n");
    bob.type("/join LOBBY");
    bob.await("come to LOBBY\n");
    bob.type("/who");
    bob.await(": ann, guest2\n");
    bob.type("/quit");
    bob.await("* good-bye\n");
    ann.await("* guest2 has left\n");
    assertThat(ann.all()).doesNotContain("alone");
  }

  @Test
  void mistakes_areAnswered_andNothingElseHappens() throws IOException {
    String port = serve();
    Lines ann = nc(port, "ann");
    Lines bob = nc(port, "bob");
    bob.type("/nick ANN");
    bob.await("* ann is taken\n");
    bob.type("/nick not/a/name");
    bob.await("* a name has 1 to 20 letters");
    bob.type("/join " + "x".repeat(21));
    bob.type("/msg nobody text");
    bob.await("* there is no nobody\n");
    bob.type("/nonsense");
    bob.await("* there is no /nonsense: /help lists the commands\n");
    bob.type("/join lobby");
    bob.await("* you are in lobby\n");
    bob.type("   ");
    bob.type("still here");
    ann.await("<bob> still here\n");
    assertThat(ann.all()).doesNotContain("<bob>  ").doesNotContain("is now ANN");
  }

  @Test
  void clientThatNeverReads_isDropped_andTheOthersAreTold() throws IOException {
    String port = serve("--rate", "100000");
    Lines ann = nc(port, "ann");
    client("python3", "python3", "-c", DEAF, port);
    ann.await(" is now deaf\n");
    String line = "x".repeat(500);
    for (int i = 0; i < 4_000 && !ann.all().contains("deaf was dropped"); i++) {
      ann.type(line);
    }
    ann.await("* deaf was dropped: does not read\n");
    ann.type("/who");
    ann.await("* in lobby: ann\n");
  }

  @Test
  void whoTalksTooFast_waits_andLosesNothing() throws IOException {
    String port = serve("--rate", "5");
    Lines ann = nc(port, "ann");
    for (int i = 0; i < 12; i++) {
      ann.type("line " + i);
    }
    ann.await("<ann> line 11\n");
    assertThat(ann.all().lines().filter(line -> line.startsWith("<ann> line "))).hasSize(12);
  }

  @Test
  void hostileInput_endsItsSender_andNobodyElse() throws IOException {
    String port = serve();
    Lines ann = nc(port, "ann");
    byte[] endless = "y".repeat(100_000).getBytes(UTF_8);
    byte[] binary = new byte[] {(byte) 0xff, (byte) 0xfe, 0, 27, '\n', (byte) 0xc0, '\n'};
    for (byte[] input : List.of(endless, binary)) {
      try (Program nc = start(Program.any("nc", "-N", "127.0.0.1", port))) {
        Program.Result result = nc.end(input);
        assertThat(result.output()).contains("* welcome, ").doesNotContain("\0", "\u001b");
      }
    }
    ann.await("* guest2 has left\n");
    ann.await("* guest3 has left\n");
    ann.type("fine");
    ann.await("<ann> fine\n");
  }

  @Test
  void modelWithoutSharedState_isRefused_andCtrlCIsACleanEnd() throws IOException {
    try (Program chat = Program.sluice("chat", "--model", "prefork:2")) {
      Program.Result result = chat.end();
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.errors()).hasLineCount(1).contains("share their rooms", "epoll-edge");
    }
    try (Program chat = Program.sluice("chat", "--rate", "0")) {
      assertThat(chat.end().exitCode()).isEqualTo(2);
    }
    try (Program chat = Program.sluice("chat", "--port", "0")) {
      chat.listening();
      chat.signal("INT");
      assertThat(chat.exitCode()).isZero();
    }
  }
}
