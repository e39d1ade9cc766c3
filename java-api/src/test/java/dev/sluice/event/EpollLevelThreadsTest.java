package dev.sluice.event;

import dev.sluice.ErrnoException;

/** {@link MechanismThreadsContract} with {@code Epoll.open}. */
class EpollLevelThreadsTest extends MechanismThreadsContract {
  @Override
  LevelMechanism open() throws ErrnoException {
    return LevelMechanism.of(Epoll.open());
  }
}
