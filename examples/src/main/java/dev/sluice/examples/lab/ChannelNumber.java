package dev.sluice.examples.lab;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds the descriptor behind an NIO channel, which NIO does not tell: the one socket of this
 * process that has the channel's two addresses. It is only looked at, so that the laboratory knows
 * what has arrived under NIO too.
 */
final class ChannelNumber {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private ChannelNumber() {}

  /**
   * Returns the descriptor, borrowed: to be released, never closed.
   *
   * @param local the channel's own address, which must not be shared with another
   * @param peer the other end's, {@code null} if it is not connected
   */
  static Fd borrow(Endpoint local, @Nullable Endpoint peer) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path entry : entries) {
        int number = Integer.parseInt(entry.getFileName().toString());
        if (isSocket(entry)) {
          Fd fd = Fd.adopt(number);
          if (hasAddresses(StreamSocket.adopt(fd), local, peer)) {
            return fd;
          }
          fd.release();
        }
      }
    }
    throw new LabException("no descriptor in " + DESCRIPTORS + " has the address " + local);
  }

  private static boolean isSocket(Path entry) {
    try {
      return Files.readSymbolicLink(entry).toString().startsWith("socket:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  private static boolean hasAddresses(
      StreamSocket socket, Endpoint local, @Nullable Endpoint peer) {
    try {
      return local.equals(socket.localEndpoint())
          && (peer == null ? !isConnected(socket) : peer.equals(socket.peerEndpoint()));
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  private static boolean isConnected(StreamSocket socket) throws IOException {
    try {
      socket.peerEndpoint();
      return true;
    } catch (ErrnoException notConnected) {
      return false;
    }
  }
}
