package dev.sluice.server;

final class SequentialServerTest extends ServerModelContract {
  @Override
  ServerModel model() {
    return ServerModel.SEQUENTIAL;
  }
}
