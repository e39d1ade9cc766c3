package dev.sluice.server;

final class VirtualThreadsServerTest extends ServerModelContract {
  @Override
  ServerModel model() {
    return ServerModel.VIRTUAL_THREADS;
  }
}
