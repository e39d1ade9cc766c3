package dev.sluice.benchmarks.duel;

import dev.sluice.benchmarks.server.Control;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;

/**
 * An echo server that does its work well for a while, and then {@code change}s a byte, and so on.
 */
final class CorruptingServer {
  private static final int GOOD_ANSWERS = 20;

  private CorruptingServer() {}

  public static void main(String[] args) throws IOException {
    int backlog = args[0].equals("backlog") ? 7 : Control.BACKLOG;
    try (ServerSocket listener = new ServerSocket(0, backlog, InetAddress.getLoopbackAddress())) {
      Control.begin(listener.getLocalPort());
      for (; ; ) {
        Socket client = listener.accept();
        client.setTcpNoDelay(!args[0].equals("nagle"));
        if (args[0].equals("buffer")) {
          client.setReceiveBufferSize(Control.BUFFER_BYTES);
        }
        Thread.ofVirtual().start(() -> echo(client, args[0]));
      }
    }
  }

  private static void echo(Socket client, String how) {
    byte[] buffer = new byte[how.equals("sip") ? 1024 : Control.BUFFER_BYTES];
    try (client) {
      InputStream input = client.getInputStream();
      int answers = 0;
      for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
        byte[] answer = Arrays.copyOf(buffer, count);
        client.getOutputStream().write(++answers < GOOD_ANSWERS ? answer : spoilt(answer, how));
      }
    } catch (IOException reset) {
      // The peer has gone.
    }
  }

  private static byte[] spoilt(byte[] answer, String how) throws IOException {
    switch (how) {
      case "change" -> answer[answer.length - 1] ^= 1;
      case "more" -> {
        return Arrays.copyOf(answer, answer.length + 1);
      }
      case "close" -> throw new IOException("it closes");
      default -> {}
    }
    return answer;
  }
}
