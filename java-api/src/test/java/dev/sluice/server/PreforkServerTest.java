package dev.sluice.server;

/** The first of the contracts; {@link PreforkContractTest} has all of them. */
final class PreforkServerTest extends ServerModelContract {
  @Override
  ServerModel model() {
    return ServerModel.prefork(2);
  }
}
