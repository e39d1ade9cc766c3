package dev.sluice.examples.lab;

import dev.sluice.examples.NoLeakedDescriptors;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * {@link NoLeakedDescriptors}, after Java has opened what it keeps for good: the selectors and
 * socket pairs of its own.
 */
public final class LabDescriptors implements BeforeAllCallback, AfterAllCallback {
  private final NoLeakedDescriptors descriptors = new NoLeakedDescriptors();

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    for (Scenario scenario : Library.scenarios()) {
      Runner.play(scenario, List.of(Mechanism.NIO));
    }
    descriptors.beforeAll(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    descriptors.afterAll(context);
  }
}
