package dev.sluice.loop;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.event.EventFd;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor that stands for one the JVM may need when there are no others: its first log line
 * and each class that is loaded late open a file. Held by whoever accepts, and given back for as
 * long as accepting fails. The client in the backlog does not get it.
 */
final class SpareDescriptor {
  private final Opener opener;
  private @Nullable Closeable held;

  private interface Opener {
    Closeable open() throws IOException;
  }

  /**
   * Loads the classes that are needed before it can be given away, and takes it.
   *
   * @param isNio whether it may have to do without Linux
   */
  SpareDescriptor(boolean isNio) {
    opener = isNio ? SocketChannel::open : () -> EventFd.open(0, EventFd.Kind.COUNTER)::close;
    ErrnoException shortage = ErrnoException.of("accept", -Errno.EMFILE.number());
    if (take() && shortage.errno().equals(Errno.EMFILE)) {
      release();
    }
    boolean _ = take();
  }

  /** Tells whether it is held, after trying to. */
  boolean take() {
    if (held == null) {
      try {
        held = opener.open();
      } catch (IOException noneIsLeft) {
        return false;
      }
    }
    return true;
  }

  /** Gives it back. */
  void release() {
    Closeable descriptor = held;
    held = null;
    if (descriptor != null) {
      try {
        descriptor.close();
      } catch (IOException e) {
        // It is gone nevertheless.
      }
    }
  }
}
