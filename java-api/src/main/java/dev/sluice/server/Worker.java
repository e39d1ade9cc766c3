package dev.sluice.server;

import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.frame.FrameDecoder;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.loop.ConnectionLimits;
import dev.sluice.loop.LoopCounters;
import dev.sluice.net.AncillaryData;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.Message;
import dev.sluice.net.MsgFlags;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A worker process, as the server sees it. Its life: it is started → connects back and is {@link
 * #welcome} → is ready → ends, which its exit and the end of its connection tell together.
 *
 * <p>Confined to the thread of the server's loop.
 */
final class Worker implements ConnectionHandler {
  private static final ConnectionLimits LIMITS =
      ConnectionLimits.STANDARD.maxInput(WorkerMessage.FRAMING.maxFrameBytes()).linger(0);

  /** One that has not answered for so long is not asked again before it does. */
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Workers workers;
  private final Process process;
  private final WorkerMessage.Start start;
  private final long startedAt = System.nanoTime();
  private final FrameDecoder decoder = WorkerMessage.FRAMING.newDecoder();
  private @Nullable Connection control;
  private boolean welcomed;
  private boolean ready;
  private boolean told;
  private boolean exited;
  private @Nullable String failure;
  private long asked;
  private long answered;
  private long askedAt;
  private LoopCounters counters = LoopCounters.NONE;

  Worker(Workers workers, Process process, WorkerMessage.Start start) {
    this.workers = workers;
    this.process = process;
    this.start = start;
  }

  /** Returns what it is to do. */
  WorkerMessage.Start start() {
    return start;
  }

  long pid() {
    return process.pid();
  }

  long ageNanos() {
    return System.nanoTime() - startedAt;
  }

  boolean isReady() {
    return ready;
  }

  boolean isWelcomed() {
    return welcomed;
  }

  /** Tells whether it knows that it is to end. */
  boolean isTold() {
    return told;
  }

  boolean isOver() {
    return exited && control == null;
  }

  /** Returns what it has reported last. */
  LoopCounters counters() {
    return counters;
  }

  /** Returns why it has ended. */
  String reason() {
    return failure != null ? failure : "exit code " + process.exitValue();
  }

  /**
   * Hands it the listening descriptor. The message is far smaller than an empty socket's buffer, so
   * it goes as a whole or not at all.
   */
  void welcome(StreamSocket socket, Runnable over, ListeningSocket listening) throws IOException {
    byte[] frame = start.toFrame();
    try (IoBuffer buffer = IoBuffer.allocate(frame.length).put(frame);
        Message message = Message.allocate(1, AncillaryData.spaceBytes(Integer.BYTES))) {
      message.setBuffers(buffer).ancillary().addRights(listening.fd());
      int sent = socket.send(message, MsgFlags.NONE);
      if (sent != frame.length) {
        throw new IOException(
            sent == IoStatus.WOULD_BLOCK ? "no room for " + start : sent + " bytes of " + start);
      }
    }
    welcomed = true;
    control = workers.loop().add(socket, this, LIMITS, over);
  }

  @Override
  public void received(Connection connection, IoBuffer input) throws IOException {
    for (IoBuffer payload = decoder.next(input); payload != null; payload = decoder.next(input)) {
      take(WorkerMessage.read(payload));
    }
  }

  private void take(WorkerMessage message) throws IOException {
    switch (message) {
      case WorkerMessage.Ready() -> {
        ready = true;
        workers.ready(this);
      }
      case WorkerMessage.Failed(String why) -> failure = why;
      case WorkerMessage.Counted(long question, LoopCounters counted) -> {
        counters = counted;
        answered = question;
        workers.counted(this, question);
      }
      default -> throw new IOException("a worker does not say " + message);
    }
  }

  /** Without the connection it is of no use; as a rule it has ended just now. */
  @Override
  public void closed(Connection connection, @Nullable Throwable cause) {
    control = null;
    if (exited) {
      workers.over(this);
    } else {
      kill();
    }
  }

  void exited() {
    exited = true;
    if (control == null) {
      workers.over(this);
    }
  }

  private boolean send(WorkerMessage message) {
    Connection connection = control;
    byte[] frame = message.toFrame();
    return connection != null && connection.send(frame, 0, frame.length);
  }

  /** Ends it in order if it is ready; one that is not will be told when it is. */
  void shutdown(long withinNanos) {
    if (ready) {
      told = true;
      send(new WorkerMessage.Shutdown(Math.max(0, withinNanos)));
    } else if (withinNanos <= 0) {
      kill();
    }
  }

  /** Asks what it has counted; tells whether an answer can be expected. */
  boolean ask(long question) {
    boolean isWaiting = asked > answered;
    if (!ready || (isWaiting && System.nanoTime() - askedAt > STUCK_NANOS)) {
      return false;
    }
    if (!isWaiting) {
      askedAt = System.nanoTime();
    }
    asked = question;
    return send(new WorkerMessage.Count(question));
  }

  void kill() {
    process.destroyForcibly();
  }

  /** Kills it, and waits for its end; from any thread. */
  void killAndWait() {
    process.destroyForcibly().onExit().join();
  }

  /** Returns for instance {@code worker 4711}. */
  @Override
  public String toString() {
    return "worker " + process.pid();
  }
}
