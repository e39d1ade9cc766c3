package dev.sluice.server;

final class ThreadPerConnectionServerTest extends ServerLifeContract {
  @Override
  ServerModel model() {
    return ServerModel.THREAD_PER_CONNECTION;
  }
}
