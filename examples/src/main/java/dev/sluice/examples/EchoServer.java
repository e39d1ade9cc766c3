package dev.sluice.examples;

import static java.util.Objects.requireNonNull;

import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.event.Epoll;
import dev.sluice.event.Interest;
import dev.sluice.event.ReadyEvents;
import dev.sluice.event.Trigger;
import dev.sluice.event.Waker;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * An echo server: one thread, one epoll, any number of connections. {@link #level} and {@link
 * #edge} are the two loops side by side; everything else is the same for both.
 *
 * <p>What the peer does not read stays in its connection's {@code pending} buffer, and nothing more
 * is received from it meanwhile: a connection holds one buffer at most, and none while it is idle.
 *
 * <p>Its life: {@link #open} → {@link #run} → {@link #close}, all in one thread; {@link #stop} from
 * any.
 */
final class EchoServer implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int SPARE_BUFFERS = 64;
  private static final int EVENTS = 256;

  /** How many transfers, or accepts, one gets before the others have their turn. */
  private static final int TURN = 16;

  private static final long RETRY_ACCEPT_NANOS = 100_000_000;

  private static final long LISTENER = -1;
  private static final long WAKER = -2;

  /** Asked for once and never changed: under an edge trigger being writable costs nothing. */
  private static final Interest ALL =
      Interest.READ_WRITE.and(Interest.PRIORITY).and(Interest.READ_CLOSED);

  private final Trigger trigger;
  private final ListeningSocket listener;
  private final boolean shortReadsAreTelling;
  private final Epoll epoll;
  private final Waker waker;
  private final ReadyEvents events = ReadyEvents.allocate(EVENTS);
  private final Slots<Connection> connections = new Slots<>();
  private final ArrayDeque<IoBuffer> spareBuffers = new ArrayDeque<>(SPARE_BUFFERS);

  private IoBuffer receiving = IoBuffer.allocate(BUFFER_BYTES);
  private boolean acceptingPaused;
  private boolean stopped;

  /** One client. The edge-triggered loop remembers what epoll will not say twice. */
  private static final class Connection {
    final StreamSocket socket;
    long token;

    /** What was received and the peer has no room for. */
    @Nullable IoBuffer pending;

    boolean readable;
    boolean writable;

    /** The last event reported an end, an error or urgent data, alone or beside data. */
    boolean moreThanData;

    Connection(StreamSocket socket) {
      this.socket = socket;
    }
  }

  private EchoServer(ListeningSocket listener, Trigger trigger, Epoll epoll, Waker waker)
      throws IOException {
    this.listener = listener;
    this.trigger = trigger;
    this.epoll = epoll;
    this.waker = waker;
    this.shortReadsAreTelling = listener.localEndpoint().family() != Family.UNIX;
  }

  /**
   * Makes a server of a listening socket.
   *
   * @param listener the socket, which becomes non-blocking; closing it stays the caller's
   * @param trigger {@link Trigger#LEVEL} or {@link Trigger#EDGE}
   */
  static EchoServer open(ListeningSocket listener, Trigger trigger) throws IOException {
    listener.setBlocking(false);
    Epoll epoll = Epoll.open();
    try {
      Waker waker = Waker.open();
      try {
        EchoServer server = new EchoServer(listener, trigger, epoll, waker);
        server.loadTimedWait();
        epoll.add(listener, Interest.READ, trigger, LISTENER);
        epoll.add(waker, Interest.READ, Trigger.LEVEL, WAKER);
        return server;
      } catch (IOException | RuntimeException | Error e) {
        waker.close();
        throw e;
      }
    } catch (IOException | RuntimeException | Error e) {
      epoll.close();
      throw e;
    }
  }

  /**
   * A timed wait is needed when descriptors are out, and then the JVM could not open the files of
   * its classes either. Before anything is watched, because a wait takes the edges with it.
   */
  private void loadTimedWait() throws ErrnoException {
    epoll.await(events, 1);
  }

  /** Serves until {@link #stop}. */
  void run() throws IOException {
    while (!stopped) {
      epoll.await(events, acceptingPaused ? RETRY_ACCEPT_NANOS : Epoll.FOREVER);
      if (acceptingPaused && events.count() == 0) {
        resumeAccepting();
      }
      for (int i = 0; i < events.count(); i++) {
        dispatch(events.token(i), i);
      }
    }
  }

  private void dispatch(long token, int i) {
    if (token == LISTENER) {
      accept();
    } else if (token == WAKER) {
      stopped = true;
    } else {
      Connection connection = connections.get(token);
      if (connection != null) {
        boolean over = events.isError(i) || events.isHangUp(i);
        connection.readable |= events.isReadable(i) || over;
        connection.writable |= events.isWritable(i) || over;
        connection.moreThanData = over || events.isReadClosed(i) || events.isPriority(i);
        serve(connection);
      }
    }
  }

  private void serve(Connection connection) {
    try {
      if (trigger.isEdge()) {
        edge(connection);
      } else {
        level(connection);
      }
    } catch (IOException resetByPeer) {
      close(connection);
    }
  }

  /**
   * Level: epoll repeats a report until its cause is gone. So one transfer is enough, and everybody
   * gets a turn; but being writable is nearly always true, and is asked for only while it matters.
   */
  private void level(Connection connection) throws IOException {
    if (connection.pending == null) {
      int received = receive(connection);
      if (received == IoStatus.END_OF_STREAM) {
        close(connection);
      } else if (received > 0 && !sendOrKeep(connection)) {
        epoll.modify(connection.socket, Interest.WRITE, Trigger.LEVEL, connection.token);
      }
    } else if (flush(connection)) {
      epoll.modify(connection.socket, Interest.READ, Trigger.LEVEL, connection.token);
    }
  }

  /**
   * Edge: epoll reports a change once. So what it said is remembered until a call has shown that it
   * is no longer true. Whoever needs more than a turn has itself reported again: that takes one
   * {@code epoll_ctl}, for some hundred kilobytes.
   */
  private void edge(Connection connection) throws IOException {
    for (int transfers = 0; transfers < TURN; transfers++) {
      if (connection.pending != null && (!connection.writable || !flush(connection))) {
        return;
      }
      if (!connection.readable) {
        return;
      }
      int received = receive(connection);
      if (received == IoStatus.END_OF_STREAM) {
        close(connection);
        return;
      }
      if (received > 0) {
        sendOrKeep(connection);
      }
    }
    epoll.modify(connection.socket, ALL, Trigger.EDGE, connection.token);
  }

  /**
   * Receives once. A short read has emptied a TCP socket, {@code epoll(7)}, so the call that would
   * only say {@code WOULD_BLOCK} is saved, except where something other than data can stop a read:
   *
   * <ul>
   *   <li>the end of the stream, or an error, that the same event reported: no further event comes;
   *   <li>TCP's urgent byte, where every read stops;
   *   <li>on AF_UNIX descriptors sent along, where every read stops too, and no event tells.
   * </ul>
   *
   * What arrives after this event is an edge of its own.
   */
  private int receive(Connection connection) throws IOException {
    int received = connection.socket.recv(receiving.clear());
    boolean isShort = received < receiving.capacity();
    if (received == IoStatus.WOULD_BLOCK
        || (isShort && shortReadsAreTelling && !connection.moreThanData)) {
      connection.readable = false;
    }
    return received;
  }

  /** Sends what was just received; what does not fit becomes pending. */
  private boolean sendOrKeep(Connection connection) throws IOException {
    connection.socket.send(receiving);
    if (receiving.isEmpty()) {
      return true;
    }
    // The connection keeps the buffer itself, and the server goes on with another: nothing is
    // copied. A short send has filled the socket: there will be an edge when there is room.
    connection.pending = receiving;
    connection.writable = false;
    receiving = spareBuffers.isEmpty() ? IoBuffer.allocate(BUFFER_BYTES) : spareBuffers.pop();
    return false;
  }

  /** Sends what is pending; tells whether all of it is gone. */
  private boolean flush(Connection connection) throws IOException {
    IoBuffer pending = requireNonNull(connection.pending);
    connection.socket.send(pending);
    if (!pending.isEmpty()) {
      connection.writable = false;
      return false;
    }
    connection.pending = null;
    giveBack(pending);
    return true;
  }

  private void giveBack(IoBuffer buffer) {
    if (spareBuffers.size() < SPARE_BUFFERS) {
      spareBuffers.push(buffer);
    } else {
      buffer.close();
    }
  }

  /**
   * Accepts until nobody waits, or its turn is over. The connections that come are non-blocking
   * like the listening socket, and inherit its {@code TCP_NODELAY}: no further system call.
   */
  private void accept() {
    try {
      for (int accepted = 0; accepted < TURN; accepted++) {
        StreamSocket socket = listener.accept();
        if (socket == null) {
          return;
        }
        register(socket);
      }
      epoll.modify(listener, Interest.READ, trigger, LISTENER); // more may wait: report it again
    } catch (IOException noDescriptorLeft) {
      pauseAccepting();
    }
  }

  private void register(StreamSocket socket) throws ErrnoException {
    Connection connection = new Connection(socket);
    connection.token = connections.add(connection);
    try {
      epoll.add(socket, trigger.isEdge() ? ALL : Interest.READ, trigger, connection.token);
    } catch (ErrnoException e) {
      connections.remove(connection.token);
      socket.close();
      throw e;
    }
  }

  /**
   * Out of descriptors ({@code EMFILE}) or memory: whoever waits in the backlog keeps the listening
   * socket ready, and a loop that goes on watching it spins. So it is not watched until a
   * connection has been closed; and now and then, because others may have given something back.
   */
  private void pauseAccepting() {
    try {
      epoll.delete(listener);
      acceptingPaused = true;
    } catch (ErrnoException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void resumeAccepting() {
    acceptingPaused = false;
    try {
      // Adding reports a condition that already holds, under an edge trigger too.
      epoll.add(listener, Interest.READ, trigger, LISTENER);
    } catch (ErrnoException stillNoMemory) {
      acceptingPaused = true;
    }
  }

  private void close(Connection connection) {
    connections.remove(connection.token);
    connection.socket.close();
    if (connection.pending != null) {
      giveBack(connection.pending);
      connection.pending = null;
    }
    if (acceptingPaused) {
      resumeAccepting();
    }
  }

  /** Makes {@link #run} return soon; from any thread. */
  void stop() {
    waker.wake();
  }

  /** Closes all connections, and everything else but the listening socket. */
  @Override
  public void close() {
    acceptingPaused = false;
    for (Connection c = connections.any(); c != null; c = connections.any()) {
      close(c);
    }
    epoll.close();
    waker.close();
    events.close();
    receiving.close();
    spareBuffers.forEach(IoBuffer::close);
  }
}
