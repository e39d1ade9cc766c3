package dev.sluice.server;

final class VirtualThreadsServerTest extends ServerLifeContract {
  @Override
  ServerModel model() {
    return ServerModel.VIRTUAL_THREADS;
  }
}
