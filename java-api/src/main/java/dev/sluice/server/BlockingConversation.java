package dev.sluice.server;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.FdClosedException;
import dev.sluice.loop.LoopCounters;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/** A connection whose handler blocks. */
final class BlockingConversation implements Conversation {
  private static final Logger LOG = System.getLogger("dev.sluice.server");

  /** It is over, and nothing of ours has failed. */
  private static final List<Errno> PEER_HAS_GONE =
      List.of(Errno.ECONNRESET, Errno.EPIPE, Errno.ETIMEDOUT);

  private final StreamSocket socket;
  private final BlockingHandler handler;
  private volatile int failures;
  private volatile boolean closing;

  BlockingConversation(StreamSocket socket, BlockingHandler handler) {
    this.socket = socket;
    this.handler = handler;
  }

  @Override
  public void run() {
    socket.setBlocking(true);
    try {
      handler.handle(socket);
    } catch (ErrnoException e) {
      if (!PEER_HAS_GONE.contains(e.errno())) {
        failed(e);
      }
    } catch (FdClosedException e) {
      if (!closing) {
        failed(e);
      }
    } catch (IOException | RuntimeException | Error e) {
      failed(e);
    }
  }

  private void failed(Throwable cause) {
    failures = 1;
    LOG.log(Level.ERROR, socket + " failed, and others go on", cause);
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
    return LoopCounters.NONE.plusFailures(failures);
  }

  @Override
  public void close() {
    socket.close();
  }
}
