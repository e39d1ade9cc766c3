package dev.sluice.benchmarks.scaling;

import dev.sluice.event.DescriptorSet;
import dev.sluice.event.Interest;
import dev.sluice.event.Pipe;
import java.io.IOException;

/** {@code select(2)} or {@code poll(2)}: a set that is handed over with each wait. */
final class SetWatch extends SluiceWatch {
  private final DescriptorSet set;

  SetWatch(int registered, int ready, DescriptorSet set) throws IOException {
    super(registered, ready);
    this.set = set;
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

  /** Returns for instance {@code PollSet[100]}. */
  @Override
  public String toString() {
    return set.toString();
  }
}
