package dev.sluice.server;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.FdClosedException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.loop.LoopCounters;
import dev.sluice.net.Shutdown;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.StreamSocket;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A connection whose handler blocks. It ends as those of loops do: in order if the handler has
 * returned, and by a reset if it has failed, so that half an answer is not taken for a whole one.
 */
final class BlockingConversation implements Conversation {
  private static final Logger LOG = System.getLogger("dev.sluice.server");

  /** It is over, and nothing of ours has failed. */
  private static final List<Errno> PEER_HAS_GONE =
      List.of(Errno.ECONNRESET, Errno.EPIPE, Errno.ETIMEDOUT);

  private static final int DROPPED_BYTES = 4096;

  private final StreamSocket socket;
  private final BlockingHandler handler;
  private final long lingerNanos;
  private volatile int failures;
  private volatile int protocolFailures;
  private volatile boolean closing;

  BlockingConversation(StreamSocket socket, BlockingHandler handler, long lingerNanos) {
    this.socket = socket;
    this.handler = handler;
    this.lingerNanos = lingerNanos;
  }

  @Override
  public void run() {
    socket.setBlocking(true);
    try {
      handler.handle(socket);
      closeOutput();
    } catch (ErrnoException e) {
      if (!PEER_HAS_GONE.contains(e.errno())) {
        failed(e);
      }
    } catch (FdClosedException e) {
      if (!closing) {
        failed(e);
      }
    } catch (EOFException e) {
      if (!isLeftByItsPeer()) {
        failed(e); // the end of something else, a file for instance
      }
    } catch (ProtocolException byThePeer) {
      protocolFailures = 1;
      resetAtClose();
    } catch (IOException | RuntimeException | Error e) {
      failed(e);
    }
  }

  /**
   * Sends the end of the stream, and drops what still comes until the peer sends the end of its
   * own: closing with something unread would reset the connection, and a reset may destroy the
   * answer that is on its way.
   */
  private void closeOutput() {
    if (lingerNanos == 0 || !socket.isOpen()) {
      return;
    }
    long by = System.nanoTime() + lingerNanos;
    try (IoBuffer dropped = IoBuffer.allocate(DROPPED_BYTES)) {
      socket.setBlocking(false);
      int received = socket.recv(dropped);
      if (received != IoStatus.END_OF_STREAM) {
        socket.shutdown(Shutdown.WRITE);
      }
      while (received != IoStatus.END_OF_STREAM) {
        long left = by - System.nanoTime();
        if (left <= 0 || !socket.awaitReadable(left)) {
          return;
        }
        received = socket.recv(dropped.clear());
      }
    } catch (IOException | FdClosedException e) {
      // It has gone, or the server's time is over: closing is all that is left.
    }
  }

  /** Tells whether nothing more can come. */
  private boolean isLeftByItsPeer() {
    try (IoBuffer dropped = IoBuffer.allocate(DROPPED_BYTES)) {
      socket.setBlocking(false);
      int received = socket.recv(dropped);
      while (received > 0) {
        received = socket.recv(dropped.clear());
      }
      return received == IoStatus.END_OF_STREAM;
    } catch (FdClosedException byTheHandler) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private void failed(Throwable cause) {
    failures = 1;
    LOG.log(Level.ERROR, socket + " failed, and others go on", cause);
    resetAtClose();
  }

  private void resetAtClose() {
    try {
      socket.set(SocketOptions.SO_LINGER, Optional.of(Duration.ZERO));
    } catch (IOException | RuntimeException e) {
      // Then it closes as it can.
    }
  }

  /** It has the time to come to an end by itself. */
  @Override
  public void shutdown(long withinNanos) {
    closing = true;
    if (withinNanos <= 0) {
      socket.close();
    } else {
      Deadlines.after(withinNanos, socket::close);
    }
  }

  @Override
  public LoopCounters counted() {
    return LoopCounters.failed(failures, protocolFailures);
  }

  @Override
  public void close() {
    socket.close();
  }
}
