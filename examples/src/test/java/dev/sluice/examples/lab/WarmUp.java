package dev.sluice.examples.lab;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Lets Java open what it keeps for good: the selectors and socket pairs of its own, once. */
public final class WarmUp implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    for (Scenario scenario : Library.scenarios()) {
      Runner.play(scenario, List.of(Mechanism.NIO));
    }
  }
}
