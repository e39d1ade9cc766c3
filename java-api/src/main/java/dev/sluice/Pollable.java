package dev.sluice;

import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/** Something that a poller can watch: a descriptor, or under NIO a channel. */
@FunctionalInterface
public interface Pollable {
  /**
   * Returns the descriptor, open or closed; always the same one.
   *
   * @throws UnsupportedOperationException under NIO, which does not show its descriptors
   */
  Fd fd();

  /** Returns the NIO channel behind this, or {@code null} if there is a descriptor instead. */
  default @Nullable SelectableChannel channel() {
    return null;
  }
}
