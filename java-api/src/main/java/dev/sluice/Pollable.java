package dev.sluice;

/** Something with a descriptor that a poller can watch. */
@FunctionalInterface
public interface Pollable {
  /** Returns the descriptor, open or closed; always the same one. */
  Fd fd();
}
