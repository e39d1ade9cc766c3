package dev.sluice.server;

final class ThreadPerConnectionServerTest extends ServerModelContract {
  @Override
  ServerModel model() {
    return ServerModel.THREAD_PER_CONNECTION;
  }
}
