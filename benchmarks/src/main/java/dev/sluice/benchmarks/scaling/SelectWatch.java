package dev.sluice.benchmarks.scaling;

import dev.sluice.event.Interest;
import dev.sluice.event.Pipe;
import dev.sluice.event.SelectSet;
import java.io.IOException;

/** {@code select(2)}. */
final class SelectWatch extends SluiceWatch {
  private final SelectSet set;

  SelectWatch(int registered, int ready) throws IOException {
    super(registered, ready);
    set = SelectSet.open();
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

  /** Returns {@code select}. */
  @Override
  public String toString() {
    return "select";
  }
}
