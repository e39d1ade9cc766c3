package dev.sluice.benchmarks.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** An end of java.net: an array, which is all that its streams take. */
final class JavaNetEnd implements RoundTrip.End {
  private final Socket socket;
  private final InputStream input;
  private final OutputStream output;
  private final byte[] buffer = new byte[RoundTrip.BYTES];

  JavaNetEnd(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    input = socket.getInputStream();
    output = socket.getOutputStream();
    for (int i = 0; i < RoundTrip.BYTES; i++) {
      buffer[i] = (byte) i;
    }
  }

  @Override
  public void stamp(byte number) {
    buffer[0] = number;
  }

  @Override
  public void send() throws IOException {
    output.write(buffer);
  }

  @Override
  public boolean receive() throws IOException {
    return input.readNBytes(buffer, 0, buffer.length) == buffer.length;
  }

  @Override
  public byte at(int index) {
    return buffer[index];
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
