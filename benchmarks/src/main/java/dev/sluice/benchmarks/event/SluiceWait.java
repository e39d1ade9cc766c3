package dev.sluice.benchmarks.event;

import static java.util.Objects.requireNonNull;

import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.event.ReadyEvents;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.io.IOException;

/** A connection of Sluice: the typed layer receives. */
abstract class SluiceWait extends Wait {
  /** What {@link #ready} fills. */
  protected ReadyEvents events;

  private StreamSocket connection;
  private IoBuffer in;

  SluiceWait(Question question) {
    super(question);
  }

  /** Begins to watch for what can be read. */
  abstract void add(StreamSocket accepted) throws IOException;

  @Override
  final void watch() throws IOException {
    try (ListeningSocket listener =
        ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 1)) {
      connect(listener.localEndpoint());
      connection = requireNonNull(listener.accept());
      connection.setBlocking(false);
    }
    in = IoBuffer.allocate(BUFFER_BYTES);
    events = ReadyEvents.allocate(EVENTS);
    add(connection);
  }

  @Override
  final long token() {
    return events.token(0);
  }

  @Override
  final int receive() throws IOException {
    return connection.recv(in.clear());
  }

  /** Closes the mechanism. */
  abstract void closeMechanism() throws IOException;

  @Override
  final void unwatch() throws IOException {
    closeMechanism();
    events.close();
    in.close();
    connection.close();
  }
}
