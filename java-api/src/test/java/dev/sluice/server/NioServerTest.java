package dev.sluice.server;

final class NioServerTest extends ServerModelContract {
  @Override
  ServerModel model() {
    return ServerModel.NIO;
  }
}
