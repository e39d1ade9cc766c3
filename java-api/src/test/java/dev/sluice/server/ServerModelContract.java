package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.net.Shutdown;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every server model does. A model's test extends {@link ServerLifeContract}, the last of five
 * classes, which together hold these behaviours:
 *
 * <ul>
 *   <li>here: echo, of every size too; half-close; clients one after the other; a handler that
 *       throws; untaken input; back-pressure; reset; shutdown in order and at once; restart on the
 *       same port; idle timeout; heartbeat; refusal by verify
 *   <li>{@link ServerTransferContract}: 500 clients at once (one thread for all of them,
 *       SEQUENTIAL, serves them as they leave; SELECT carries 400 in the process of its clients);
 *       slow writer and reader; half-close by the handler and by the client; reset in the middle of
 *       a transfer; pause and resume; change of the handler, with input and end behind it;
 *       attachment; sending from another thread and after close; limits of input and output;
 *       drained; input that grows; clients that vanish
 *   <li>{@link ServerFileContract}: files in order among bytes, empty, from each kind of source,
 *       whole after close and shutdown; a file that has become shorter; a client that resets, or
 *       does not read; pipelined requests wait for the file; a huge file beside a small client
 *   <li>{@link ServerHandlerContract}: a handler that throws in each of its seven calls; one that
 *       blocks (on models with a thread for each connection others go on, elsewhere they wait);
 *       idle while bytes flow, and with a heartbeat; the limit of connections, also below the
 *       number of loops; counters; blocking handlers where they have a thread, and refused
 *       elsewhere
 *   <li>{@link ServerLifeContract}: shutdown under load, with a deadline, at the limit, with a
 *       backlog on AF_UNIX, and before serving; close before serving, twice, and by the handler;
 *       serving twice; an address in use; one client only; socket files of live and dead servers,
 *       and files that are none; abstract names; IPv6
 * </ul>
 *
 * <p>Handlers are public classes that worker processes can make: each behaviour is observed from
 * outside, by clients, counters and {@link Reports}.
 */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
abstract class ServerModelContract {
  private static final long SOON = TimeUnit.SECONDS.toNanos(10);

  @RegisterExtension final Async async = new Async();

  abstract ServerModel model();

  Endpoint local() {
    return InetEndpoint.loopback(Family.INET4, 0);
  }

  Serve serve(ConnectionHandler handler) throws IOException {
    return Serve.on(async, local(), model(), handler);
  }

  static String exchange(StreamSocket client, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    try (IoBuffer buffer = IoBuffer.allocate(Math.max(1, bytes.length))) {
      client.sendAll(buffer.put(bytes));
      buffer.clear();
      client.recvExactly(buffer, bytes.length);
      return buffer.getAll(UTF_8);
    }
  }

  static String receive(StreamSocket client, int bytes) throws IOException {
    try (IoBuffer buffer = IoBuffer.allocate(bytes)) {
      client.recvExactly(buffer, bytes);
      return buffer.getAll(UTF_8);
    }
  }

  static byte[] readAll(StreamSocket client) throws IOException {
    try (IoBuffer buffer = IoBuffer.allocate(1 << 20)) {
      byte[] all = new byte[0];
      while (client.recv(buffer.clear()) != IoStatus.END_OF_STREAM) {
        byte[] part = buffer.getAll();
        all = Arrays.copyOf(all, all.length + part.length);
        System.arraycopy(part, 0, all, all.length - part.length, part.length);
      }
      return all;
    }
  }

  @Test
  void echo_severalTimesOnOneConnection_answersEach() throws Exception {
    try (Serve serve = serve(new EchoHandler());
        StreamSocket client = serve.connect()) {
      for (int i = 0; i < 100; i++) {
        assertThat(exchange(client, "message " + i)).isEqualTo("message " + i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16_383, 16_384, 16_385, 100_000, 8_000_000})
  void echo_ofEverySize_isByteForByte(int size) throws Exception {
    byte[] sent = new byte[size];
    new Random(size).nextBytes(sent);
    try (Serve serve = serve(new EchoHandler());
        StreamSocket client = serve.connect();
        IoBuffer buffer = IoBuffer.allocate(size)) {
      Async.Task<Void> sender =
          async.start(
              () -> {
                try (IoBuffer out = IoBuffer.allocate(size)) {
                  client.sendAll(out.put(sent));
                }
                return null;
              });
      client.recvExactly(buffer, size);
      assertThat(buffer.getAll()).isEqualTo(sent);
      sender.join();
    }
  }

  @Test
  void halfClose_ofClient_stillGetsTheAnswer() throws Exception {
    try (Serve serve = serve(new EchoHandler());
        StreamSocket client = serve.connect();
        IoBuffer buffer = IoBuffer.allocate(100)) {
      client.sendAll(buffer.put("all there is", UTF_8));
      client.shutdown(Shutdown.WRITE);
      assertThat(new String(readAll(client), UTF_8)).isEqualTo("all there is");
    }
  }

  @Test
  void clientsOneAfterTheOther_areServed() throws Exception {
    try (Serve serve = serve(new EchoHandler())) {
      for (int i = 0; i < 50; i++) {
        try (StreamSocket client = serve.connect()) {
          assertThat(exchange(client, "client " + i)).isEqualTo("client " + i);
        }
      }
      assertThat(serve.server.counted().accepted()).isEqualTo(50);
    }
  }

  /** Fails when it is asked to. */
  public static final class Throwing implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) {
      if (input.peek(0) == '!') {
        throw new IllegalStateException("asked for");
      }
      connection.send(input);
    }
  }

  @Test
  void handlerThatThrows_endsItsConnectionOnly() throws Exception {
    try (Serve serve = serve(new Throwing())) {
      try (StreamSocket bad = serve.connect();
          IoBuffer buffer = IoBuffer.allocate(10)) {
        bad.sendAll(buffer.put('!'));
        assertThat(ended(bad)).isTrue();
      }
      try (StreamSocket good = serve.connect()) {
        assertThat(exchange(good, "fine")).isEqualTo("fine");
      }
      assertThat(serve.server.counted().handlerFailures()).isEqualTo(1);
    }
  }

  /** Waits until the other end closes, in order or by a reset; a timeout is a failure. */
  static boolean ended(StreamSocket client) throws IOException {
    try {
      readAll(client);
      return true;
    } catch (ErrnoException e) {
      return e.errno().equals(Errno.ECONNRESET);
    }
  }

  /** The reset may be there before connect(2) has returned. */
  private static boolean isTurnedAway(Serve serve) throws IOException {
    try (StreamSocket client = serve.connect()) {
      return ended(client);
    } catch (ErrnoException e) {
      return e.errno().equals(Errno.ECONNRESET);
    }
  }

  /** Takes four bytes at a time: what is less waits for the rest. */
  public static final class ByFours implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) {
      while (input.readable() >= 4) {
        byte[] four = new byte[4];
        input.get(four);
        connection.send(four, 0, 4);
      }
    }
  }

  @Test
  void untakenInput_isThereAgainWithMore() throws Exception {
    try (Serve serve = serve(new ByFours());
        StreamSocket client = serve.connect();
        IoBuffer buffer = IoBuffer.allocate(10)) {
      client.sendAll(buffer.put("abcdef", UTF_8));
      buffer.clear();
      client.recvExactly(buffer, 4);
      client.sendAll(IoBuffer.allocate(2).put("gh", UTF_8));
      client.recvExactly(buffer, 4);
      assertThat(buffer.getAll(UTF_8)).isEqualTo("abcdefgh");
    }
  }

  @Test
  void clientThatDoesNotRead_stopsBeingRead_andGetsAllInTheEnd() throws Exception {
    int size = 32_000_000;
    byte[] sent = new byte[size];
    new Random(1).nextBytes(sent);
    try (Serve serve = serve(new EchoHandler());
        StreamSocket client = serve.connect();
        IoBuffer out = IoBuffer.allocate(size);
        IoBuffer in = IoBuffer.allocate(size)) {
      client.setBlocking(false);
      out.put(sent);
      // Sends until the server has read no more for lack of room on the way back.
      long last = System.nanoTime();
      while (!out.isEmpty() && System.nanoTime() - last < TimeUnit.MILLISECONDS.toNanos(300)) {
        if (client.send(out) > 0) {
          last = System.nanoTime();
        }
      }
      assertThat(out.isEmpty()).isFalse();
      client.setTimeout(20_000);
      IoBuffer rest = IoBuffer.allocate(Math.max(1, out.readable()));
      rest.put(out.getAll());
      Async.Task<Void> sender =
          async.start(
              () -> {
                try (IoBuffer mine = IoBuffer.allocate(rest.capacity())) {
                  client.sendAll(mine.put(Arrays.copyOfRange(sent, size - mine.capacity(), size)));
                }
                return null;
              });
      client.recvExactly(in, size);
      sender.join();
      rest.close();
      assertThat(in.getAll()).isEqualTo(sent);
    }
  }

  @Test
  void resetByClient_endsItsConnectionOnly() throws Exception {
    try (Serve serve = serve(new EchoHandler())) {
      try (StreamSocket bad = serve.connect()) {
        assertThat(exchange(bad, "first")).isEqualTo("first");
        bad.set(
            dev.sluice.net.SocketOptions.SO_LINGER, java.util.Optional.of(java.time.Duration.ZERO));
      }
      try (StreamSocket good = serve.connect()) {
        assertThat(exchange(good, "second")).isEqualTo("second");
      }
      assertThat(serve.server.counted().handlerFailures()).isZero();
    }
  }

  @Test
  void shutdown_answersWhatHasArrived_thenCloses() throws Exception {
    try (Serve serve = serve(new EchoHandler());
        StreamSocket client = serve.connect();
        IoBuffer buffer = IoBuffer.allocate(100_000)) {
      assertThat(exchange(client, "hello")).isEqualTo("hello");
      client.sendAll(buffer.put(new byte[100_000]));
      serve.server.shutdown(SOON);
      assertThat(readAll(client)).hasSize(100_000);
      client.close();
      serve.awaitEnd();
    }
  }

  @Test
  void shutdownAtOnce_whileClientsAreConnected_ends() throws Exception {
    try (Serve serve = serve(new EchoHandler());
        StreamSocket client = serve.connect()) {
      assertThat(exchange(client, "hello")).isEqualTo("hello");
      serve.server.shutdown(0);
      serve.awaitEnd();
      assertThat(ended(client)).isTrue();
    }
  }

  @Test
  void restart_onTheSamePortAtOnce_serves() throws Exception {
    Endpoint where;
    try (Serve serve = serve(new EchoHandler());
        StreamSocket client = serve.connect()) {
      where = serve.server.endpoint();
      assertThat(exchange(client, "first")).isEqualTo("first");
    }
    try (Serve serve = Serve.on(async, where, model(), new EchoHandler());
        StreamSocket client = serve.connect()) {
      assertThat(exchange(client, "second")).isEqualTo("second");
    }
  }

  @Test
  void idleConnection_isAborted() throws Exception {
    ServerSettings settings =
        ServerSettings.STANDARD.limits(
            ServerSettings.STANDARD.limits().idle(TimeUnit.MILLISECONDS.toNanos(50)));
    try (Serve serve = Serve.on(async, local(), model(), new EchoHandler(), settings);
        StreamSocket client = serve.connect()) {
      assertThat(ended(client)).isTrue();
    }
  }

  @Test
  void heartbeat_ofSilentPeer_asksAndThenAborts() throws Exception {
    try (Serve serve = serve(new HeartbeatHandlers.Asks());
        StreamSocket client = serve.connect()) {
      assertThat(receive(client, 2)).isEqualTo("??");
      assertThat(ended(client)).isTrue();
      await().until(() -> serve.server.counted().sources() <= model().count());
      assertThat(serve.server.counted().handlerFailures()).isZero();
    }
  }

  @Test
  void heartbeat_ofPeerThatAnswers_goesOn() throws Exception {
    try (Serve serve = serve(new HeartbeatHandlers.Asks());
        StreamSocket client = serve.connect()) {
      for (int i = 0; i < 2 * HeartbeatHandlers.Asks.HEARTBEAT.missed(); i++) {
        String came = receive(client, 1);
        assertThat(came).isEqualTo("?");
        came = exchange(client, "!");
        while (came.equals("?")) { // a slow machine: it has asked once more
          came = receive(client, 1);
        }
        assertThat(came).isEqualTo("!");
      }
    }
  }

  /** Takes nobody, and fails if it is called for one nevertheless. */
  public static final class Refusing implements ConnectionHandler {
    @Override
    public boolean verify(Connection connection) {
      return false;
    }

    @Override
    public void opened(Connection connection) {
      throw new IllegalStateException("called for one that was refused");
    }

    @Override
    public void received(Connection connection, IoBuffer input) {
      throw new IllegalStateException("called for one that was refused");
    }

    @Override
    public void closed(Connection connection, @Nullable Throwable cause) {
      throw new IllegalStateException("called for one that was refused");
    }
  }

  @Test
  void verify_refusal_resetsAndCallsNothingElse() throws Exception {
    try (Serve serve = serve(new Refusing())) {
      assertThat(isTurnedAway(serve)).isTrue();
      await().until(() -> serve.server.counted().refused() == 1);
      assertThat(serve.server.counted().handlerFailures()).isZero();
    }
  }
}
