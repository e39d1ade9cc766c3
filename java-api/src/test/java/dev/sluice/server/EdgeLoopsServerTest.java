package dev.sluice.server;

final class EdgeLoopsServerTest extends ServerModelContract {
  @Override
  ServerModel model() {
    return ServerModel.edgeLoops(2);
  }
}
