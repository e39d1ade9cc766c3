package dev.sluice.benchmarks.socket;

import dev.sluice.benchmarks.Contender;
import dev.sluice.benchmarks.Patience;
import java.io.IOException;

/**
 * Two ends of a non-blocking AF_UNIX stream in one thread, connected by a path. A message goes from
 * the client to the server, and back.
 */
abstract class StreamEnds extends Contender {
  private final int bytes;
  private final Patience patience = new Patience();
  private int sentCount;

  StreamEnds(int bytes) {
    this.bytes = bytes;
  }

  /** Returns how long the message is. */
  final int bytes() {
    return bytes;
  }

  /** Puts the message's number and makes all of it ready to be sent by the client. */
  abstract void stamp(byte number);

  /** Sends what is left of the message from the client; returns whether all is gone. */
  abstract boolean clientSends() throws IOException;

  /** Receives at the server; returns whether all is there. */
  abstract boolean serverReceives() throws IOException;

  /** Sends what is left of what the server has received; returns whether all is gone. */
  abstract boolean serverSends() throws IOException;

  /** Receives at the client; returns whether all is there. */
  abstract boolean clientReceives() throws IOException;

  /** Makes room at both ends. */
  abstract void clear();

  /** Returns the first byte that the server, or in the end the client, has received. */
  abstract byte first();

  /** The message there. */
  final void there() throws IOException {
    clear();
    stamp((byte) sentCount);
    patience.reset();
    for (boolean sent = false, received = false; !received; ) {
      sent = sent || clientSends();
      received = serverReceives();
      if (!received && patience.isOver()) {
        throw disqualified("message " + sentCount + " did not come");
      }
    }
  }

  /** And back. */
  final void back() throws IOException {
    patience.reset();
    for (boolean sent = false, received = false; !received; ) {
      sent = sent || serverSends();
      received = clientReceives();
      if (!received && patience.isOver()) {
        throw disqualified("message " + sentCount + " did not come back");
      }
    }
  }

  /** Checks the number of the message. */
  final long checked() {
    if (first() != (byte) sentCount++) {
      throw disqualified("message " + (sentCount - 1) + " is another one");
    }
    return bytes;
  }

  @Override
  public final long expected() {
    return bytes;
  }
}
