package dev.sluice.examples.lab;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One step of a scenario. Names are ends of connections, or other descriptors. */
sealed interface Step {
  /** A connected pair: the first connects, the second was accepted. */
  record Connect(String dialer, String accepted, boolean unix) implements Step {}

  /** A TCP socket that is not connected. */
  record Open(String name) implements Step {}

  /** A TCP socket that listens. */
  record Listen(String name) implements Step {}

  /** A TCP connection is begun; without a door, to a port where nobody listens. */
  record Dial(String name, @Nullable String door) implements Step {}

  /** One waiting connection is accepted. */
  record Accept(String door, String name) implements Step {}

  /** Both ends of a pipe. */
  record OpenPipe(String reader, String writer) implements Step {}

  /** An eventfd. */
  record OpenCounter(String name, boolean semaphore) implements Step {}

  /** A mechanism starts to watch. */
  record Watch(String name, Set<Condition> conditions) implements Step {}

  /** A mechanism watches for something else; a one-shot interest is armed. */
  record Modify(String name, Set<Condition> conditions) implements Step {}

  /** As {@link Modify}, for what was asked before. */
  record Rearm(String name) implements Step {}

  /** A mechanism stops watching. */
  record Unwatch(String name) implements Step {}

  /** The mechanism is asked what is ready. */
  record Wait() implements Step {}

  /** So many bytes go out, or are added to a counter. */
  record Write(String name, int count) implements Step {}

  /** One byte of TCP's urgent data goes out. */
  record Urgent(String name) implements Step {}

  /** At most so many bytes are read, once; or a counter is taken. */
  record Read(String name, int count) implements Step {}

  /** All is read, until the call would block or the stream ends. */
  record ReadAll(String name) implements Step {}

  /** The urgent byte is read. */
  record ReadUrgent(String name) implements Step {}

  /** Writes until the call would block and nothing is on its way any more. */
  record Fill(String name) implements Step {}

  /** Reads until nothing is left at the other end either. */
  record Drain(String name) implements Step {}

  /** A direction, or both, is shut down. */
  record ShutDown(String name, Direction direction) implements Step {}

  /** The connection is broken off with a TCP reset. */
  record Reset(String name) implements Step {}

  /** The descriptor is closed. */
  record Close(String name) implements Step {}

  /** The descriptor is duplicated. */
  record Dup(String name, String copy) implements Step {}

  /** The pending error of a socket, {@code SO_ERROR}, is taken. */
  record TakeError(String name) implements Step {}

  /** What can be shut down. */
  enum Direction {
    READ,
    WRITE,
    BOTH
  }
}
