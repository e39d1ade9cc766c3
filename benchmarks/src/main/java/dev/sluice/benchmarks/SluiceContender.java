package dev.sluice.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.io.IOException;

/**
 * A contender on a TCP connection over loopback, opened by the typed layer whatever the layer that
 * is measured: the kernel's objects are the same.
 */
public abstract class SluiceContender extends Contender implements Arrival {
  /** Where both sides receive: large enough not to matter, small enough to stay in the cache. */
  protected static final int BUFFER_BYTES = 4096;

  private StreamSocket client;
  private StreamSocket connection;

  /** For subclasses, which JMH makes. */
  protected SluiceContender() {}

  @Override
  protected void open() throws IOException {
    try (ListeningSocket listener =
        ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 1)) {
      client = StreamSocket.connectTo(listener.localEndpoint());
      connection = requireNonNull(listener.accept());
      connection.setBlocking(false);
    }
  }

  /** Returns the accepted end: non-blocking, and nothing has arrived. */
  protected StreamSocket connection() {
    return connection;
  }

  /** One byte arrives at the accepted end. */
  @Override
  public final long arrive() throws IOException {
    try (IoBuffer one = IoBuffer.allocate(1)) {
      client.send(one.put("x", US_ASCII));
    }
    return 1;
  }

  @Override
  protected void close() throws IOException {
    connection.close();
    client.close();
  }
}
