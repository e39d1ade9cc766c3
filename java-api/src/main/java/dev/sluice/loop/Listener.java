package dev.sluice.loop;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.FdClosedException;
import dev.sluice.Pollable;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections for a handler, on one loop or for several. Its life: {@link EventLoop#listen}
 * → {@link #close}, which closes the listening socket and no connection.
 *
 * <p>At its limit of connections, and out of descriptors ({@code EMFILE}, {@code ENFILE}) or
 * memory, it does not accept: clients wait in the backlog, and nothing spins. It goes on when a
 * connection has ended, and out of descriptors it also looks again ten times a second, because
 * others may have given something back. It keeps a spare descriptor, which the JVM gets then.
 *
 * <p>Confined to the thread of its loop.
 */
public final class Listener extends Source {
  private static final int TURN = 16;
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final List<Errno> SHORTAGE =
      List.of(Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM, Errno.ENOBUFS);

  private final ListeningSocket socket;
  private final int maxConnections;
  private final Acceptor acceptor;
  private final Runnable over = this::connectionEnded;
  private final AtomicInteger connections = new AtomicInteger();
  private final LoopTimer retry;
  private final SpareDescriptor spare;
  private final Said saidPause = new Said();
  private final Said saidRefusal = new Said();

  /** Changed by the loop's thread only; others look whether it has to be told. */
  private volatile @Nullable String pausedBecause;

  private boolean winding;
  private int lastToAccept = Integer.MAX_VALUE;
  private boolean closed;

  Listener(EventLoop loop, ListeningSocket socket, int maxConnections, Acceptor acceptor) {
    super(loop);
    this.socket = socket;
    this.maxConnections = maxConnections;
    this.acceptor = acceptor;
    this.retry = loop.newTimer(this::go);
    this.spare = new SpareDescriptor(socket.channel() != null);
  }

  /** Begins; on failure nothing is left but the socket. */
  void begin() throws IOException {
    try {
      loop.readiness().add(this, Readiness.READ);
    } catch (IOException | RuntimeException | Error e) {
      spare.release();
      throw e;
    }
    loop.sources().add(this);
  }

  @Override
  Pollable pollable() {
    return socket;
  }

  @Override
  boolean ready(int ready) {
    int accepted = 0;
    boolean nobodyWaits = false;
    try {
      while (accepted < TURN && !closed && lastToAccept > 0 && hasRoom()) {
        StreamSocket connection = socket.accept();
        pausedBecause = null;
        if (connection == null) {
          nobodyWaits = true;
          break;
        }
        accepted++;
        lastToAccept -= winding ? 1 : 0;
        accepted(connection);
      }
    } catch (FdClosedException byItsServer) {
      end();
    } catch (IOException e) {
      failed(e);
    }
    if (accepted > 0 && EventLoop.RECORDER.isOn()) {
      EventLoop.RECORDER.accepted(this, accepted);
    }
    if (winding) {
      goOnWinding(nobodyWaits);
    }
    return accepted > 0;
  }

  /** Those who wait in the backlog have been let in by the kernel, at the limit too. */
  private void goOnWinding(boolean nobodyWaits) {
    if (nobodyWaits || lastToAccept == 0) {
      end();
    } else if (!closed && pausedBecause == null) {
      boolean _ = loop.offer(this::wind);
    }
  }

  private boolean hasRoom() {
    if (connections.get() < maxConnections) {
      return true;
    }
    pause("there are " + maxConnections + " connections, the limit");
    if (connections.get() < maxConnections) {
      retry.startAfter(0); // one has ended meanwhile, and did not see the pause
    }
    return false;
  }

  private void accepted(StreamSocket connection) {
    loop.counters().accepted.add(1);
    connections.incrementAndGet();
    try {
      acceptor.accepted(connection, over);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      refuse(connection, e);
    }
  }

  /** For instance a descriptor too great for select(2): this one is turned away, others are not. */
  private void refuse(StreamSocket connection, Throwable cause) {
    connection.close();
    loop.counters().refused.add(1);
    if (saidRefusal.isNew("")) {
      loop.log().warn(this + " refuses connections for now: " + cause.getMessage());
    }
    connectionEnded();
  }

  private void failed(IOException cause) {
    boolean isShortage = cause instanceof ErrnoException e && SHORTAGE.contains(e.errno());
    if (isShortage) {
      spare.release();
    }
    pause(isShortage ? "accept: " + ((ErrnoException) cause).errno() : cause.toString());
    if (!closed) {
      retry.startAfter(RETRY_NANOS);
    }
  }

  private void pause(String why) {
    if (closed) {
      return;
    }
    if (pausedBecause == null) {
      loop.counters().acceptPauses.add(1);
    }
    if (saidPause.isNew(why)) {
      loop.log().warn(this + " does not accept for now: " + why);
    }
    pausedBecause = why;
    watchFor(0);
  }

  private void go() {
    if (pausedBecause == null || closed) {
      return;
    }
    if (!spare.take()) {
      retry.startAfter(RETRY_NANOS);
      return;
    }
    if (retry.isRunning()) {
      retry.cancel();
    }
    watchFor(Readiness.READ);
    ready(Readiness.READ); // the pause is over if this accepts
  }

  private void watchFor(int wanted) {
    try {
      loop.readiness().change(this, wanted);
    } catch (FdClosedException byItsServer) {
      end();
    } catch (IOException noMemory) {
      retry.startAfter(RETRY_NANOS);
    }
  }

  /** Learns that one of its connections is over, by the thread of any loop. */
  void connectionEnded() {
    connections.decrementAndGet();
    // After the count: whoever pauses sets the reason first and then looks at the count once more.
    if (pausedBecause == null) {
      return;
    }
    if (loop.isInLoop()) {
      goIfPaused();
    } else {
      boolean _ = loop.offer(this::goIfPaused);
    }
  }

  private void goIfPaused() {
    if (pausedBecause != null && !closed) {
      retry.startAfter(0); // in the loop's own turn, once for all that end in this one
    }
  }

  /** Returns its socket. */
  public ListeningSocket socket() {
    return socket;
  }

  /** Returns how many of its connections are open; from any thread. */
  public int connections() {
    return connections.get();
  }

  /** Accepts no more, and closes the listening socket. */
  public void close() {
    loop.checkInLoop();
    end();
  }

  @Override
  void wind() {
    if (!winding) {
      winding = true;
      lastCall();
    }
    if (!closed && (pausedBecause == null || lastToAccept == 0)) {
      ready(Readiness.READ);
    }
  }

  /** Whoever comes from now on is not let in: they might never stop coming. */
  private void lastCall() {
    try {
      lastToAccept = socket.lastCall();
    } catch (FdClosedException byItsServer) {
      end();
    } catch (IOException e) {
      // It does not tell: then it is over when nobody waits.
    }
  }

  @Override
  void end() {
    if (!closed) {
      closed = true;
      retry.cancel();
      loop.readiness().remove(this);
      socket.close();
      spare.release();
      loop.sources().remove(this);
    }
  }

  /** What was said in the log: a server at its limit says so, and not for each client. */
  private static final class Said {
    private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private @Nullable String what;
    private long when;

    boolean isNew(String now) {
      long nanos = System.nanoTime();
      if (now.equals(what) && nanos - when < AGAIN_NANOS) {
        return false;
      }
      what = now;
      when = nanos;
      return true;
    }
  }

  /** Returns for instance {@code Listener[ListeningSocket[fd 9]]}. */
  @Override
  public String toString() {
    return "Listener[" + socket + "]";
  }
}
