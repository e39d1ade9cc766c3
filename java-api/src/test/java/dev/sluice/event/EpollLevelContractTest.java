package dev.sluice.event;

import dev.sluice.ErrnoException;

/** {@link MechanismContract} with {@code Epoll.open}. */
class EpollLevelContractTest extends MechanismContract {
  @Override
  LevelMechanism open() throws ErrnoException {
    return LevelMechanism.of(Epoll.open());
  }
}
