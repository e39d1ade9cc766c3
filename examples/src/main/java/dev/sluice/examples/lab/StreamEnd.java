package dev.sluice.examples.lab;

import static java.util.Objects.requireNonNull;

import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.Pollable;
import dev.sluice.net.Shutdown;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.StreamSocket;
import dev.sluice.sys.SocketConstants;
import dev.sluice.sys.SocketSys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One end of a TCP or AF_UNIX connection, of Linux or of NIO. */
final class StreamEnd extends End {
  private static final int OOB_SEND = SocketConstants.MSG_OOB | SocketConstants.MSG_NOSIGNAL;

  private final StreamSocket socket;

  /** To look at a TCP socket with; of an NIO channel it is borrowed. */
  private final @Nullable Fd probe;

  private final Line line;

  /** What duplicates have in common: the connection, as this side has used it. */
  private static final class Line {
    final boolean isTcp;
    final List<StreamEnd> open = new ArrayList<>();
    @Nullable Line peer;
    long sent;
    boolean full;
    boolean endSent;

    Line(boolean isTcp) {
      this.isTcp = isTcp;
    }

    TcpState state() throws ErrnoException {
      return TcpState.of(open.getFirst().probe());
    }

    boolean isOpen() {
      return !open.isEmpty();
    }
  }

  private StreamEnd(StreamSocket socket, @Nullable Fd probe, Line line) {
    this.socket = socket;
    this.probe = probe;
    this.line = line;
    line.open.add(this);
  }

  /** Takes over a socket that is, or will be, connected; it becomes non-blocking. */
  static StreamEnd of(StreamSocket socket, Family family, boolean connected) throws IOException {
    socket.setBlocking(false);
    boolean isTcp = family != Family.UNIX; // AF_UNIX delivers within the call
    return new StreamEnd(socket, isTcp ? probe(socket, connected) : null, new Line(isTcp));
  }

  private static Fd probe(StreamSocket socket, boolean connected) throws IOException {
    return socket.channel() == null
        ? socket.fd()
        : ChannelNumber.borrow(socket.localEndpoint(), connected ? socket.peerEndpoint() : null);
  }

  private Fd probe() {
    return requireNonNull(probe, "only TCP is looked at");
  }

  /** Says that two ends are those of one connection. */
  static void join(StreamEnd one, StreamEnd other) {
    one.line.peer = other.line;
    other.line.peer = one.line;
  }

  @Override
  Pollable source() {
    return socket;
  }

  StreamSocket socket() {
    return socket;
  }

  @Override
  int receive(IoBuffer buffer) throws IOException {
    return socket.recv(buffer);
  }

  @Override
  int send(IoBuffer buffer) throws IOException {
    int sent = socket.send(buffer);
    line.sent += Math.max(0, sent);
    return sent;
  }

  TcpState state() throws ErrnoException {
    return line.state();
  }

  /**
   * {@inheritDoc}
   *
   * <p>On loopback most of it happens within the call that sends, but not always: the kernel may
   * leave it to a thread of its own.
   */
  @Override
  void settle() throws IOException {
    Line peer = line.peer;
    if (!line.isTcp || peer == null || line.full) {
      return;
    }
    if (peer.isOpen()) {
      Deadline.await(line.sent + " bytes did not arrive", () -> hasArrived(peer));
    } else if (line.isOpen() && line.sent > 0 && !line.endSent) {
      Deadline.await("a reset did not arrive", () -> line.state().isOver());
    }
    if (line.isOpen() && line.endSent) {
      Deadline.await("the end was not acknowledged", () -> !line.state().awaitsAcknowledgedEnd());
    }
  }

  private boolean hasArrived(Line peer) throws ErrnoException {
    TcpState state = peer.state();
    return state.isOver()
        || (state.received() >= line.sent && (!line.endSent || state.hasSeenEnd()));
  }

  @Override
  void awaitStandstill() throws IOException {
    if (line.isTcp) {
      line.full = true;
      Deadline.await(
          "what was sent was not acknowledged",
          () -> line.state().unacked() == 0 || line.state().isOver());
    }
  }

  @Override
  boolean isDrained() throws IOException {
    Line peer = line.peer;
    if (!line.isTcp || peer == null || !peer.isOpen()) {
      return true;
    }
    TcpState state = peer.state();
    boolean drained = state.unsent() == 0 && state.unacked() == 0;
    if (drained) {
      peer.full = false;
    }
    return drained;
  }

  /** Sends one byte of urgent data. */
  String urgent() throws IOException {
    long result = urgentCall((number, memory) -> SocketSys.send(number, memory, 1, OOB_SEND));
    line.sent += Math.max(0, result);
    settle();
    return result == 1 ? "" : errorInWords((int) -result);
  }

  /** Reads the urgent byte. */
  String readUrgent() {
    long result =
        urgentCall((number, memory) -> SocketSys.recv(number, memory, 1, SocketConstants.MSG_OOB));
    return result == 1 ? "1 byte" : errorInWords((int) -result);
  }

  private interface UrgentCall {
    long call(int number, MemorySegment memory);
  }

  private long urgentCall(UrgentCall call) {
    if (socket.channel() != null) {
      throw new UnsupportedOperationException("NIO channels neither send nor read urgent data");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(1);
      int number = probe().enter();
      try {
        return call.call(number, memory);
      } finally {
        probe().exit();
      }
    }
  }

  String shutDown(Step.Direction direction) throws IOException {
    try {
      socket.shutdown(
          switch (direction) {
            case READ -> Shutdown.READ;
            case WRITE -> Shutdown.WRITE;
            case BOTH -> Shutdown.BOTH;
          });
      line.endSent |= direction != Step.Direction.READ;
      settle();
      return "";
    } catch (ErrnoException e) {
      return e.errno().name();
    }
  }

  /** Takes the pending error, as a program does after a connection attempt. */
  String takeError() throws IOException {
    try {
      if (socket.channel() != null) {
        return socket.finishConnect() ? errorInWords(0) : "in progress";
      }
      return errorInWords(socket.get(SocketOptions.SO_ERROR));
    } catch (ErrnoException e) {
      return e.errno().name();
    } catch (IllegalStateException neverBegun) {
      return errorInWords(0);
    }
  }

  /** Closes with a reset. */
  void reset() throws IOException {
    socket.set(SocketOptions.SO_LINGER, Optional.of(Duration.ZERO));
    close();
  }

  @Override
  StreamEnd dup() throws IOException {
    if (socket.channel() != null) {
      throw new UnsupportedOperationException("NIO channels cannot be duplicated");
    }
    Fd copy = socket.fd().dup();
    return new StreamEnd(StreamSocket.adopt(copy), copy, line);
  }

  @Override
  public void close() throws IOException {
    if (!line.open.remove(this)) {
      return;
    }
    if (socket.channel() != null && probe != null) {
      probe.release();
    }
    socket.close();
    line.endSent |= !line.isOpen();
  }

  /** Returns when the other end knows that this was closed. */
  void settleClosed() throws IOException {
    Line peer = line.peer;
    if (line.isTcp && peer != null && peer.isOpen() && !line.isOpen() && !line.full) {
      Deadline.await("the end did not arrive", () -> peer.state().hasSeenEnd());
    }
  }
}
