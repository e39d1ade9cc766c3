package dev.sluice.server;

final class PreforkServerTest extends ServerModelContract {
  @Override
  ServerModel model() {
    return ServerModel.prefork(2);
  }
}
