package dev.sluice.server;

final class NioServerTest extends ServerLifeContract {
  @Override
  ServerModel model() {
    return ServerModel.NIO;
  }
}
