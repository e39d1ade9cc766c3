package dev.sluice.examples.lab;

import dev.sluice.Pollable;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** A mechanism at work. What it has no word for is not asked. */
interface Watcher extends AutoCloseable {
  /** What a wait says of one source. */
  record Seen(long token, Set<Word> words) {}

  /**
   * Starts to watch.
   *
   * @return what is really watched for
   * @throws UnsupportedOperationException if the mechanism can't watch it, or not for this
   */
  Set<Condition> add(Pollable source, Set<Condition> conditions, long token) throws IOException;

  /**
   * Watches for something else.
   *
   * @return what is really watched for
   * @throws UnsupportedOperationException if the mechanism can't watch for this
   */
  Set<Condition> modify(Pollable source, Set<Condition> conditions, long token) throws IOException;

  /** Stops watching. */
  void delete(Pollable source) throws IOException;

  /** A source was closed; what the mechanism needs to notice, it does now. */
  void closed() throws IOException;

  /** Asks what is ready, and does not wait. */
  List<Seen> ask() throws IOException;

  @Override
  void close() throws IOException;
}
