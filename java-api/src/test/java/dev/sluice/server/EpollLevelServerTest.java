package dev.sluice.server;

final class EpollLevelServerTest extends ServerModelContract {
  @Override
  ServerModel model() {
    return ServerModel.EPOLL_LEVEL;
  }
}
