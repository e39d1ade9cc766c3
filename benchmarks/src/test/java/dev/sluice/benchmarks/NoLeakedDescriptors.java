package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test class that leaves a socket or an epoll open. */
public final class NoLeakedDescriptors implements BeforeAllCallback, AfterAllCallback {
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(NoLeakedDescriptors.class);

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    // What java.nio opens once and keeps.
    Selector.open().close();
    SocketChannel.open().close();
    context.getStore(HERE).put("before", open());
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    List<?> before = context.getStore(HERE).get("before", List.class);
    List<String> leaked = new ArrayList<>(open());
    before.forEach(leaked::remove);
    assertThat(leaked).as("left open by " + context.getDisplayName()).isEmpty();
  }

  private static List<String> open() throws IOException {
    List<String> links = new ArrayList<>();
    try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
      for (Path entry : entries.toList()) {
        String link = link(entry);
        if (link.startsWith("socket:") || link.contains("eventpoll")) {
          links.add(link);
        }
      }
    }
    return links;
  }

  private static String link(Path entry) {
    try {
      return Files.readSymbolicLink(entry).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }
}
