package dev.sluice.benchmarks.scaling;

import dev.sluice.event.Epoll;
import dev.sluice.event.Interest;
import dev.sluice.event.Pipe;
import dev.sluice.event.Trigger;
import java.io.IOException;

/** {@code epoll_wait(2)}, under one trigger. */
final class EpollWatch extends SluiceWatch {
  private final Epoll epoll;
  private final Trigger trigger;

  EpollWatch(int registered, int ready, Trigger trigger) throws IOException {
    super(registered, ready);
    this.trigger = trigger;
    epoll = Epoll.open();
    openPipes();
  }

  @Override
  protected void add(Pipe.Reader reader, long token) throws IOException {
    epoll.add(reader, Interest.READ, trigger, token);
  }

  @Override
  protected int await() throws IOException {
    return epoll.await(events, 0);
  }

  @Override
  public void close() throws IOException {
    epoll.close();
    closePipes();
  }

  /** Returns for instance {@code epoll EDGE}. */
  @Override
  public String toString() {
    return "epoll " + trigger;
  }
}
