package dev.sluice.server;

import org.junit.jupiter.api.Tag;

/** Each behaviour starts two JVMs, at more than half a second: a minute for all of them. */
@Tag("soak")
final class PreforkContractTest extends ServerLifeContract {
  @Override
  ServerModel model() {
    return ServerModel.prefork(2);
  }
}
