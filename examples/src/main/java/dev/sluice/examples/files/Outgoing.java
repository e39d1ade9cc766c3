package dev.sluice.examples.files;

import dev.sluice.Fd;
import dev.sluice.net.FileTransfers;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file to send. The kernel sends it by its descriptor; the checksum is made through a channel on
 * the same open file, whatever has its name by now.
 *
 * @param fd to send
 * @param channel to read
 * @param bytes how many it had when it was opened
 */
record Outgoing(Fd fd, FileChannel channel, long bytes) implements AutoCloseable {
  static Outgoing open(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new Refusal(
          Files.exists(path) ? path + " is no regular file" : "there is no file " + path);
    }
    Fd fd = FileTransfers.open(path);
    try {
      FileChannel channel = FileChannel.open(link(fd), StandardOpenOption.READ);
      return new Outgoing(fd, channel, channel.size());
    } catch (IOException | RuntimeException | Error e) {
      fd.close();
      throw e;
    }
  }

  /** Returns the name that {@code proc(5)} has for an open file. */
  private static Path link(Fd fd) {
    int number = fd.enter();
    try {
      return Path.of("/proc/self/fd/" + number);
    } finally {
      fd.exit();
    }
  }

  /** Returns where the file is that was opened, without links: what counts, whatever was asked. */
  Path realPath() throws IOException {
    return link(fd).toRealPath();
  }

  /** Returns the checksum of its first bytes. */
  Sha256 sum(long count) throws IOException {
    return Sha256.of(channel, count);
  }

  @Override
  public void close() throws IOException {
    fd.close();
    channel.close();
  }
}
