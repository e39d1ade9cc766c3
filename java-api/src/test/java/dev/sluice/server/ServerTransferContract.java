package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.IoBuffer;
import dev.sluice.loop.ConnectionLimits;
import dev.sluice.net.Shutdown;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How bytes go, on every server model. */
abstract class ServerTransferContract extends ServerModelContract {
  Serve serve(dev.sluice.loop.ConnectionHandler handler, ConnectionLimits limits)
      throws IOException {
    ServerSettings settings = ServerSettings.STANDARD.limits(limits);
    return Serve.on(async, local(), model(), handler, settings);
  }

  static void send(StreamSocket client, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    try (IoBuffer buffer = IoBuffer.allocate(bytes.length)) {
      client.sendAll(buffer.put(bytes));
    }
  }

  /** Closes with a reset. */
  static void reset(StreamSocket client) throws IOException {
    client.set(SocketOptions.SO_LINGER, Optional.of(Duration.ZERO));
    client.close();
  }

  /** Both ends are in this process, and select(2) knows no descriptor above 1,023. */
  private int manyClients() {
    return model().equals(ServerModel.SELECT) ? 400 : 500;
  }

  @Test
  void manyClientsAtOnce_areServedEach() throws Exception {
    List<StreamSocket> clients = new ArrayList<>();
    try (Serve serve = serve(new EchoHandler())) {
      for (int i = 0; i < manyClients(); i++) {
        clients.add(serve.connect());
      }
      for (int i = 0; i < clients.size(); i++) {
        StreamSocket client = clients.get(i);
        assertThat(exchange(client, "client " + i)).isEqualTo("client " + i);
        if (model().equals(ServerModel.SEQUENTIAL)) {
          client.close(); // the others wait in the backlog until it goes
        }
      }
      assertThat(serve.server.counted().accepted()).isEqualTo(manyClients());
    } finally {
      clients.forEach(StreamSocket::close);
    }
  }

  @Test
  void slowWriter_oneByteAtATime_isAnswered() throws Exception {
    try (Serve serve = serve(new EchoHandler());
        StreamSocket client = serve.connect()) {
      for (int i = 0; i < 500; i++) {
        send(client, "x");
      }
      assertThat(receive(client, 500)).isEqualTo("x".repeat(500));
    }
  }

  @Test
  void slowReader_getsEveryByteInOrder() throws Exception {
    byte[] sent = new byte[200_000];
    new Random(7).nextBytes(sent);
    try (Serve serve =
            serve(new EchoHandler(), ConnectionLimits.STANDARD.output(10, 100, 1 << 20));
        StreamSocket client = serve.connect();
        IoBuffer out = IoBuffer.allocate(sent.length);
        IoBuffer in = IoBuffer.allocate(sent.length)) {
      client.setBlocking(false);
      out.put(sent);
      while (in.readable() < sent.length) {
        client.send(out);
        client.fd().awaitReadable(TimeUnit.SECONDS.toNanos(10));
        try (IoBuffer little = IoBuffer.allocate(7)) {
          if (client.recv(little) > 0) {
            in.put(little.getAll());
          }
        }
      }
      assertThat(in.getAll()).isEqualTo(sent);
    }
  }

  @Test
  void shutdownOutputByHandler_clientSeesTheEnd_andMayGoOnSending() throws Exception {
    try (Serve serve = serve(new Handlers.ShutsDownOutput());
        StreamSocket client = serve.connect()) {
      assertThat(new String(readAll(client), UTF_8)).isEqualTo("bye");
      send(client, "12345");
      client.shutdown(Shutdown.WRITE);
      await().until(() -> serve.server.counted().receivedBytes() == 5);
      assertThat(serve.server.counted().handlerFailures()).isZero();
    }
  }

  @Test
  void halfCloseByClient_handlerAnswersAtTheEndOfInput() throws Exception {
    try (Serve serve = serve(new Handlers.CountsToTheEnd());
        StreamSocket client = serve.connect()) {
      send(client, "x".repeat(70_000));
      client.shutdown(Shutdown.WRITE);
      assertThat(new String(readAll(client), UTF_8)).isEqualTo("70000");
    }
  }

  @Test
  void resetInTheMiddleOfATransfer_endsItsConnectionOnly() throws Exception {
    try (Serve serve = serve(new EchoHandler())) {
      try (StreamSocket bad = serve.connect();
          IoBuffer much = IoBuffer.allocate(4_000_000)) {
        bad.setBlocking(false);
        much.put(new byte[4_000_000]);
        assertThat(bad.send(much)).isPositive();
        reset(bad);
      }
      try (StreamSocket good = serve.connect()) {
        assertThat(exchange(good, "fine")).isEqualTo("fine");
      }
      assertThat(serve.server.counted().handlerFailures()).isZero();
    }
  }

  @Test
  void pausedReading_untakenInput_isShownAgainOnResume() throws Exception {
    try (Serve serve = serve(new Handlers.PausesOnce());
        StreamSocket client = serve.connect()) {
      // Nothing more is sent: only the resumption can show it.
      assertThat(exchange(client, "left lying")).isEqualTo("left lying");
      assertThat(exchange(client, "more")).isEqualTo("more");
    }
  }

  @Test
  void setHandler_inputBehindTheSwitch_goesToTheNextHandler() throws Exception {
    try (Serve serve = serve(new Handlers.SwitchesProtocol());
        StreamSocket client = serve.connect()) {
      send(client, "upgrade\nrest");
      assertThat(receive(client, 4)).isEqualTo("rest");
      assertThat(exchange(client, "more")).isEqualTo("more");
    }
  }

  @Test
  void setHandler_endBehindTheSwitch_comesAfterTheRest() throws Exception {
    try (Serve serve = serve(new Handlers.SwitchesProtocol());
        StreamSocket client = serve.connect()) {
      send(client, "upgrade\nrest");
      client.shutdown(Shutdown.WRITE);
      assertThat(new String(readAll(client), UTF_8)).isEqualTo("rest");
    }
  }

  @Test
  void attachment_belongsToOneConnection() throws Exception {
    try (Serve serve = serve(new Handlers.Counts())) {
      for (int i = 0; i < 2; i++) {
        try (StreamSocket client = serve.connect()) {
          assertThat(exchange(client, "a")).isEqualTo("1");
          assertThat(exchange(client, "b")).isEqualTo("2");
        }
      }
    }
  }

  @Test
  void sendFromAnotherThread_byExecute_arrives() throws Exception {
    try (Serve serve = serve(new Handlers.AnswersFromAnotherThread());
        StreamSocket client = serve.connect()) {
      for (int i = 0; i < 20; i++) {
        assertThat(exchange(client, "turn " + i)).isEqualTo("turn " + i);
      }
    }
  }

  @Test
  void sendAfterClose_isRefused_andWhatWasSentBeforeArrives() throws Exception {
    try (Serve serve = serve(new Handlers.SendsAfterClose());
        StreamSocket client = serve.connect()) {
      send(client, "last words");
      assertThat(new String(readAll(client), UTF_8)).isEqualTo("last words");
      assertThat(serve.server.counted().handlerFailures()).isZero();
    }
  }

  @Test
  void maxInputBytes_exceeded_abortsTheConnectionOnly() throws Exception {
    try (Serve serve =
        serve(new Handlers.TakesNothing(), ConnectionLimits.STANDARD.maxInput(1_000))) {
      try (StreamSocket client = serve.connect()) {
        send(client, "x".repeat(1_001));
        assertThat(ended(client)).isTrue();
      }
      await().until(() -> serve.server.counted().receivedBytes() == 1_001);
      try (StreamSocket client = serve.connect()) {
        send(client, "x".repeat(1_000));
        // As much as is allowed stays, and the peer's end is an orderly one.
        await().until(() -> serve.server.counted().receivedBytes() == 2_001);
        client.shutdown(Shutdown.WRITE);
        assertThat(readAll(client)).isEmpty();
      }
      assertThat(serve.server.counted().handlerFailures()).isZero();
    }
  }

  @Test
  void maxOutputBytes_exceeded_abortsTheConnection() throws Exception {
    ConnectionLimits limits = ConnectionLimits.STANDARD.output(100, 1_000, 10_000);
    try (Serve serve = serve(new Handlers.AnswersTooMuch(), limits);
        Reports reports = Reports.of(async, serve);
        StreamSocket client = serve.connect()) {
      client.set(SocketOptions.SO_RCVBUF, 4096);
      send(client, "?"); // and reads nothing
      assertThat(reports.await("closed")).contains("the peer does not read");
      assertThat(ended(client)).isTrue();
      assertThat(serve.server.counted().handlerFailures()).isZero();
    }
  }

  @Test
  void drained_isCalledOnceForOneLongAnswer() throws Exception {
    try (Serve serve = serve(new Handlers.AnswersMuch());
        StreamSocket client = serve.connect()) {
      send(client, "?");
      client.shutdown(Shutdown.WRITE);
      await().until(() -> serve.server.counted().readPauses() == 1);
      byte[] answer = readAll(client);
      // The end of input closes once all is sent; what drained says comes before or not at all.
      assertThat(answer.length)
          .isBetween(Handlers.AnswersMuch.BYTES, Handlers.AnswersMuch.BYTES + 1);
      assertThat(serve.server.counted().readPauses()).isEqualTo(1);
    }
  }

  @Test
  void drained_handlerGoesOnWithItsAnswer() throws Exception {
    try (Serve serve = serve(new Handlers.AnswersMuch());
        StreamSocket client = serve.connect()) {
      for (int round = 0; round < 2; round++) {
        send(client, "?");
        long pauses = round + 1L; // a client that read at once would leave nothing to drain
        await().until(() -> serve.server.counted().readPauses() == pauses);
        String answer = receive(client, Handlers.AnswersMuch.BYTES + 1);
        assertThat(answer).endsWith("D");
        assertThat(answer.indexOf('D')).isEqualTo(Handlers.AnswersMuch.BYTES);
      }
    }
  }

  @Test
  void untakenInput_growsUntilTheMessageIsWhole() throws Exception {
    byte[] sent = new byte[Handlers.WaitsForAll.BYTES];
    new Random(3).nextBytes(sent);
    try (Serve serve = serve(new Handlers.WaitsForAll());
        StreamSocket client = serve.connect();
        IoBuffer buffer = IoBuffer.allocate(sent.length)) {
      client.sendAll(buffer.put(sent));
      client.recvExactly(buffer.clear(), sent.length);
      assertThat(buffer.getAll()).isEqualTo(sent);
    }
  }

  @Test
  void abruptClients_leaveNoConnectionBehind() throws Exception {
    try (Serve serve = serve(new EchoHandler())) {
      for (int i = 0; i < 100; i++) {
        StreamSocket client = serve.connect();
        if (i % 2 == 0) {
          send(client, "never read");
        }
        reset(client);
      }
      try (StreamSocket good = serve.connect()) {
        assertThat(exchange(good, "fine")).isEqualTo("fine");
      }
      // What is left are listeners.
      await().until(() -> serve.server.counted().sources() <= model().count());
      assertThat(serve.server.counted().handlerFailures()).isZero();
    }
  }
}
