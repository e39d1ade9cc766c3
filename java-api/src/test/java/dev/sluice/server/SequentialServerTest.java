package dev.sluice.server;

final class SequentialServerTest extends ServerLifeContract {
  @Override
  ServerModel model() {
    return ServerModel.SEQUENTIAL;
  }
}
