package dev.sluice.server;

final class SelectServerTest extends ServerModelContract {
  @Override
  ServerModel model() {
    return ServerModel.SELECT;
  }
}
