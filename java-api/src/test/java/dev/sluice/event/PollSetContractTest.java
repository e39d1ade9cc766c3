package dev.sluice.event;

import dev.sluice.ErrnoException;

/** {@link MechanismContract} with {@code PollSet.open}. */
class PollSetContractTest extends MechanismContract {
  PollSetContractTest() throws ErrnoException {}

  @Override
  Mechanism open() throws ErrnoException {
    return Mechanism.of(PollSet.open());
  }
}
