package dev.sluice.server;

final class PollServerTest extends ServerModelContract {
  @Override
  ServerModel model() {
    return ServerModel.POLL;
  }
}
