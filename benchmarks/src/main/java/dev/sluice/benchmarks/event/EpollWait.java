package dev.sluice.benchmarks.event;

import dev.sluice.event.Epoll;
import dev.sluice.event.Interest;
import dev.sluice.event.Trigger;
import dev.sluice.net.StreamSocket;
import java.io.IOException;

/** {@code Epoll.await}, the typed layer. */
abstract class EpollWait extends SluiceWait {
  private final Trigger trigger;
  private Epoll epoll;

  EpollWait(Question question, Trigger trigger) {
    super(question);
    this.trigger = trigger;
  }

  @Override
  final void add(StreamSocket accepted) throws IOException {
    epoll = Epoll.open();
    epoll.add(accepted, Interest.READ, trigger, TOKEN);
  }

  @Override
  final int ready() throws IOException {
    return epoll.await(events, 0);
  }

  @Override
  final void closeMechanism() throws IOException {
    epoll.close();
  }
}
