package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.Async;
import dev.sluice.Child;
import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of connections with a virtual thread each, none of which holds its carrier. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class PinningTest {
  private static final int CONNECTIONS = 10_000;
  private static final int LOOPS = 2_000;
  private static final int OTHER_DESCRIPTORS = 1_000;

  private static final ServerSettings SETTINGS =
      ServerSettings.STANDARD.maxConnections(CONNECTIONS + 1);

  @RegisterExtension final Async async = new Async();
  @TempDir Path directory;

  private final AtomicInteger virtual = new AtomicInteger();

  private void echo(StreamSocket connection) throws IOException {
    if (Thread.currentThread().isVirtual()) {
      virtual.incrementAndGet();
    }
    try (IoBuffer buffer = IoBuffer.allocate(Integer.BYTES)) {
      while (connection.recv(buffer.clear()) > 0) {
        connection.sendAll(buffer);
      }
    }
  }

  @Test
  void blockingHandlers_ofTenThousandConnections_doNotPin() throws Exception {
    Endpoint local = InetEndpoint.loopback(Family.INET4, 0);
    StreamServer server =
        StreamServer.openBlocking(local, ServerModel.VIRTUAL_THREADS, this::echo, SETTINGS);
    checkNoPinning(server, CONNECTIONS);
    assertThat(virtual.get()).isEqualTo(CONNECTIONS + 1);
  }

  @Test
  void loopsOfTwoThousandConnections_doNotPin() throws Exception {
    Endpoint local = InetEndpoint.loopback(Family.INET4, 0);
    StreamServer server =
        StreamServer.open(local, ServerModel.VIRTUAL_THREADS, new EchoHandler(), SETTINGS);
    checkNoPinning(server, LOOPS);
  }

  private void checkNoPinning(StreamServer server, int connections) throws Exception {
    try (Recording recording = new Recording();
        Serve serve = Serve.on(async, server)) {
      assumeThat(mostDescriptors())
          .as("hard limit of open files (ulimit -Hn)")
          .isGreaterThan(connections + OTHER_DESCRIPTORS);
      recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO).withStackTrace();
      recording.start();
      Child.Result clients =
          Child.run(
              List.of(),
              ManyClientsMain.class,
              server.endpoint().toString(),
              Integer.toString(connections));
      assertThat(clients.output()).contains("all were answered");
      server.shutdown(TimeUnit.SECONDS.toNanos(20));
      serve.awaitEnd();
      assertThat(server.counted().accepted()).isEqualTo(connections + 1);
      recording.stop();
      assertThat(pinned(recording)).isEmpty();
    }
  }

  private static long mostDescriptors() throws IOException {
    Matcher hard =
        Pattern.compile("Max open files +\\S+ +(\\S+)")
            .matcher(Files.readString(Path.of("/proc/self/limits")));
    assertThat(hard.find()).isTrue();
    String limit = hard.group(1);
    return limit.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(limit);
  }

  private List<RecordedEvent> pinned(Recording recording) throws IOException {
    Path file = directory.resolve("pinned.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
        .filter(event -> !isWaitingForAClass(event))
        .toList();
  }

  /**
   * Two threads that need a class for the first time: one loads it, and the other waits in a frame
   * of the JVM, which no virtual thread can leave. It is over with the first connections.
   */
  private static boolean isWaitingForAClass(RecordedEvent event) {
    RecordedStackTrace stack = event.getStackTrace();
    return stack != null
        && stack.getFrames().stream()
            .map(frame -> frame.getMethod().getType().getName())
            .anyMatch(type -> type.startsWith("jdk.internal.loader."));
  }
}
