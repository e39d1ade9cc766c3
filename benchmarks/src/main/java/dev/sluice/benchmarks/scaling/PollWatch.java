package dev.sluice.benchmarks.scaling;

import dev.sluice.event.Interest;
import dev.sluice.event.Pipe;
import dev.sluice.event.PollSet;
import java.io.IOException;

/** {@code poll(2)}. */
final class PollWatch extends SluiceWatch {
  private final PollSet set;

  PollWatch(int registered, int ready) throws IOException {
    super(registered, ready);
    set = PollSet.open();
    openPipes();
  }

  @Override
  protected void add(Pipe.Reader reader, long token) throws IOException {
    set.add(reader, Interest.READ, token);
  }

  @Override
  protected int await() throws IOException {
    return set.await(events, 0);
  }

  @Override
  public void close() throws IOException {
    set.close();
    closePipes();
  }

  /** Returns {@code poll}. */
  @Override
  public String toString() {
    return "poll";
  }
}
