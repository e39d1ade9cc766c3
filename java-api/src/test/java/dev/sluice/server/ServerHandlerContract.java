package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.ErrnoException;
import dev.sluice.IoBuffer;
import dev.sluice.loop.ConnectionLimits;
import dev.sluice.net.Shutdown;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What handlers may do, and how much a server takes on, on every server model. */
abstract class ServerHandlerContract extends ServerFileContract {
  private static final ConnectionLimits SOON_IDLE =
      ConnectionLimits.STANDARD.idle(TimeUnit.MILLISECONDS.toNanos(300));

  /** Tells whether a handler that blocks holds up other clients. */
  private boolean isThreadForEach() {
    return model().isBlocking() && !model().equals(ServerModel.SEQUENTIAL);
  }

  private static void provoke(StreamSocket client) throws IOException {
    send(client, "hello");
    client.shutdown(Shutdown.WRITE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "opened", "received", "endOfInput", "drained", "closed"})
  void handlerThatThrows_inAnyCall_endsItsConnectionOnly(String where) throws Exception {
    try (Serve serve = serve(new Handlers.Throws())) {
      try (StreamSocket bad = serve.connectFrom(Handlers.Throws.clientFor(where))) {
        provoke(bad);
        long pauses = where.equals("drained") ? 1 : 0;
        await().until(() -> serve.server.counted().readPauses() == pauses);
        readAll(bad);
      } catch (ErrnoException reset) {
        // That is how most of them end.
      }
      await().until(() -> serve.server.counted().handlerFailures() == 1);
      try (StreamSocket good = serve.connect()) {
        assertThat(exchange(good, "fine")).isEqualTo("fine");
      }
      assertThat(serve.server.counted().handlerFailures()).isEqualTo(1);
      assertThat(serve.server.counted().refused()).isEqualTo(where.equals("verify") ? 1 : 0);
    }
  }

  @Test
  void handlerThatThrows_inIdle_endsItsConnectionOnly() throws Exception {
    try (Serve serve = serve(new Handlers.Throws(), SOON_IDLE)) {
      try (StreamSocket bad = serve.connectFrom(Handlers.Throws.clientFor("idle"))) {
        assertThat(ended(bad)).isTrue();
      }
      try (StreamSocket good = serve.connect()) {
        assertThat(exchange(good, "fine")).isEqualTo("fine");
      }
      assertThat(serve.server.counted().handlerFailures()).isEqualTo(1);
    }
  }

  @Test
  void handlerThatBlocks_holdsUpThoseOfItsThread() throws Exception {
    try (Serve serve = serve(new Handlers.Blocks());
        Reports reports = Reports.of(async, serve);
        StreamSocket blocking = serve.connect();
        StreamSocket other = serve.connect()) {
      send(blocking, "?");
      StreamSocket blocked = reports.atGate();
      send(other, "x");
      if (isThreadForEach()) {
        assertThat(receive(other, 1)).isEqualTo("x");
      } else if (model().count() == 1) {
        assertThat(serve.server.counted().receivedBytes()).isLessThanOrEqualTo(1);
      }
      blocked.close();
      assertThat(receive(blocking, 1)).isEqualTo("?");
      blocking.close();
      assertThat(isThreadForEach() ? "x" : receive(other, 1)).isEqualTo("x");
    }
  }

  @Test
  void idle_whileBytesFlow_isNotCalled() throws Exception {
    try (Serve serve = serve(new Handlers.Beats(), SOON_IDLE);
        Reports reports = Reports.of(async, serve);
        StreamSocket client = serve.connect()) {
      long begin = System.nanoTime();
      long before = begin;
      long longestGap = 0;
      while (before - begin < 2 * SOON_IDLE.idleNanos()) {
        send(client, "x");
        receive(client, 1);
        long now = System.nanoTime();
        longestGap = Math.max(longestGap, now - before);
        before = now;
      }
      // Unless the machine itself stood still for so long.
      reports.finish();
      assertThat(reports.said().isEmpty() || 2 * longestGap > SOON_IDLE.idleNanos()).isTrue();
    }
  }

  @Test
  void idle_handlerThatSends_keepsTheConnection() throws Exception {
    try (Serve serve = serve(new Handlers.Beats(), SOON_IDLE);
        Reports reports = Reports.of(async, serve);
        StreamSocket client = serve.connect()) {
      assertThat(receive(client, 8)).isEqualTo("beatbeat");
      assertThat(reports.said()).contains("beat", "beat");
    }
  }

  private static ConnectionLimits impatient(long millis) {
    return ConnectionLimits.STANDARD.message(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void messageThatIsNeverWhole_endsItsConnection_whateverCameBefore() throws Exception {
    try (Serve serve = serve(new ServerModelContract.ByFours(), impatient(50));
        StreamSocket client = serve.connect()) {
      for (int i = 0; i < 10; i++) {
        assertThat(exchange(client, "1234")).isEqualTo("1234");
      }
      send(client, "5678ab");
      assertThat(receive(client, 4)).isEqualTo("5678");
      assertThat(ended(client)).isTrue();
      assertThat(serve.server.counted().handlerFailures()).isZero();
    }
  }

  @Test
  void messageThatBecomesWhole_keepsItsConnection() throws Exception {
    try (Serve serve = serve(new ServerModelContract.ByFours(), impatient(300));
        StreamSocket client = serve.connect()) {
      send(client, "12");
      await().until(() -> serve.server.counted().receivedBytes() == 2);
      send(client, "34");
      assertThat(receive(client, 4)).isEqualTo("1234");
      // Nothing is left: it may now be silent for longer than another may, elsewhere, who is not.
      try (Serve other = serve(new ServerModelContract.ByFours(), impatient(300));
          StreamSocket slow = other.connect()) {
        send(slow, "x");
        assertThat(ended(slow)).isTrue();
      }
      assertThat(exchange(client, "5678")).isEqualTo("5678");
    }
  }

  @Test
  void messageThatIsNotLookedAt_isNotTimed() throws Exception {
    try (Serve serve = serve(new Handlers.PausesLong(), impatient(20));
        StreamSocket client = serve.connect()) {
      assertThat(exchange(client, "left lying")).isEqualTo("left lying");
    }
  }

  @Test
  void frameThatIsNotAllowed_isThePeersFailure() throws Exception {
    try (Serve serve = serve(new FrameEchoHandler())) {
      try (StreamSocket bad = serve.connect()) {
        send(bad, "\u007f234 is a length of more than two thousand million");
        assertThat(ended(bad)).isTrue();
      }
      try (StreamSocket good = serve.connect()) {
        assertThat(exchange(good, "\0\0\0\1x")).isEqualTo("\0\0\0\1x");
      }
      assertThat(serve.server.counted().handlerFailures()).isZero();
    }
  }

  @Test
  void heartbeat_missed_tellsClosedWhy() throws Exception {
    try (Serve serve = serve(new HeartbeatHandlers.Asks());
        Reports reports = Reports.of(async, serve);
        StreamSocket client = serve.connect()) {
      assertThat(ended(client)).isTrue();
      assertThat(reports.await("closed by"))
          .isEqualTo(
              "closed by java.net.SocketTimeoutException: the peer is silent: it was asked 2 times"
                  + " and had each time 300 ms to answer");
    }
  }

  @Test
  void heartbeat_ofPeerThatDoesNotRead_abortsToo() throws Exception {
    try (Serve serve = serve(new HeartbeatHandlers.AnswersMuch());
        Reports reports = Reports.of(async, serve);
        StreamSocket client = serve.connect()) {
      send(client, "?");
      assertThat(reports.await("closed by"))
          .startsWith("closed by java.net.SocketTimeoutException: the peer is silent");
    }
  }

  @Test
  void heartbeat_whileReadingIsPaused_doesNotCount() throws Exception {
    try (Serve serve = serve(new HeartbeatHandlers.Pauses());
        Reports reports = Reports.of(async, serve);
        StreamSocket client = serve.connect()) {
      assertThat(exchange(client, "x")).isEqualTo("x");
      reports.finish();
      assertThat(reports.said()).isEmpty();
    }
  }

  @Test
  void heartbeat_stoppedOrReplaced_asksNoMore() throws Exception {
    try (Serve serve = serve(new HeartbeatHandlers.StopsAndReplaces());
        StreamSocket client = serve.connect()) {
      send(client, "x");
      assertThat(receive(client, 10)).isEqualTo("still here");
    }
  }

  @Test
  void heartbeat_whosePingThrows_endsItsConnectionOnly() throws Exception {
    try (Serve serve = serve(new HeartbeatHandlers.ThrowsForMark())) {
      try (StreamSocket bad = serve.connect()) {
        send(bad, "!");
        assertThat(ended(bad)).isTrue();
      }
      try (StreamSocket good = serve.connect()) {
        assertThat(exchange(good, "fine")).isEqualTo("fine");
      }
      assertThat(serve.server.counted().handlerFailures()).isEqualTo(1);
    }
  }

  @Test
  void connectionLimit_furtherClientsWait_andAreServedAsOthersLeave() throws Exception {
    ServerSettings settings = ServerSettings.STANDARD.maxConnections(2);
    List<StreamSocket> waiting = new ArrayList<>();
    try (Serve serve = Serve.on(async, local(), model(), new Handlers.Witness(), settings);
        Reports reports = Reports.of(async, serve)) {
      for (int i = 0; i < 12; i++) {
        StreamSocket client = serve.connect();
        waiting.add(client);
        send(client, "x");
      }
      while (!waiting.isEmpty()) {
        for (Iterator<StreamSocket> all = waiting.iterator(); all.hasNext(); ) {
          StreamSocket client = all.next();
          if (client.fd().awaitReadable(TimeUnit.MILLISECONDS.toNanos(2))) {
            assertThat(receive(client, 1)).isEqualTo("x");
            client.close();
            all.remove();
          }
        }
      }
      assertThat(serve.server.counted().accepted()).isEqualTo(12);
      assertThat(reports.mostAtATime()).isBetween(1, 2);
    } finally {
      waiting.forEach(StreamSocket::close);
    }
  }

  @Test
  void connectionLimit_belowTheNumberOfLoops_holds() throws Exception {
    ServerSettings settings = ServerSettings.STANDARD.maxConnections(1);
    try (Serve serve = Serve.on(async, local(), model(), new Handlers.Witness(), settings);
        Reports reports = Reports.of(async, serve)) {
      for (int i = 0; i < 10; i++) {
        try (StreamSocket client = serve.connect();
            StreamSocket next = serve.connect()) {
          assertThat(exchange(client, "a")).isEqualTo("a");
          client.close();
          assertThat(exchange(next, "b")).isEqualTo("b");
        }
      }
      assertThat(reports.mostAtATime()).isEqualTo(1);
    }
  }

  @Test
  void counters_tellWhatWasDone() throws Exception {
    try (Serve serve = serve(new EchoHandler())) {
      for (int i = 0; i < 3; i++) {
        try (StreamSocket client = serve.connect()) {
          assertThat(exchange(client, "12345")).isEqualTo("12345");
        }
      }
      await().until(() -> serve.server.counted().sentBytes() == 15);
      assertThat(serve.server.counted())
          .satisfies(
              counted -> {
                assertThat(counted.accepted()).isEqualTo(3);
                assertThat(counted.receivedBytes()).isEqualTo(15);
                assertThat(counted.refused()).isZero();
                assertThat(counted.handlerFailures()).isZero();
                assertThat(counted.acceptPauses()).isZero();
                assertThat(counted.readPauses()).isZero();
              });
    }
  }

  // ---- blocking handlers

  private static void echo(StreamSocket connection) throws IOException {
    try (IoBuffer buffer = IoBuffer.allocate(1_000)) {
      while (connection.recv(buffer.clear()) > 0) {
        if (buffer.peek(0) == '!') {
          throw new IllegalStateException("asked for");
        }
        connection.sendAll(buffer);
      }
    }
  }

  @Test
  void blockingHandler_servesWhereThereIsAThread_andIsRefusedElsewhere() throws Exception {
    BlockingHandler handler = ServerHandlerContract::echo;
    if (!model().isBlocking()) {
      assertThatThrownBy(
              () ->
                  StreamServer.openBlocking(local(), model(), handler, ServerSettings.STANDARD)
                      .close())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("virtual-threads");
      return;
    }
    StreamServer server =
        StreamServer.openBlocking(local(), model(), handler, ServerSettings.STANDARD);
    try (Serve serve = Serve.on(async, server)) {
      try (StreamSocket bad = serve.connect()) {
        send(bad, "!");
        assertThat(ended(bad)).isTrue();
      }
      try (StreamSocket good = serve.connect()) {
        assertThat(exchange(good, "fine")).isEqualTo("fine");
      }
      await().until(() -> serve.server.counted().handlerFailures() == 1);
    }
  }

  @Test
  void blockingHandler_resetByItsPeer_hasNotFailed() throws Exception {
    if (!model().isBlocking()) {
      return; // refused, see above
    }
    BlockingHandler handler = ServerHandlerContract::echo;
    StreamServer server =
        StreamServer.openBlocking(local(), model(), handler, ServerSettings.STANDARD);
    try (Serve serve = Serve.on(async, server)) {
      StreamSocket bad = serve.connect();
      assertThat(exchange(bad, "x")).isEqualTo("x");
      reset(bad);
      try (StreamSocket good = serve.connect()) {
        assertThat(exchange(good, "fine")).isEqualTo("fine");
        serve.server.shutdown(0); // while its handler is waiting
        assertThat(ended(good)).isTrue();
      }
      serve.awaitEnd();
      assertThat(serve.server.counted().handlerFailures()).isZero();
    }
  }

  @Test
  void peer_thatBreaksTheProtocol_isCounted_andTheHandlerHasNotFailed() throws Exception {
    try (Serve serve = serve(new FrameEchoHandler());
        StreamSocket bad = serve.connect()) {
      send(bad, "\u007f\u007f\u007f\u007f"); // a frame of two gigabytes
      assertThat(ended(bad)).isTrue();
      await().until(() -> serve.server.counted().protocolFailures() == 1);
      assertThat(serve.server.counted().handlerFailures()).isZero();
    }
  }

  @Test
  void idle_notOverridden_aborts_whileAnotherConnectionGoesOn() throws Exception {
    try (Serve serve = serve(new EchoHandler(), SOON_IDLE)) {
      for (int i = 0; i < 2; i++) {
        try (StreamSocket client = serve.connect()) {
          assertThat(exchange(client, "x")).isEqualTo("x");
          assertThat(ended(client)).isTrue();
        }
      }
      assertThat(serve.server.counted().handlerFailures()).isZero();
    }
  }
}
