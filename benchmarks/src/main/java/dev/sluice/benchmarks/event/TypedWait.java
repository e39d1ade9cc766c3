package dev.sluice.benchmarks.event;

import dev.sluice.benchmarks.SluiceContender;
import dev.sluice.event.Epoll;
import dev.sluice.event.Interest;
import dev.sluice.event.ReadyEvents;
import dev.sluice.event.Trigger;
import java.io.IOException;

/** {@code Epoll.await} on one connection, level-triggered. */
abstract class TypedWait extends SluiceContender {
  private Epoll epoll;
  private ReadyEvents events;

  @Override
  protected void open() throws IOException {
    super.open();
    events = ReadyEvents.allocate(Waits.EVENTS);
    epoll = Epoll.open();
    epoll.add(connection(), Interest.READ, Trigger.LEVEL, Waits.TOKEN);
  }

  final int ready() throws IOException {
    return epoll.await(events, 0);
  }

  final long token() {
    return events.token(0);
  }

  @Override
  protected void close() throws IOException {
    epoll.close();
    events.close();
    super.close();
  }
}
