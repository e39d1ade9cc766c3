package dev.sluice.server;

final class SelectServerTest extends ServerLifeContract {
  @Override
  ServerModel model() {
    return ServerModel.SELECT;
  }
}
