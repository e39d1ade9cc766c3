package dev.sluice.server;

final class NonBlockingPollingServerTest extends ServerModelContract {
  @Override
  ServerModel model() {
    return ServerModel.NON_BLOCKING_POLLING;
  }
}
