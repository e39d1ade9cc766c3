package dev.sluice.event;

import dev.sluice.ErrnoException;

/** {@link MechanismThreadsContract} with {@code SelectSet.open}. */
class SelectSetThreadsTest extends MechanismThreadsContract {
  @Override
  LevelMechanism open() throws ErrnoException {
    return LevelMechanism.of(SelectSet.open());
  }
}
