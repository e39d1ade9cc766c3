package dev.sluice.loop;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.Pollable;
import dev.sluice.net.Shutdown;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A connection as its loop has it: its turns, what it receives, and how it ends. */
final class ServedConnection extends SendingConnection {
  /** How many transfers one connection gets before the others have their turn. */
  private static final int TURN = 16;

  private final @Nullable Runnable over;
  private @Nullable IoBuffer input;
  private @Nullable LoopTimer timer;

  ServedConnection(
      EventLoop loop,
      StreamSocket socket,
      ConnectionHandler handler,
      ConnectionLimits limits,
      @Nullable Runnable over) {
    super(loop, socket, handler, limits);
    this.over = over;
  }

  /** Asks the handler, and begins; on failure the socket is closed and nothing is left. */
  void open(boolean isUnix) throws IOException {
    flags = WRITABLE | SERVING;
    try {
      socket.setBlocking(false);
      if (loop.isEdge() && !isUnix) {
        flags |= STREAM_OF_DATA; // AF_UNIX may carry descriptors beside the data
      }
      if (!isVerified()) {
        refuse();
        return;
      }
      loop.readiness().add(this, READABLE);
      loop.sources().add(this);
    } catch (IOException | RuntimeException | Error e) {
      flags |= OVER;
      socket.close();
      throw e;
    }
    lastTransfer = loop.now();
    startIdleTimer();
    try {
      handler.opened(this);
    } catch (IOException | RuntimeException | Error e) {
      handlerFailed(e);
    }
    settle();
  }

  private boolean isVerified() {
    try {
      return handler.verify(this);
    } catch (IOException | RuntimeException | Error e) {
      loop.log().failed(this, e);
      return false;
    }
  }

  private void refuse() {
    loop.counters().refused.add(1);
    flags |= OVER;
    reset();
    socket.close();
    if (over != null) {
      over.run();
    }
  }

  @Override
  Pollable pollable() {
    return socket;
  }

  @Override
  boolean drains() {
    return true;
  }

  @Override
  boolean ready(int ready) {
    flags = (flags & ~MORE_THAN_DATA) | ready;
    return serve();
  }

  /** The turn that it asked for. */
  void resume() {
    flags &= ~DEFERRED;
    if ((flags & OVER) == 0) {
      serve();
    }
  }

  @Override
  void defer() {
    if ((flags & (DEFERRED | OVER)) == 0) {
      flags |= DEFERRED;
      loop.defer(this);
    }
  }

  private boolean serve() {
    flags |= SERVING;
    boolean busy = false;
    try {
      if (output != null && (flags & WRITABLE) != 0 && failure == null) {
        busy = flush();
      }
      busy |= receiveTurn();
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      fail(e);
    }
    settle();
    return busy;
  }

  // ---- receiving

  private boolean receiveTurn() throws IOException {
    showUntaken();
    if ((flags & (WINDING | CLOSING | INPUT_ENDED)) == WINDING) {
      flags |= READABLE; // to ask: when nothing is there, nobody tells
    }
    boolean busy = false;
    int turns = loop.isEdge() ? TURN : 1;
    while ((flags & READABLE) != 0 && wantsInput()) {
      if (turns-- == 0) {
        if (loop.isEdge()) {
          defer();
        }
        break;
      }
      busy |= receive();
      showUntaken(); // before the end of input, if that is next
    }
    if (!loop.isEdge()) {
      flags &= ~READABLE; // level: it is told again
      if (busy && (flags & (WINDING | CLOSING | INPUT_ENDED)) == WINDING) {
        defer();
      }
    }
    return busy;
  }

  /** Shows what is left of the input again: to another handler, or after a pause. */
  private void showUntaken() throws IOException {
    if ((flags & UNTAKEN) != 0 && wantsInput()) {
      flags &= ~UNTAKEN;
      stopMessageTimer();
      if (input != null) {
        deliver(input);
      }
    }
  }

  /**
   * Receives once. A short read has emptied a TCP socket, {@code epoll(7)}, unless something other
   * than data has stopped it: the end, an error or the urgent byte, which the event has told; on
   * AF_UNIX descriptors sent along, of which no event tells.
   */
  private boolean receive() throws IOException {
    IoBuffer buffer = input;
    if (buffer == null) {
      buffer = loop.buffers().borrow();
    }
    int room = buffer.writable();
    int received;
    try {
      received = loop.transfers().recv(socket, buffer);
    } catch (IOException | RuntimeException | Error e) {
      release(buffer);
      throw e;
    }
    if (received == IoStatus.WOULD_BLOCK
        || (received < room && (flags & (STREAM_OF_DATA | MORE_THAN_DATA)) == STREAM_OF_DATA)) {
      flags &= ~READABLE;
    }
    if (received > 0) {
      received(buffer, received);
      return true;
    }
    release(buffer);
    if (received == IoStatus.END_OF_STREAM) {
      inputEnded();
      return true;
    }
    if ((flags & WINDING) != 0) {
      close();
    }
    return false;
  }

  private void received(IoBuffer buffer, int bytes) throws IOException {
    lastTransfer = loop.now();
    heard();
    loop.counters().received.add(bytes);
    if ((flags & LINGERING) != 0) {
      release(buffer.clear());
    } else {
      deliver(buffer);
    }
    if ((flags & (WINDING | READABLE)) == WINDING) {
      close(); // a short read: nothing more is there
    }
  }

  private void deliver(IoBuffer buffer) throws IOException {
    input = buffer;
    int shown = buffer.readable();
    try {
      if (EventLoop.RECORDER.isOn()) {
        receivedRecorded(buffer);
      } else {
        handler.received(this, buffer);
      }
    } catch (IOException | RuntimeException | Error e) {
      handlerFailed(e);
    }
    timeMessage(shown, buffer.readable());
    if (buffer.isEmpty()) {
      release(buffer);
    } else if (wantsInput() || (flags & READING_PAUSED) != 0) {
      makeRoom(buffer.compact());
    }
  }

  private void receivedRecorded(IoBuffer buffer) throws IOException {
    int bytes = buffer.readable();
    Recorder.Span span = EventLoop.RECORDER.handler(this);
    try {
      handler.received(this, buffer);
    } finally {
      span.end(bytes);
    }
  }

  /** Gives a buffer without content back. One with content stays the input. */
  private void release(IoBuffer buffer) {
    if (buffer.isEmpty()) {
      input = null;
      loop.buffers().giveBack(buffer);
    }
  }

  /** A buffer that is full could receive no more. */
  private void makeRoom(IoBuffer buffer) throws IOException {
    if (buffer.readable() > limits.maxInputBytes()) {
      throw new IOException(
          "the handler has left "
              + buffer.readable()
              + " bytes untaken, and "
              + limits.maxInputBytes()
              + " are allowed: a larger maxInputBytes, or shorter messages");
    }
    if (buffer.writable() == 0) {
      int bytes = (int) Math.min(2L * buffer.capacity(), Integer.MAX_VALUE);
      IoBuffer larger = IoBuffer.allocate(bytes);
      larger.writableMemory().copyFrom(buffer.readableMemory());
      larger.filled(buffer.readable());
      input = larger;
      loop.buffers().giveBack(buffer.clear());
    }
  }

  private void inputEnded() {
    flags = (flags | INPUT_ENDED) & ~READABLE;
    if ((flags & (LINGERING | CLOSING)) == 0) {
      try {
        handler.endOfInput(this);
      } catch (IOException | RuntimeException | Error e) {
        handlerFailed(e);
      }
    }
    if ((flags & WINDING) != 0) {
      close();
    }
  }

  @Override
  public void pauseReading() {
    loop.checkInLoop();
    flags |= READING_PAUSED;
    settleSoon();
  }

  @Override
  public void resumeReading() {
    loop.checkInLoop();
    if ((flags & READING_PAUSED) != 0) {
      flags = (flags & ~READING_PAUSED) | UNTAKEN;
      heard(); // the peer's silence counts from here
      defer();
    }
  }

  // ---- ending

  @Override
  public void close() {
    loop.checkInLoop();
    flags |= CLOSING | SHUTDOWN_ASKED;
    settleSoon();
  }

  @Override
  public void abort(Throwable cause) {
    loop.checkInLoop();
    fail(cause);
  }

  /** Does what its turn has decided. */
  private void settle() {
    flags &= ~SERVING;
    if ((flags & OVER) != 0) {
      return;
    }
    try {
      boolean allSent = output == null && (flags & SHUTDOWN_ASKED) != 0;
      if (failure != null) {
        reset();
        finish(failure);
      } else if (allSent && (flags & INPUT_ENDED) != 0) {
        finish(null);
      } else {
        if (allSent) {
          shutDown();
        }
        limitClosing();
        watch();
      }
    } catch (IOException | RuntimeException e) {
      finish(e);
    }
  }

  private void shutDown() throws IOException {
    if ((flags & SHUTDOWN_DONE) == 0) {
      flags |= SHUTDOWN_DONE;
      try {
        socket.shutdown(Shutdown.WRITE);
      } catch (ErrnoException e) {
        if (!e.errno().equals(Errno.ENOTCONN)) { // the peer was faster: receiving will tell
          throw e;
        }
      }
    }
    if ((flags & (CLOSING | LINGERING)) == CLOSING) {
      flags |= LINGERING;
      if (input != null) {
        release(input.clear());
      }
      timer().startAt(loop.now() + lingerNanos());
    }
  }

  private long lingerNanos() {
    return Math.min(limits.lingerNanos(), LoopTimer.LONGEST_NANOS);
  }

  /** A peer that does not read what is left to send must not keep the connection for ever. */
  private void limitClosing() {
    if ((flags & (CLOSING | LINGERING | CLOSE_TIMED)) == CLOSING) {
      flags |= CLOSE_TIMED;
      timer().startAt(loop.now() + lingerNanos());
    }
  }

  private void watch() throws IOException {
    int wanted = (wantsInput() ? READABLE : 0) | (output != null ? WRITABLE : 0);
    if (wanted != watchedFor) {
      loop.readiness().change(this, wanted);
    }
    boolean unseen = (flags & UNTAKEN) != 0 || (loop.isEdge() && (flags & READABLE) != 0);
    boolean unsent = output != null && loop.isEdge() && (flags & WRITABLE) != 0; // a turn was over
    if ((unseen && wantsInput()) || unsent) {
      defer();
    }
  }

  private void finish(@Nullable Throwable cause) {
    flags |= OVER;
    if (timer != null) {
      timer.cancel();
    }
    stopHeartbeat();
    stopMessageTimer();
    loop.readiness().remove(this);
    socket.close();
    if (input != null) {
      release(input.clear());
    }
    if (output != null) {
      output.clear(loop.buffers());
      output = null;
    }
    loop.sources().remove(this);
    if (over != null) {
      over.run();
    }
    try {
      handler.closed(this, (flags & LINGERING) == 0 ? cause : null);
    } catch (RuntimeException | Error e) {
      loop.log().failed(this, e);
    }
  }

  @Override
  void wind() {
    flags |= WINDING;
    if ((flags & INPUT_ENDED) != 0) {
      close();
    }
    defer();
  }

  @Override
  void end() {
    if ((flags & OVER) == 0) {
      reset();
      finish(new IOException("the loop was stopped"));
    }
  }

  // ---- time

  private LoopTimer timer() {
    LoopTimer current = timer;
    if (current == null) {
      current = loop.newTimer(this::timeIsUp);
      timer = current;
    }
    return current;
  }

  private void startIdleTimer() {
    if (limits.idleNanos() > 0) {
      timer().startAt(lastTransfer + Math.min(limits.idleNanos(), LoopTimer.LONGEST_NANOS));
    }
  }

  private void timeIsUp() {
    if ((flags & (LINGERING | CLOSE_TIMED)) != 0) {
      closingTakesLong();
      return;
    }
    if ((flags & CLOSING) != 0) {
      return; // in this round: its turn is still to come
    }
    if (loop.now() - lastTransfer < limits.idleNanos()) {
      startIdleTimer();
      return;
    }
    lastTransfer = loop.now();
    startIdleTimer();
    turn(handler::idle);
  }

  @Override
  void turn(Heartbeat.Ping action) {
    flags |= SERVING;
    try {
      action.send(this);
    } catch (IOException | RuntimeException | Error e) {
      handlerFailed(e);
    }
    settle();
  }

  private void closingTakesLong() {
    if ((flags & LINGERING) != 0) {
      finish(null);
    } else if (loop.now() - lastTransfer < lingerNanos()) {
      timer().startAt(lastTransfer + lingerNanos());
    } else {
      reset();
      finish(new IOException("the peer did not read the last " + queuedBytes() + " bytes"));
    }
  }
}
