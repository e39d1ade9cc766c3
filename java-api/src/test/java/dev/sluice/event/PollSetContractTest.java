package dev.sluice.event;

import dev.sluice.ErrnoException;

/** {@link MechanismContract} with {@code PollSet.open}. */
class PollSetContractTest extends MechanismContract {
  @Override
  LevelMechanism open() throws ErrnoException {
    return LevelMechanism.of(PollSet.open());
  }
}
