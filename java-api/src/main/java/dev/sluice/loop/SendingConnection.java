package dev.sluice.loop;

import dev.sluice.Family;
import dev.sluice.IoBuffer;
import dev.sluice.net.FileRegion;
import dev.sluice.net.FileRegionException;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection's state, and the half of it that sends. */
abstract sealed class SendingConnection extends Connection permits ServedConnection {
  // What is known of the socket: an edge-triggered loop is not told twice.
  static final int READABLE = Readiness.READ;
  static final int WRITABLE = Readiness.WRITE;
  static final int MORE_THAN_DATA = Readiness.MORE_THAN_DATA;

  static final int STREAM_OF_DATA = 1 << 3; // a short read has emptied it
  static final int READING_PAUSED = 1 << 4; // by the handler
  static final int QUEUE_IS_HIGH = 1 << 5;
  static final int UNTAKEN = 1 << 6; // untaken input is to be shown again
  static final int INPUT_ENDED = 1 << 7;
  static final int SHUTDOWN_ASKED = 1 << 8;
  static final int SHUTDOWN_DONE = 1 << 9;
  static final int CLOSING = 1 << 10; // as soon as all is sent
  static final int LINGERING = 1 << 11; // until the peer closes as well
  static final int WINDING = 1 << 12; // close when nothing is there to receive
  static final int OVER = 1 << 13;
  static final int DEFERRED = 1 << 14; // has its turn in the next round
  static final int SERVING = 1 << 15;
  static final int CLOSE_TIMED = 1 << 16;

  final StreamSocket socket;
  final ConnectionLimits limits;
  ConnectionHandler handler;
  @Nullable OutputQueue output;
  @Nullable Throwable failure;
  @Nullable Pulse pulse;
  @Nullable MessageTimer messageTimer;
  long lastTransfer;
  int flags;

  SendingConnection(
      EventLoop loop, StreamSocket socket, ConnectionHandler handler, ConnectionLimits limits) {
    super(loop);
    this.socket = socket;
    this.handler = handler;
    this.limits = limits;
  }

  /** Tells whether it is a socket of AF_UNIX; closes it if it cannot tell. */
  static boolean isUnix(StreamSocket socket) throws IOException {
    try {
      return socket.localEndpoint().family() == Family.UNIX;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Asks for a turn in the next round. */
  abstract void defer();

  /** Has a turn that time has brought. */
  abstract void turn(Heartbeat.Ping action);

  @Override
  public boolean send(IoBuffer data) {
    loop.checkInLoop();
    if (takesNoMore()) {
      data.skip(data.readable());
      return false;
    }
    if (output == null && (flags & WRITABLE) != 0) {
      sendNow(data);
    }
    if (!data.isEmpty()) {
      enqueue(data);
    }
    return failure == null;
  }

  private boolean takesNoMore() {
    return failure != null || (flags & (CLOSING | SHUTDOWN_ASKED | LINGERING | OVER)) != 0;
  }

  private void sendNow(IoBuffer data) {
    try {
      int sent = loop.transfers().send(socket, data);
      if (sent > 0) {
        loop.counters().sent.add(sent);
        lastTransfer = loop.now();
      }
      if (!data.isEmpty()) {
        flags &= ~WRITABLE; // the socket is full: there will be an edge when there is room
      }
    } catch (IOException e) {
      data.skip(data.readable());
      fail(e);
    }
  }

  @Override
  public boolean sendFile(IoBuffer head, FileRegion file) {
    loop.checkInLoop();
    boolean isFirst = output == null;
    if (takesNoMore() || !append(head)) {
      head.skip(head.readable());
      file.close();
      return false;
    }
    OutputQueue queue = queue();
    queue.add(file);
    if (isFirst && (flags & WRITABLE) != 0) {
      try {
        transferOutput(queue);
      } catch (IOException | RuntimeException e) {
        outputFailed(e);
      }
    }
    if (output != null) {
      noteHighWater();
      settleSoon();
    }
    return failure == null;
  }

  private OutputQueue queue() {
    OutputQueue queue = output;
    if (queue == null) {
      queue = new OutputQueue();
      output = queue;
    }
    return queue;
  }

  private void enqueue(IoBuffer data) {
    if (append(data)) {
      noteHighWater();
      settleSoon();
    }
  }

  /** Puts bytes into the queue, unless those would be too many. */
  private boolean append(IoBuffer data) {
    OutputQueue queue = queue();
    long wanted = (long) queue.bufferBytes() + data.readable();
    if (wanted > limits.maxOutputBytes()) {
      data.skip(data.readable());
      fail(
          new IOException(
              "the peer does not read: "
                  + wanted
                  + " bytes wait to be sent, and "
                  + limits.maxOutputBytes()
                  + " are allowed; look at queuedBytes() before sending unasked"));
      return false;
    }
    queue.add(data, loop.buffers());
    return true;
  }

  private void noteHighWater() {
    OutputQueue queue = output;
    if (queue != null && queue.isAbove(limits.highWaterBytes()) && (flags & QUEUE_IS_HIGH) == 0) {
      flags |= QUEUE_IS_HIGH;
      loop.counters().readPauses.add(1);
      if (EventLoop.RECORDER.isOn()) {
        EventLoop.RECORDER.readPaused(this, queue.bytes());
      }
    }
  }

  @Override
  public long queuedBytes() {
    return output == null ? 0 : output.bytes();
  }

  @Override
  public boolean isAboveHighWater() {
    return (flags & QUEUE_IS_HIGH) != 0;
  }

  /** Sends what the socket takes; tells whether that was something. */
  private boolean transferOutput(OutputQueue queue) throws IOException {
    long before = queue.bytes();
    try {
      if (queue.flush(socket, loop.buffers(), socket.channel() == null ? loop.message() : null)) {
        flags &= ~WRITABLE;
      } else if (queue.isEmpty()) {
        output = null;
      }
    } finally {
      if (queue.bytes() < before) {
        loop.counters().sent.add(before - queue.bytes());
        lastTransfer = loop.now();
      }
    }
    return queue.bytes() < before;
  }

  /** Not the peer's fault, if it is the file's. */
  final void outputFailed(Exception cause) {
    if (cause instanceof FileRegionException) {
      loop.counters().fileFailures.add(1);
    }
    fail(cause);
  }

  boolean flush() {
    OutputQueue queue = output;
    if (queue == null) {
      return false;
    }
    boolean busy;
    try {
      busy = transferOutput(queue);
    } catch (IOException | RuntimeException e) {
      outputFailed(e);
      return true;
    }
    if (!queue.isAbove(limits.lowWaterBytes()) && (flags & QUEUE_IS_HIGH) != 0) {
      flags = (flags & ~QUEUE_IS_HIGH) | UNTAKEN;
      try {
        handler.drained(this);
      } catch (IOException | RuntimeException | Error e) {
        handlerFailed(e);
      }
    }
    return busy;
  }

  boolean wantsInput() {
    if (failure != null) {
      return false;
    }
    return (flags & LINGERING) != 0
        || (flags & (INPUT_ENDED | READING_PAUSED | QUEUE_IS_HIGH | CLOSING)) == 0;
  }

  /** Tells whether the handler has been shown all that has come. */
  boolean looksAtInput() {
    return wantsInput() && (flags & UNTAKEN) == 0;
  }

  /** Learns how much the handler has left of what it was shown. */
  void timeMessage(int shown, int left) {
    if (messageTimer == null && left > 0 && limits.messageNanos() > 0) {
      messageTimer = new MessageTimer(this, limits.messageNanos());
    }
    if (messageTimer != null) {
      messageTimer.handled(shown, left);
    }
  }

  void stopMessageTimer() {
    if (messageTimer != null) {
      messageTimer.stop();
    }
  }

  void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
    settleSoon();
  }

  void handlerFailed(Throwable cause) {
    if (cause instanceof ProtocolException) {
      loop.log().peerFailed(this, cause);
    } else {
      loop.log().failed(this, cause);
    }
    fail(cause);
  }

  /** From outside its own turn the connection gets one: its handler is not called from within. */
  void settleSoon() {
    if ((flags & SERVING) == 0) {
      defer();
    }
  }

  @Override
  public void shutdownOutput() {
    loop.checkInLoop();
    flags |= SHUTDOWN_ASKED;
    settleSoon();
  }

  @Override
  public StreamSocket socket() {
    return socket;
  }

  @Override
  public boolean isOpen() {
    return failure == null && (flags & (CLOSING | OVER)) == 0;
  }

  @Override
  public void setHandler(ConnectionHandler next) {
    loop.checkInLoop();
    handler = next;
    flags |= UNTAKEN;
    settleSoon();
  }

  /** A close resets, and what waits to be sent is dropped. */
  void reset() {
    try {
      socket.set(SocketOptions.SO_LINGER, Optional.of(Duration.ZERO));
    } catch (IOException | RuntimeException e) {
      // Then it closes as it can.
    }
  }

  @Override
  public void heartbeat(Heartbeat heartbeat, Heartbeat.Ping ping) {
    stopHeartbeat();
    if ((flags & OVER) == 0) {
      pulse = new Pulse(this, heartbeat, ping);
    }
  }

  @Override
  public void stopHeartbeat() {
    loop.checkInLoop();
    if (pulse != null) {
      pulse.stop();
      pulse = null;
    }
  }

  /** Tells whether the peer can be asked, and can answer. */
  boolean hasPulse() {
    return failure == null && (flags & (INPUT_ENDED | SHUTDOWN_ASKED | CLOSING | OVER)) == 0;
  }

  /** The peer lives: it was heard, or is heard again from here on. */
  void heard() {
    if (pulse != null) {
      pulse.heard();
    }
  }

  /**
   * Returns when the peer has been seen alive. Who does not receive cannot tell: because the
   * handler does not want to, or because there is something to send, which back-pressure and
   * blocking loops wait for first.
   *
   * @param heard when it was heard last
   */
  long lastSignOfLife(long heard) {
    if ((flags & READING_PAUSED) != 0) {
      return loop.now();
    }
    return output == null ? heard : lastTransfer;
  }
}
