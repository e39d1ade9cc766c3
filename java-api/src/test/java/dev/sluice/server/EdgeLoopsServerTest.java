package dev.sluice.server;

final class EdgeLoopsServerTest extends ServerLifeContract {
  @Override
  ServerModel model() {
    return ServerModel.edgeLoops(2);
  }
}
