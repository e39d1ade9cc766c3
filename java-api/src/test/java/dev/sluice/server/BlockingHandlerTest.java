package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.Async;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.loop.ConnectionLimits;
import dev.sluice.net.StreamSocket;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How the connections of blocking handlers end, on the models that have a thread for them. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class BlockingHandlerTest {
  private static final long SOON = TimeUnit.SECONDS.toNanos(10);

  @RegisterExtension final Async async = new Async();

  static List<ServerModel> models() {
    return ServerModel.all().stream().filter(ServerModel::isBlocking).toList();
  }

  private Serve serve(ServerModel model, BlockingHandler handler, ServerSettings settings)
      throws IOException {
    InetEndpoint local = InetEndpoint.loopback(Family.INET4, 0);
    return Serve.on(async, StreamServer.openBlocking(local, model, handler, settings));
  }

  private Serve serve(ServerModel model, BlockingHandler handler) throws IOException {
    return serve(model, handler, ServerSettings.STANDARD);
  }

  @ParameterizedTest
  @MethodSource("models")
  void handler_thatLeavesInputUnread_doesNotLoseItsAnswer(ServerModel model) throws Exception {
    BlockingHandler handler =
        connection -> {
          try (IoBuffer buffer = IoBuffer.allocate(3)) {
            connection.recvExactly(buffer, 1);
            connection.sendAll(buffer.clear().put("bye", UTF_8));
          }
        };
    try (Serve serve = serve(model, handler);
        StreamSocket client = serve.connect()) {
      ServerTransferContract.send(client, "x".repeat(100_000));
      // RFC 1122 4.2.2.13: closing with something unread sends a reset.
      assertThat(new String(ServerTransferContract.readAll(client), UTF_8)).isEqualTo("bye");
      client.close();
      try (StreamSocket next = serve.connect()) {
        ServerTransferContract.send(next, "y");
        assertThat(ServerTransferContract.receive(next, 3)).isEqualTo("bye");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void handler_whoseClientStaysAfterTheAnswer_endsAfterTheLingerTime(ServerModel model)
      throws Exception {
    ServerSettings brief =
        ServerSettings.STANDARD.limits(
            ConnectionLimits.STANDARD.linger(TimeUnit.MILLISECONDS.toNanos(50)));
    BlockingHandler handler = connection -> {};
    try (Serve serve = serve(model, handler, brief);
        StreamSocket stays = serve.connect();
        StreamSocket next = serve.connect()) {
      assertThat(ServerTransferContract.readAll(stays)).isEmpty();
      assertThat(ServerTransferContract.readAll(next))
          .isEmpty(); // also where it waits for the first
      serve.server.shutdown(SOON);
      serve.awaitEnd();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void handler_whoseClientLeavesInTheMiddle_hasNotFailed(ServerModel model) throws Exception {
    BlockingHandler handler =
        connection -> {
          try (IoBuffer buffer = IoBuffer.allocate(10)) {
            connection.recvExactly(buffer, 10);
          }
        };
    try (Serve serve = serve(model, handler)) {
      StreamSocket client = serve.connect();
      ServerTransferContract.send(client, "half");
      client.close();
      serve.server.shutdown(SOON);
      serve.awaitEnd();
      assertThat(serve.server.counted().handlerFailures()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void handler_whosePeerBreaksTheProtocol_hasNotFailed(ServerModel model) throws Exception {
    BlockingHandler handler =
        connection -> {
          try (IoBuffer buffer = IoBuffer.allocate(1)) {
            connection.recvExactly(buffer, 1);
          }
          throw new ProtocolException("no such request");
        };
    try (Serve serve = serve(model, handler);
        StreamSocket client = serve.connect()) {
      ServerTransferContract.send(client, "x");
      assertThatThrownBy(() -> ServerTransferContract.readAll(client))
          .hasMessageContaining("ECONNRESET");
      serve.server.shutdown(SOON);
      serve.awaitEnd();
      assertThat(serve.server.counted().handlerFailures()).isZero();
      assertThat(serve.server.counted().protocolFailures()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void handler_endOfSomethingElse_isItsFailure_andAReset(ServerModel model) throws Exception {
    BlockingHandler handler =
        connection -> {
          try (IoBuffer buffer = IoBuffer.allocate(1)) {
            connection.recvExactly(buffer, 1);
          }
          throw new EOFException("of a file");
        };
    try (Serve serve = serve(model, handler);
        StreamSocket client = serve.connect()) {
      ServerTransferContract.send(client, "x");
      assertThatThrownBy(() -> ServerTransferContract.readAll(client))
          .hasMessageContaining("ECONNRESET");
      await().until(() -> serve.server.counted().handlerFailures() == 1);
    }
  }
}
