package dev.sluice.server;

final class EpollEdgeServerTest extends ServerLifeContract {
  @Override
  ServerModel model() {
    return ServerModel.EPOLL_EDGE;
  }
}
