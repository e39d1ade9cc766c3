package dev.sluice.server;

final class EpollLevelServerTest extends ServerLifeContract {
  @Override
  ServerModel model() {
    return ServerModel.EPOLL_LEVEL;
  }
}
