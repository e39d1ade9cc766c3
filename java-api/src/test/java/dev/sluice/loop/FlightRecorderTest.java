package dev.sluice.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Async;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class FlightRecorderTest {
  private static final long SLOW_NANOS = 30_000_000;

  @RegisterExtension final Async async = new Async();
  @TempDir Path directory;
  private final CountDownLatch answered = new CountDownLatch(1);

  @Test
  void recording_tellsOfAcceptsSlowHandlersIterationsAndBackPressure() throws Exception {
    Path file = directory.resolve("loop.jfr");
    try (Recording recording = new Recording()) {
      recording.start();
      serveOneSlowly();
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertThat(named(events, "dev.sluice.Accept")).hasSize(1);
    assertThat(named(events, "dev.sluice.BackPressure")).hasSize(1);
    assertThat(named(events, "dev.sluice.LoopIteration")).isNotEmpty();
    assertThat(named(events, "dev.sluice.SlowHandler"))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getInt("bytes")).isEqualTo(4);
              assertThat(event.getDuration().toNanos()).isGreaterThanOrEqualTo(SLOW_NANOS);
            });
  }

  private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream().filter(event -> event.getEventType().getName().equals(name)).toList();
  }

  /** Dawdles, and answers with more than a socket takes whose peer does not read yet. */
  private void answer(Connection connection, IoBuffer input) {
    input.skip(input.readable());
    long end = System.nanoTime() + SLOW_NANOS;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
    byte[] much = new byte[12_000_000];
    connection.send(much, 0, much.length);
    answered.countDown();
  }

  private void serveOneSlowly() throws Exception {
    try (EventLoop loop = EventLoop.openEdge();
        ListeningSocket listening =
            ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 8)) {
      loop.listen(listening, this::answer, ConnectionLimits.STANDARD, 10);
      Async.Task<Void> running =
          async.start(
              () -> {
                loop.run();
                return null;
              });
      try (StreamSocket client = StreamSocket.connectTo(listening.localEndpoint());
          IoBuffer buffer = IoBuffer.allocate(12_000_000)) {
        client.setTimeout(20_000);
        client.sendAll(buffer.put("ping", UTF_8));
        answered.await();
        client.recvExactly(buffer.clear(), 12_000_000);
      }
      loop.close();
      running.join();
    }
  }
}
