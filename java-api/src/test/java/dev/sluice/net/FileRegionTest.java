package dev.sluice.net;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.FdClosedException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.backend.Backend;
import dev.sluice.event.Pipe;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeakedDescriptors.class)
@Timeout(30)
class FileRegionTest {
  private static final int BYTES = 5_000_000;

  @TempDir Path directory;
  private final byte[] content = new byte[BYTES];
  private Path path;
  private SocketPair<StreamSocket> pair;
  private IoBuffer scratch;

  @BeforeEach
  void open() throws IOException {
    new Random(1).nextBytes(content);
    path = Files.write(directory.resolve("file"), content);
    pair = SocketPair.stream();
    pair.first().setBlocking(false);
    scratch = IoBuffer.allocate(50_000);
  }

  @AfterEach
  void close() {
    pair.close();
    scratch.close();
  }

  /** Sends and receives by turns, until all is there. */
  private byte[] sent(FileRegion region, int bytes) throws IOException {
    try (IoBuffer all = IoBuffer.allocate(Math.max(1, bytes))) {
      while (all.readable() < bytes) {
        long before = region.remaining();
        long sent = region.sendTo(pair.first(), Long.MAX_VALUE, scratch);
        assertThat(region.remaining()).isEqualTo(before - Math.max(0, sent));
        assertThat(scratch.isEmpty()).isTrue();
        pair.second().recv(all);
      }
      return all.getAll();
    }
  }

  @Test
  void region_ofADescriptor_isSentInParts() throws Exception {
    try (FileRegion region = FileRegion.openFor(pair.first(), path, 1_000, BYTES - 2_000)) {
      assertThat(sent(region, BYTES - 2_000))
          .isEqualTo(Arrays.copyOfRange(content, 1_000, BYTES - 1_000));
      assertThat(region.remaining()).isZero();
      assertThat(region.sendTo(pair.first(), 10, scratch)).isZero();
    }
  }

  @Test
  void region_ofAChannel_isCopied() throws Exception {
    FileChannel channel = FileChannel.open(path);
    try (FileRegion region = FileRegion.of(channel, 7, 200_000)) {
      assertThat(sent(region, 200_000)).isEqualTo(Arrays.copyOfRange(content, 7, 200_007));
    }
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void region_whoseFileSystemHasNoSendfile_isCopied() throws Exception {
    // Whether sendfile(2) takes files of proc depends on the kernel; reading them always works.
    byte[] commandLine = Files.readAllBytes(Path.of("/proc/self/cmdline"));
    try (FileRegion region =
        FileRegion.openFor(pair.first(), Path.of("/proc/self/cmdline"), 0, commandLine.length)) {
      assertThat(sent(region, commandLine.length)).isEqualTo(commandLine);
    }
  }

  @Test
  void sendTo_noMoreThanAsked_andWouldBlockOfAFullSocket() throws Exception {
    try (FileRegion region = FileRegion.openFor(pair.first(), path, 0, BYTES)) {
      assertThat(region.sendTo(pair.first(), 10, scratch)).isEqualTo(10);
      assertThat(region.sendTo(pair.first(), 0, scratch)).isZero();
      long sent;
      do {
        sent = region.sendTo(pair.first(), Long.MAX_VALUE, scratch);
      } while (sent > 0);
      assertThat(sent).isEqualTo(IoStatus.WOULD_BLOCK);
      assertThat(region.remaining()).isPositive();
    }
  }

  @Test
  void fileThatIsShorter_isSaid_howeverItIsRead() throws Exception {
    try (FileRegion region = FileRegion.openFor(pair.first(), path, BYTES - 10, 20);
        FileRegion copied = FileRegion.of(FileChannel.open(path), BYTES, 5)) {
      assertThat(region.sendTo(pair.first(), 20, scratch)).isEqualTo(10);
      assertThatExceptionOfType(FileRegionException.class)
          .isThrownBy(() -> region.sendTo(pair.first(), 20, scratch))
          .withMessageContaining("the file ended after 10 of 20 bytes");
      assertThatExceptionOfType(FileRegionException.class)
          .isThrownBy(() -> copied.sendTo(pair.first(), 20, scratch))
          .withMessageContaining("the file ended after 0 of 5 bytes");
    }
  }

  @Test
  void whatIsNoFile_isAFailureOfTheFile() throws Exception {
    try (Pipe pipe = Pipe.open();
        FileRegion region = FileRegion.of(pipe.reader().fd().dup(), 0, 5);
        FileRegion aDirectory = FileRegion.openFor(pair.first(), directory, 0, 5)) {
      // sendfile(2) and pread(2): ESPIPE for a descriptor that cannot seek, EISDIR for a directory.
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> region.sendTo(pair.first(), 5, scratch));
      assertThatExceptionOfType(FileRegionException.class)
          .isThrownBy(() -> aDirectory.sendTo(pair.first(), 5, scratch))
          .withMessageContaining("cannot be read")
          .withCauseInstanceOf(ErrnoException.class);
    }
  }

  @Test
  void close_closesTheFileOnce_andEndsTransfers() throws Exception {
    Fd file = FileTransfers.open(path);
    FileRegion region = FileRegion.of(file, 0, 10);
    region.close();
    region.close();
    assertThat(file.isOpen()).isFalse();
    assertThat(region.remaining()).isZero();
    assertThatExceptionOfType(FdClosedException.class).isThrownBy(file::enter);
  }

  @Test
  void openFor_whatIsNotThere_leavesNothingOpen() {
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> FileRegion.openFor(pair.first(), directory.resolve("none"), 0, 1))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileRegion.openFor(pair.first(), path, -1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileRegion.openFor(pair.first(), path, 0, -1));
  }

  @Test
  void openFor_underNio_isAChannel() throws Exception {
    try (ListeningSocket listener = ListeningSocket.listenOn(Endpoint.parse("127.0.0.1:0"), 1);
        StreamSocket nio = Backend.nio().sockets().connectTo(listener.localEndpoint());
        StreamSocket peer = requireNonNull(listener.accept());
        FileRegion region = FileRegion.openFor(nio, path, 0, 1_000);
        FileRegion descriptor = FileRegion.of(FileTransfers.open(path), 1_000, 1_000);
        IoBuffer received = IoBuffer.allocate(2_000)) {
      assertThat(region.sendTo(nio, 1_000, scratch)).isEqualTo(1_000);
      assertThat(descriptor.sendTo(nio, 1_000, scratch)).isEqualTo(1_000);
      peer.recvExactly(received, 2_000);
      assertThat(received.getAll()).isEqualTo(Arrays.copyOf(content, 2_000));
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> FileRegion.openFor(nio, directory.resolve("none"), 0, 1));
    }
  }
}
