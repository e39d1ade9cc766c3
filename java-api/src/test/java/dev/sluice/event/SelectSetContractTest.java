package dev.sluice.event;

import dev.sluice.ErrnoException;

/** {@link MechanismContract} with {@code SelectSet.open}. */
class SelectSetContractTest extends MechanismContract {
  @Override
  LevelMechanism open() throws ErrnoException {
    return LevelMechanism.of(SelectSet.open());
  }
}
