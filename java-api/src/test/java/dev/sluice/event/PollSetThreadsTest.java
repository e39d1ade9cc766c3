package dev.sluice.event;

import dev.sluice.ErrnoException;

/** {@link MechanismThreadsContract} with {@code PollSet.open}. */
class PollSetThreadsTest extends MechanismThreadsContract {
  @Override
  LevelMechanism open() throws ErrnoException {
    return LevelMechanism.of(PollSet.open());
  }
}
