package dev.sluice.event;

import dev.sluice.ErrnoException;

/** {@link MechanismThreadsContract} with {@code PollSet.open}. */
class PollSetThreadsTest extends MechanismThreadsContract {
  @Override
  Mechanism open() throws ErrnoException {
    return Mechanism.of(PollSet.open());
  }
}
