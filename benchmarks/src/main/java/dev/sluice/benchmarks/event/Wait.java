package dev.sluice.benchmarks.event;

import dev.sluice.Endpoint;
import dev.sluice.IoBuffer;
import dev.sluice.benchmarks.Arrival;
import dev.sluice.benchmarks.Contender;
import dev.sluice.benchmarks.Patience;
import dev.sluice.net.StreamSocket;
import java.io.IOException;

/**
 * A TCP connection over loopback, watched by one mechanism. All are sent their bytes in the same
 * way.
 */
abstract class Wait extends Contender implements Arrival {
  /** Room for events, as a small event loop has. */
  static final int EVENTS = 64;

  /** The token of the one connection: all 64 bits in use. */
  static final long TOKEN = 0x123456789abcdef0L;

  /** Room for more than the byte that comes, so that one that should not be there is seen. */
  static final int BUFFER_BYTES = 64;

  private final Question question;
  private final Patience patience = new Patience();
  private StreamSocket client;
  private IoBuffer oneByte;

  Wait(Question question) {
    this.question = question;
  }

  /** Connects a client. */
  final void connect(Endpoint listener) throws IOException {
    client = StreamSocket.connectTo(listener);
    oneByte = IoBuffer.allocate(1);
  }

  /** Listens, connects a client, accepts it, and begins to watch it. */
  abstract void watch() throws IOException;

  /** Waits with timeout 0: how many are ready. */
  abstract int ready() throws IOException;

  /** Returns the token of what was ready. */
  abstract long token();

  /** Receives what is there: how many bytes. */
  abstract int receive() throws IOException;

  /** Ends to watch, and closes what was accepted. */
  abstract void unwatch() throws IOException;

  /** Waits with timeout 0 until something is ready: how many. */
  final int awaitReady() throws IOException {
    patience.reset();
    int count;
    do {
      count = ready();
    } while (count == 0 && !patience.isOver());
    return count;
  }

  final boolean asks(Question other) {
    return question == other;
  }

  final void sendByte() throws IOException {
    client.send(oneByte.clear().put('x'));
  }

  @Override
  protected final void open() throws IOException {
    watch();
    question.begin(this);
  }

  @Override
  public final long call() throws IOException {
    return question.ask(this);
  }

  @Override
  public final long expected() {
    return question.answer();
  }

  @Override
  public final long arrive() throws IOException {
    return question.arrive(this);
  }

  @Override
  protected final void close() throws IOException {
    unwatch();
    client.close();
    oneByte.close();
  }
}
