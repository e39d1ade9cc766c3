package dev.sluice.server;

final class EpollEdgeServerTest extends ServerModelContract {
  @Override
  ServerModel model() {
    return ServerModel.EPOLL_EDGE;
  }
}
