package dev.sluice.server;

final class NonBlockingPollingServerTest extends ServerLifeContract {
  @Override
  ServerModel model() {
    return ServerModel.NON_BLOCKING_POLLING;
  }
}
