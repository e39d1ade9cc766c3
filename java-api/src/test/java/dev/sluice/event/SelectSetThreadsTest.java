package dev.sluice.event;

import dev.sluice.ErrnoException;

/** {@link MechanismThreadsContract} with {@code SelectSet.open}. */
class SelectSetThreadsTest extends MechanismThreadsContract {
  @Override
  Mechanism open() throws ErrnoException {
    return Mechanism.of(SelectSet.open());
  }
}
