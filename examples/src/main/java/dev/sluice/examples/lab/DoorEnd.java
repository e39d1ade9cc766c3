package dev.sluice.examples.lab;

import static java.util.Objects.requireNonNull;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.Pollable;
import dev.sluice.event.Epoll;
import dev.sluice.event.Interest;
import dev.sluice.event.ReadyEvents;
import dev.sluice.event.Trigger;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * A listening TCP socket, of Linux or of NIO.
 *
 * <p>The kernel counts a waiting connection first and wakes those who watch afterwards, without the
 * socket's lock. So an edge-triggered epoll of our own watches too, before any other. A socket
 * wakes its watchers the newest first: when this epoll has heard, all have.
 */
final class DoorEnd extends End {
  private final ListeningSocket socket;
  private final Fd probe;
  private final Epoll witness = Epoll.open();
  private final ReadyEvents events = ReadyEvents.allocate(1);
  private final ArrayDeque<StreamEnd> waiting = new ArrayDeque<>();

  private DoorEnd(ListeningSocket socket, Fd probe) throws IOException {
    this.socket = socket;
    this.probe = probe;
  }

  /** Takes over a listening socket, which becomes non-blocking. */
  static DoorEnd of(ListeningSocket socket) throws IOException {
    socket.setBlocking(false);
    Fd probe =
        socket.channel() == null ? socket.fd() : ChannelNumber.borrow(socket.localEndpoint(), null);
    DoorEnd door = new DoorEnd(socket, probe);
    door.witness.add(probe, Interest.READ, Trigger.EDGE, 0);
    return door;
  }

  Endpoint endpoint() throws IOException {
    return socket.localEndpoint();
  }

  @Override
  Pollable source() {
    return socket;
  }

  /** Returns when a connection that was begun waits to be accepted. */
  void arrived(StreamEnd dialer) throws IOException {
    waiting.add(dialer);
    Deadline.await("the connection was not made", () -> dialer.state().isEstablished());
    Deadline.await(
        "the connection does not wait", () -> TcpState.of(probe).unacked() == waiting.size());
    if (witness.await(events, Deadline.nanos()) == 0) {
      throw Deadline.tooLate("the listening socket was not woken");
    }
  }

  /** Accepts one of those that wait. */
  StreamEnd accept() throws IOException {
    StreamSocket accepted = requireNonNull(socket.accept(), "the parser has counted");
    StreamEnd end;
    try {
      Stage.tune(accepted);
      end = StreamEnd.of(accepted, Family.INET4, true);
    } catch (IOException | RuntimeException e) {
      accepted.close();
      throw e;
    }
    StreamEnd dialer = waiting.remove();
    StreamEnd.join(dialer, end);
    dialer.settle();
    dialer.settleClosed();
    return end;
  }

  @Override
  End dup() {
    throw new UnsupportedOperationException("a listening socket has no duplicate here");
  }

  @Override
  public void close() {
    if (!socket.isOpen()) {
      return;
    }
    witness.close();
    events.close();
    if (socket.channel() != null) {
      probe.release();
    }
    socket.close();
  }
}
