package dev.sluice.loop;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.event.EventFd;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor that is kept for the moment when no other is left: the JVM needs one then, to load
 * the classes that end a connection, and to write its first log line.
 */
final class SpareDescriptor {
  private @Nullable EventFd held;

  /** Loads the classes that are needed before it can be given away. */
  SpareDescriptor() {
    ErrnoException shortage = ErrnoException.of("accept", -Errno.EMFILE.number());
    if (take() && shortage.errno().equals(Errno.EMFILE)) {
      release();
    }
    take();
  }

  /** Takes one, or has one already; tells whether it does. */
  boolean take() {
    if (held == null) {
      try {
        held = EventFd.open(0, EventFd.Kind.COUNTER);
      } catch (ErrnoException noneLeft) {
        return false;
      }
    }
    return true;
  }

  void release() {
    EventFd spare = held;
    if (spare != null) {
      held = null;
      spare.close();
    }
  }
}
