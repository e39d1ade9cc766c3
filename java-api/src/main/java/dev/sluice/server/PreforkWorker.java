package dev.sluice.server;

import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.UnixEndpoint;
import dev.sluice.frame.FrameDecoder;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.LoopCounters;
import dev.sluice.net.AncillaryData;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.Message;
import dev.sluice.net.MsgFlags;
import dev.sluice.net.PeerCredentials;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The program of a worker process. One thread serves, in an edge-triggered loop; the main thread
 * listens to the server, so that a handler that blocks does not keep the worker from its end.
 *
 * <p>Ctrl-C in a terminal and the end of a service reach all processes at once. A worker that gets
 * such a signal goes on for a moment, because the server may be about to shut down in order; it
 * ends if the server does not say so.
 */
final class PreforkWorker {
  private static final Logger LOG = System.getLogger("dev.sluice.server");

  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long SIGNAL_GRACE_SECONDS = 5;
  private static final long ORPHAN_GRACE_SECONDS = 1;
  private static final int MAX_REASON = 4_000;

  private final StreamSocket control;
  private final IoBuffer in = IoBuffer.allocate(WorkerMessage.FRAMING.maxFrameBytes());
  private final FrameDecoder decoder = WorkerMessage.FRAMING.newDecoder();
  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int status;
  private long lastQuestion;
  private LoopCounters reported = LoopCounters.NONE;

  private PreforkWorker(StreamSocket control) {
    this.control = control;
  }

  /** Connects to the server that has started this process. */
  static void main(String[] arguments) throws IOException {
    StreamSocket control = StreamSocket.connectTo(UnixEndpoint.abstractName(arguments[0]));
    PeerCredentials peer = control.get(SocketOptions.SO_PEERCRED);
    int server = Integer.parseInt(arguments[1]);
    if (peer.pid() != server || peer.uid() != Workers.ownCredentials().uid()) {
      throw new IOException(peer + " is not the server that has started this worker");
    }
    new PreforkWorker(control).work();
  }

  private void work() throws IOException {
    EventLoop loop = prepare();
    if (loop == null) {
      exit(1);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::signalled, "sluice-signalled"));
    Thread main = Thread.currentThread();
    Thread.ofPlatform().name("sluice-worker").start(() -> serve(loop, main));
    try {
      listen(loop);
    } finally {
      if (ended.getCount() > 0) {
        endAsOrphan(loop);
      }
      exit(status);
    }
  }

  // ---- serving

  /** Returns a loop that listens, or {@code null} if there is no server or no handler any more. */
  private @Nullable EventLoop prepare() throws IOException {
    try (Message message = Message.allocate(1, AncillaryData.spaceBytes(Integer.BYTES))) {
      message.setBuffers(in);
      IoBuffer payload = null;
      Fd listening = null;
      while (payload == null) {
        if (control.recv(message, MsgFlags.NONE) == IoStatus.END_OF_STREAM) {
          return null;
        }
        for (Fd right : message.ancillary().takeRights()) {
          listening = right;
        }
        payload = decoder.next(in);
      }
      if (listening == null
          || !(WorkerMessage.read(payload) instanceof WorkerMessage.Start start)) {
        throw new IOException("the server's first message carries a listening socket and settings");
      }
      return listen(ListeningSocket.adopt(listening), start);
    } catch (IOException | ReflectiveOperationException | RuntimeException | Error e) {
      LOG.log(Level.ERROR, "the worker could not start", e);
      String why = e.toString();
      send(new WorkerMessage.Failed(why.substring(0, Math.min(MAX_REASON, why.length()))));
      return null;
    }
  }

  private static EventLoop listen(ListeningSocket socket, WorkerMessage.Start start)
      throws IOException, ReflectiveOperationException {
    ServerSettings settings = start.settings();
    EventLoop loop = EventLoop.openEdge();
    loop.listen(socket, start.handler().create(), settings.limits(), settings.maxConnections());
    return loop;
  }

  /** Interrupts the main thread in the end: a JVM waits 300 ms for threads that are in a call. */
  private void serve(EventLoop loop, Thread main) {
    try {
      loop.run();
    } catch (IOException | RuntimeException | Error e) {
      LOG.log(Level.ERROR, "the worker's loop has failed", e);
      status = 1;
    }
    try {
      report(loop);
    } catch (IOException serverHasGone) {
      status = 1;
    }
    ended.countDown();
    main.interrupt();
  }

  /** This is a program: its threads, and those of the handler, end with it. */
  private static void exit(int status) {
    Runtime.getRuntime().exit(status);
  }

  // ---- the server's word

  /** Returns when the loop has ended, or the server has gone. */
  private void listen(EventLoop loop) {
    try {
      send(new WorkerMessage.Ready());
      for (; ; ) {
        for (IoBuffer payload = decoder.next(in); payload != null; payload = decoder.next(in)) {
          take(WorkerMessage.read(payload), loop);
        }
        decoder.makeRoom(in);
        if (!control.awaitReadable(REPORT_NANOS)) {
          reportNews(loop);
        } else if (control.recv(in) == IoStatus.END_OF_STREAM) {
          return;
        }
      }
    } catch (InterruptedIOException hasEnded) {
      // As it should be.
    } catch (ErrnoException reset) {
      // ECONNRESET, EPIPE: it has gone with something unread.
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.ERROR, "the worker does not understand its server, and ends", e);
    }
  }

  private void take(WorkerMessage message, EventLoop loop) throws IOException {
    switch (message) {
      case WorkerMessage.Shutdown(long withinNanos) -> {
        told.countDown();
        loop.shutdown(withinNanos);
      }
      case WorkerMessage.Count(long question) -> answer(question, loop);
      default -> throw new IOException("a server does not say " + message);
    }
  }

  private synchronized void reportNews(EventLoop loop) throws IOException {
    if (!loop.counted().equals(reported)) {
      report(loop);
    }
  }

  private synchronized void answer(long question, EventLoop loop) throws IOException {
    lastQuestion = question;
    report(loop);
  }

  private synchronized void report(EventLoop loop) throws IOException {
    reported = loop.counted();
    send(new WorkerMessage.Counted(lastQuestion, reported));
  }

  private synchronized void send(WorkerMessage message) throws IOException {
    byte[] frame = message.toFrame();
    try (IoBuffer out = IoBuffer.allocate(frame.length)) {
      control.sendAll(out.put(frame));
    }
  }

  // ---- the end

  /** Nobody counts or replaces any more; connections end with the server, as in one process. */
  private void endAsOrphan(EventLoop loop) {
    told.countDown();
    loop.shutdown(0);
    try {
      if (!ended.await(ORPHAN_GRACE_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(1);
      }
    } catch (InterruptedException hasEnded) {
      // So there is nothing to halt.
    }
  }

  /** Holds the JVM up while it shuts down; the loop goes on meanwhile. */
  private void signalled() {
    try {
      if (ended.getCount() == 0 || told.await(SIGNAL_GRACE_SECONDS, TimeUnit.SECONDS)) {
        ended.await();
      }
    } catch (InterruptedException e) {
      // Nothing holds it up then.
    }
  }
}
