package dev.sluice.benchmarks.event;

import dev.sluice.event.DescriptorSet;
import dev.sluice.event.Interest;
import dev.sluice.net.StreamSocket;
import java.io.IOException;

/** {@code PollSet.await} or {@code SelectSet.await}, the typed layer. */
abstract class SetWait extends SluiceWait {
  private final Opening opening;
  private DescriptorSet set;

  SetWait(Question question, Opening opening) {
    super(question);
    this.opening = opening;
  }

  /** Opens a set. */
  interface Opening {
    DescriptorSet open() throws IOException;
  }

  @Override
  final void add(StreamSocket accepted) throws IOException {
    set = opening.open();
    set.add(accepted, Interest.READ, TOKEN);
  }

  @Override
  final int ready() throws IOException {
    return set.await(events, 0);
  }

  @Override
  final void closeMechanism() throws IOException {
    set.close();
  }
}
