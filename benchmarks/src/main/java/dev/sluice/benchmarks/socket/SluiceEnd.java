package dev.sluice.benchmarks.socket;

import static java.util.Objects.requireNonNull;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.IoBuffer;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import dev.sluice.net.TcpOptions;
import java.io.IOException;

/** An end of Sluice: a direct buffer. */
final class SluiceEnd implements RoundTrip.End {
  /** Longer than an answer takes, and not much longer than a processor takes to fall asleep. */
  static final long SPIN_NANOS = 20_000;

  private final StreamSocket socket;
  private final byte[] message = new byte[RoundTrip.BYTES];
  private IoBuffer buffer;

  private SluiceEnd(StreamSocket socket) {
    this.socket = socket;
    for (int i = 0; i < message.length; i++) {
      message[i] = (byte) i;
    }
  }

  /**
   * Connects over an address.
   *
   * @param spinNanos for how long a wait asks again before it sleeps
   */
  static RoundTrip.Pair connect(Endpoint where, long spinNanos) throws IOException {
    try (ListeningSocket listener = ListeningSocket.listenOn(where, 1)) {
      StreamSocket client = StreamSocket.connectTo(listener.localEndpoint());
      StreamSocket server = requireNonNull(listener.accept());
      if (where.family() != Family.UNIX) {
        client.set(TcpOptions.TCP_NODELAY, true);
        server.set(TcpOptions.TCP_NODELAY, true);
      }
      client.setSpin(spinNanos);
      server.setSpin(spinNanos);
      return new RoundTrip.Pair(new SluiceEnd(client), new SluiceEnd(server));
    }
  }

  /** A buffer belongs to the thread that allocates it: the one that transfers. */
  private IoBuffer buffer() {
    if (buffer == null) {
      buffer = IoBuffer.allocate(RoundTrip.BYTES);
      buffer.put(message, 0, message.length);
    }
    return buffer;
  }

  @Override
  public void stamp(byte number) {
    buffer().clear().put(number).filled(RoundTrip.BYTES - 1);
  }

  @Override
  public void send() throws IOException {
    socket.sendAll(buffer());
  }

  @Override
  public boolean receive() throws IOException {
    buffer().clear();
    while (buffer.writable() > 0) {
      if (socket.recv(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public byte at(int index) {
    return (byte) buffer().peek(index);
  }

  @Override
  public void close() {
    socket.close();
    if (buffer != null) {
      buffer.close();
    }
  }
}
