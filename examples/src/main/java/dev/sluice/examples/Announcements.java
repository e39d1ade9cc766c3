package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.FdClosedException;
import dev.sluice.IoBuffer;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.Sender;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.util.List;

/** What broadcast and multicast have in common: lines of text, a datagram each, to many. */
final class Announcements {
  /** UDP's longest datagram. */
  private static final int MAX_BYTES = 65_507;

  private Announcements() {}

  /** Prints every datagram and its sender, until Ctrl-C. */
  static void print(DatagramSocket socket) throws IOException {
    Thread main = Thread.currentThread();
    try (CtrlC ctrlC = new CtrlC();
        IoBuffer buffer = IoBuffer.allocate(MAX_BYTES)) {
      ctrlC.stopsBy(main::interrupt);
      System.out.println("listening on " + socket.localEndpoint());
      System.out.flush();
      Sender sender = new Sender();
      for (; ; ) {
        socket.recvFrom(buffer.clear(), sender);
        System.out.println(sender.endpoint() + ": " + buffer.getAll(UTF_8).stripTrailing());
      }
    } catch (FdClosedException | InterruptedIOException ctrlC) {
      return;
    }
  }

  /** Sends the words as one datagram; without words, each line of standard input. */
  static void send(DatagramSocket socket, List<String> words, List<? extends Endpoint> to)
      throws IOException {
    if (!words.isEmpty()) {
      send(socket, String.join(" ", words), to);
      return;
    }
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      send(socket, line, to);
    }
  }

  private static void send(DatagramSocket socket, String text, List<? extends Endpoint> to)
      throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    if (bytes.length > MAX_BYTES) {
      throw new Failure("a datagram has at most " + MAX_BYTES + " bytes, not " + bytes.length);
    }
    try (IoBuffer buffer = IoBuffer.allocate(MAX_BYTES)) {
      for (Endpoint each : to) {
        try {
          socket.sendTo(buffer.clear().put(bytes), each);
        } catch (ErrnoException e) {
          throw new Failure("cannot send to " + each + ": " + e.errno());
        }
      }
    }
  }
}
