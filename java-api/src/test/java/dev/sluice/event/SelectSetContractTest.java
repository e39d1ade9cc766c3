package dev.sluice.event;

import dev.sluice.ErrnoException;

/** {@link MechanismContract} with {@code SelectSet.open}. */
class SelectSetContractTest extends MechanismContract {
  SelectSetContractTest() throws ErrnoException {}

  @Override
  Mechanism open() throws ErrnoException {
    return Mechanism.of(SelectSet.open());
  }
}
