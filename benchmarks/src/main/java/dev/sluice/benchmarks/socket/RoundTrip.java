package dev.sluice.benchmarks.socket;

import dev.sluice.benchmarks.Contender;
import java.io.IOException;

/**
 * A blocking round trip between two threads: the contender's own sends 64 bytes and waits, the
 * other sends them back. Every message carries its number.
 */
abstract class RoundTrip extends Contender {
  static final int BYTES = 64;

  /** As JMH calls its own: the CPU time of both threads is counted. */
  private static final String NAME = "echo-jmh-worker-";

  private End client;
  private Thread echo;
  private byte number;

  /** One end of a connection, with a buffer for a message. Confined to one thread at a time. */
  interface End extends AutoCloseable {
    /** Puts the number of the message into the buffer. */
    void stamp(byte number);

    /** Sends the buffer. */
    void send() throws IOException;

    /** Fills the buffer; returns false if the stream has ended before. */
    boolean receive() throws IOException;

    /** Returns a byte of the buffer. */
    byte at(int index);

    @Override
    void close() throws IOException;
  }

  /** Two ends that are connected. */
  record Pair(End client, End server) {}

  /** Connects two ends. */
  abstract Pair connect() throws IOException;

  @Override
  protected final void open() throws IOException {
    Pair pair = connect();
    client = pair.client;
    echo = Thread.ofPlatform().daemon().name(NAME).start(() -> echo(pair.server));
  }

  private static void echo(End server) {
    try (server) {
      while (server.receive()) {
        server.send();
      }
    } catch (IOException e) {
      throw new IllegalStateException("the other end failed", e);
    }
  }

  @Override
  public final long call() throws IOException {
    client.stamp(number);
    client.send();
    client.stamp((byte) ~number); // what comes back is not what is there anyway
    if (!client.receive() || client.at(0) != number) {
      throw disqualified("message " + number + " did not come back");
    }
    number++;
    return BYTES;
  }

  @Override
  public final long expected() {
    return BYTES;
  }

  @Override
  protected final boolean isIntact() {
    for (int i = 1; i < BYTES; i++) {
      if (client.at(i) != (byte) i) {
        return false;
      }
    }
    return true;
  }

  @Override
  protected final void close() throws IOException {
    client.close();
    try {
      echo.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
