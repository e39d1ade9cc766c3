package dev.sluice.examples.lab;

import dev.sluice.Pollable;
import dev.sluice.event.EventFd;
import java.io.IOException;

/** An eventfd. What is added is there when the call returns. */
final class CounterEnd extends End {
  private final EventFd counter;

  CounterEnd(EventFd counter) {
    this.counter = counter;
  }

  static CounterEnd open(boolean semaphore) throws IOException {
    return new CounterEnd(
        EventFd.open(0, semaphore ? EventFd.Kind.SEMAPHORE : EventFd.Kind.COUNTER));
  }

  @Override
  Pollable source() {
    return counter;
  }

  @Override
  String write(int count) throws IOException {
    return counter.add(count) ? "" : WOULD_BLOCK;
  }

  @Override
  String read(int count) throws IOException {
    long taken = counter.take();
    return taken == 0 ? WOULD_BLOCK : Long.toUnsignedString(taken);
  }

  @Override
  End dup() throws IOException {
    return new CounterEnd(EventFd.adopt(counter.fd().dup()));
  }

  @Override
  public void close() {
    counter.close();
  }
}
