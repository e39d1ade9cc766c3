package dev.sluice.benchmarks.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadFactory;

/**
 * java.net with a thread for each connection, {@code virtual} or {@code platform}. Its streams take
 * arrays only, so the buffers are on the heap, one for each connection.
 */
public final class JavaNetServer {
  private JavaNetServer() {}

  public static void main(String[] args) throws IOException {
    ThreadFactory threads =
        args[0].equals("virtual") ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
    try (ServerSocket listener =
        new ServerSocket(0, Control.BACKLOG, InetAddress.getLoopbackAddress())) {
      Control.begin(listener.getLocalPort());
      for (; ; ) {
        Socket client = listener.accept();
        client.setTcpNoDelay(true);
        threads.newThread(() -> echo(client)).start();
      }
    }
  }

  private static void echo(Socket client) {
    byte[] buffer = new byte[Control.BUFFER_BYTES];
    try (client) {
      InputStream input = client.getInputStream();
      OutputStream output = client.getOutputStream();
      for (int received = input.read(buffer); received >= 0; received = input.read(buffer)) {
        output.write(buffer, 0, received);
      }
    } catch (IOException reset) {
      // The peer has gone: so has this connection.
    }
  }
}
