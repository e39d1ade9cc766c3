package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.IoBuffer;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.net.FileRegion;
import dev.sluice.net.FileTransfers;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Handlers that send files; which, the client says in a line. */
public final class FileHandlers {
  private FileHandlers() {}

  /** How a file was opened. */
  enum Opened {
    FOR_SOCKET,
    DESCRIPTOR,
    CHANNEL;

    FileRegion open(Connection connection, Path file, long offset, long bytes) throws IOException {
      return switch (this) {
        case FOR_SOCKET -> FileRegion.openFor(connection.socket(), file, offset, bytes);
        case DESCRIPTOR -> FileRegion.of(FileTransfers.open(file), offset, bytes);
        case CHANNEL -> FileRegion.of(FileChannel.open(file), offset, bytes);
      };
    }
  }

  /** What to do once the file is on its way. */
  enum Afterwards {
    GO_ON,
    CLOSE,
    SHUT_DOWN,
    ABORT
  }

  /** A request of one line. */
  record Request(Opened opened, Afterwards afterwards, long offset, long bytes, Path file) {
    String line() {
      return opened + " " + afterwards + " " + offset + " " + bytes + " " + file + "\n";
    }

    static Request parse(String line) {
      String[] words = line.split(" ", 5);
      return new Request(
          Opened.valueOf(words[0]),
          Afterwards.valueOf(words[1]),
          Long.parseLong(words[2]),
          Long.parseLong(words[3]),
          Path.of(words[4]));
    }
  }

  /** Answers each line by {@code <}, a head, the file, and {@code >}. */
  public static final class SendsFiles implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) throws IOException {
      while (!connection.isAboveHighWater()) {
        int length = input.indexOf('\n', 0);
        if (length < 0) {
          return;
        }
        byte[] line = new byte[length];
        input.get(line).skip(1);
        answer(connection, Request.parse(new String(line, UTF_8)));
      }
    }

    private static void answer(Connection connection, Request request) throws IOException {
      connection.send("<", UTF_8);
      FileRegion region =
          request.opened.open(connection, request.file, request.offset, request.bytes);
      connection.sendFile("head".getBytes(UTF_8), region);
      connection.send(">", UTF_8);
      switch (request.afterwards) {
        case GO_ON -> {}
        case CLOSE -> connection.close();
        case SHUT_DOWN -> connection.shutdownOutput();
        case ABORT -> connection.abort();
      }
    }
  }

  /** Closes first, and fails if a file is taken then, or left open. */
  public static final class SendsFileAfterClose implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) throws IOException {
      Path file = Path.of(input.getAll(UTF_8).strip());
      connection.send("bye", UTF_8);
      connection.close();
      try (IoBuffer head = IoBuffer.allocate(4).put("head", UTF_8);
          FileChannel channel = FileChannel.open(file)) {
        boolean taken = connection.sendFile(head, FileRegion.of(channel, 0, 1));
        if (taken || channel.isOpen() || !head.isEmpty()) {
          throw new IllegalStateException("taken, or left open, after close");
        }
      }
    }
  }
}
