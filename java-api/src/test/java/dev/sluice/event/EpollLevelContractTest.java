package dev.sluice.event;

import dev.sluice.ErrnoException;

/** {@link MechanismContract} with {@code Epoll.open}. */
class EpollLevelContractTest extends MechanismContract {
  EpollLevelContractTest() throws ErrnoException {}

  @Override
  Mechanism open() throws ErrnoException {
    return Mechanism.of(Epoll.open());
  }
}
