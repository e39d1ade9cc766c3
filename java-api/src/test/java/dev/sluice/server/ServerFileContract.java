package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.Async;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.loop.LoopCounters;
import dev.sluice.net.StreamSocket;
import dev.sluice.net.TcpOptions;
import dev.sluice.server.FileHandlers.Afterwards;
import dev.sluice.server.FileHandlers.Opened;
import dev.sluice.server.FileHandlers.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How files go among the bytes, on every server model. */
abstract class ServerFileContract extends ServerTransferContract {
  private static final int LARGE = 9_000_000;

  @TempDir Path files;

  private byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(files.resolve("file " + content.length), content);
  }

  private static Request whole(Path file, Afterwards afterwards) throws IOException {
    return new Request(Opened.FOR_SOCKET, afterwards, 0, Files.size(file), file);
  }

  private static byte[] answer(byte[] content, int offset, int bytes) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes("<head".getBytes(UTF_8));
    answer.write(content, offset, bytes);
    answer.write('>');
    return answer.toByteArray();
  }

  private static byte[] receiveBytes(StreamSocket client, int bytes) throws IOException {
    try (IoBuffer buffer = IoBuffer.allocate(bytes)) {
      client.recvExactly(buffer, bytes);
      return buffer.getAll();
    }
  }

  /** Descriptors of this process that are a file of this test: none must be left. */
  private void assertReleased() {
    await().untilAsserted(() -> assertThat(openFiles()).isZero());
  }

  private long openFiles() throws IOException {
    long count = 0;
    try (var all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : all) {
        count += isOurs(descriptor) ? 1 : 0;
      }
    }
    return count;
  }

  private boolean isOurs(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(files);
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16_384, 100_000, LARGE})
  void file_ofEverySize_isBetweenTheBytesAroundIt(int size) throws Exception {
    byte[] content = content(size);
    Path file = file(content);
    try (Serve serve = serve(new FileHandlers.SendsFiles());
        StreamSocket client = serve.connect()) {
      for (int round = 0; round < 2; round++) {
        send(client, whole(file, Afterwards.GO_ON).line());
        byte[] answer = answer(content, 0, size);
        assertThat(receiveBytes(client, answer.length)).isEqualTo(answer);
      }
      assertReleased();
      assertThat(serve.server.counted().handlerFailures()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Opened.class)
  void file_openedInEveryWay_isThatPart(Opened opened) throws Exception {
    byte[] content = content(300_000);
    Request request = new Request(opened, Afterwards.CLOSE, 100_000, 150_000, file(content));
    try (Serve serve = serve(new FileHandlers.SendsFiles());
        StreamSocket client = serve.connect()) {
      send(client, request.line());
      assertThat(readAll(client)).isEqualTo(answer(content, 100_000, 150_000));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOSE", "SHUT_DOWN"})
  void fileThatWaits_isSentWhole_beforeTheEnd(Afterwards afterwards) throws Exception {
    byte[] content = content(LARGE);
    Path file = file(content);
    try (Serve serve = serve(new FileHandlers.SendsFiles());
        StreamSocket client = serve.connect()) {
      send(client, whole(file, afterwards).line());
      // Of a file that is larger than all buffers a part waits, and counts as much.
      await().until(() -> serve.server.counted().readPauses() == 1);
      assertThat(readAll(client)).isEqualTo(answer(content, 0, LARGE));
    }
  }

  @Test
  void headAndFile_goInOneSegment() throws Exception {
    assumeThat(model()).as("a model with MSG_MORE").isNotEqualTo(ServerModel.NIO);
    byte[] content = content(100);
    Path file = file(content);
    try (Serve serve = serve(new FileHandlers.SendsFiles());
        StreamSocket client = serve.connect()) {
      send(client, whole(file, Afterwards.GO_ON).line());
      byte[] answer = answer(content, 0, 100);
      assertThat(receiveBytes(client, answer.length)).isEqualTo(answer);
      // send(2): MSG_MORE keeps a head back until the file follows. So there are three segments at
      // most: what was sent before, the two together, and what was sent behind.
      assertThat(client.get(TcpOptions.TCP_INFO).dataSegmentsIn()).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void pipelinedRequests_waitForTheFileBeforeThem() throws Exception {
    byte[] content = content(LARGE);
    Path file = file(content);
    try (Serve serve = serve(new FileHandlers.SendsFiles());
        StreamSocket client = serve.connect()) {
      send(client, whole(file, Afterwards.GO_ON).line().repeat(5));
      await().until(() -> serve.server.counted().readPauses() >= 1);
      assertThat(openFiles()).as("files open at a time").isLessThanOrEqualTo(1);
      byte[] answer = answer(content, 0, LARGE);
      for (int i = 0; i < 5; i++) {
        assertThat(receiveBytes(client, answer.length)).isEqualTo(answer);
      }
      assertReleased();
    }
  }

  @Test
  void fileThatIsShorterThanPromised_abortsItsConnection_andIsCounted() throws Exception {
    byte[] content = content(1_000);
    Path file = file(content);
    Request tooMuch = new Request(Opened.FOR_SOCKET, Afterwards.GO_ON, 0, 2_000, file);
    try (Serve serve = serve(new FileHandlers.SendsFiles())) {
      try (StreamSocket client = serve.connect()) {
        send(client, tooMuch.line());
        assertThat(ended(client)).isTrue();
      }
      await().until(() -> serve.server.counted().fileFailures() == 1);
      try (StreamSocket client = serve.connect()) {
        send(client, whole(file, Afterwards.CLOSE).line());
        assertThat(readAll(client)).isEqualTo(answer(content, 0, 1_000));
      }
      assertReleased();
      LoopCounters counted = serve.server.counted();
      assertThat(counted.fileFailures()).isEqualTo(1);
      assertThat(counted.handlerFailures()).isZero();
    }
  }

  @Test
  void fileThatBecomesShorterWhileItWaits_abortsItsConnection() throws Exception {
    Path file = file(content(LARGE));
    try (Serve serve = serve(new FileHandlers.SendsFiles());
        StreamSocket client = serve.connect()) {
      send(client, whole(file, Afterwards.GO_ON).line());
      await().until(() -> serve.server.counted().readPauses() == 1);
      try (FileChannel shorten = FileChannel.open(file, StandardOpenOption.WRITE)) {
        shorten.truncate(10);
      }
      assertThat(ended(client)).isTrue();
      await().until(() -> serve.server.counted().fileFailures() == 1);
      assertReleased();
    }
  }

  @Test
  void clientThatResets_whileAFileWaits_releasesIt() throws Exception {
    Path file = file(content(LARGE));
    try (Serve serve = serve(new FileHandlers.SendsFiles())) {
      StreamSocket client = serve.connect();
      send(client, whole(file, Afterwards.GO_ON).line());
      await().until(() -> serve.server.counted().readPauses() == 1);
      reset(client);
      await().until(() -> serve.server.counted().sources() <= model().count());
      assertReleased();
      assertThat(serve.server.counted().fileFailures()).isZero();
    }
  }

  @Test
  void abortByHandler_whileAFileWaits_releasesIt() throws Exception {
    Path file = file(content(LARGE));
    try (Serve serve = serve(new FileHandlers.SendsFiles());
        StreamSocket client = serve.connect()) {
      send(client, whole(file, Afterwards.ABORT).line());
      assertThat(ended(client)).isTrue();
      assertReleased();
    }
  }

  @Test
  void sendFile_afterClose_isRefused_andTheFileIsClosed() throws Exception {
    Path file = file(content(10));
    try (Serve serve = serve(new FileHandlers.SendsFileAfterClose());
        StreamSocket client = serve.connect()) {
      send(client, file + "\n");
      assertThat(new String(readAll(client), UTF_8)).isEqualTo("bye");
      assertThat(serve.server.counted().handlerFailures()).isZero();
    }
  }

  @Test
  void shutdownAtOnce_whileAFileWaits_releasesIt() throws Exception {
    Path file = file(content(LARGE));
    try (Serve serve = serve(new FileHandlers.SendsFiles());
        StreamSocket client = serve.connect()) {
      send(client, whole(file, Afterwards.GO_ON).line());
      await().until(() -> serve.server.counted().readPauses() == 1);
      serve.server.shutdown(0);
      serve.awaitEnd();
      assertThat(ended(client)).isTrue();
      assertReleased();
    }
  }

  @Test
  void hugeFile_toAFastReader_leavesTheOthersTheirTurns() throws Exception {
    assumeThat(model())
        .as("a model that serves several at a time")
        .isNotEqualTo(ServerModel.SEQUENTIAL);
    long huge = 1L << 40; // nobody would wait for its end
    Path sparse = files.resolve("sparse");
    try (FileChannel made =
        FileChannel.open(sparse, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      made.write(ByteBuffer.wrap(new byte[1]), huge - 1);
    }
    byte[] content = content(10_000);
    Path small = file(content);
    CountDownLatch flowing = new CountDownLatch(100);
    try (Serve serve = serve(new FileHandlers.SendsFiles());
        StreamSocket greedy = serve.connect();
        StreamSocket modest = serve.connect()) {
      Request all = new Request(Opened.FOR_SOCKET, Afterwards.GO_ON, 0, huge, sparse);
      send(greedy, all.line());
      Async.Task<Void> reader = async.start(() -> drain(greedy, flowing));
      flowing.await();
      byte[] answer = answer(content, 0, content.length);
      for (int i = 0; i < 20; i++) {
        send(modest, whole(small, Afterwards.GO_ON).line());
        assertThat(receiveBytes(modest, answer.length)).isEqualTo(answer);
      }
      serve.server.shutdown(0);
      serve.awaitEnd();
      reader.join();
    }
  }

  private static Void drain(StreamSocket client, CountDownLatch each) {
    try (IoBuffer buffer = IoBuffer.allocate(1 << 20)) {
      while (client.recv(buffer.clear()) != IoStatus.END_OF_STREAM) {
        each.countDown();
      }
    } catch (IOException reset) {
      return null;
    }
    return null;
  }
}
