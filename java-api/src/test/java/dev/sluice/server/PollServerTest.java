package dev.sluice.server;

final class PollServerTest extends ServerLifeContract {
  @Override
  ServerModel model() {
    return ServerModel.POLL;
  }
}
