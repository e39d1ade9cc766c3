package dev.sluice.event;

import dev.sluice.ErrnoException;

/** {@link MechanismThreadsContract} with {@code Epoll.open}. */
class EpollLevelThreadsTest extends MechanismThreadsContract {
  @Override
  Mechanism open() throws ErrnoException {
    return Mechanism.of(Epoll.open());
  }
}
