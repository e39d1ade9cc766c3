package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.lifecycle.AroundContainerHook;
import net.jqwik.api.lifecycle.ContainerLifecycleContext;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.Store;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a socket, a pipe or an epoll open in this process. The library's
 * pooled eventfds are its own to keep. An extension of Jupiter, and a hook of jqwik.
 */
public final class NoLeakedDescriptors
    implements BeforeAllCallback, AfterAllCallback, AroundContainerHook {
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(NoLeakedDescriptors.class);

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    SocketChannel.open().close(); // the JDK keeps a socket from its first one on
    context.getStore(HERE).put("before", open(ProcessHandle.current().pid()));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    check(context.getDisplayName(), context.getStore(HERE).get("before", List.class));
  }

  @Override
  public void beforeContainer(ContainerLifecycleContext context) {
    List<String> before = openNow();
    Store.create(NoLeakedDescriptors.class, Lifespan.RUN, () -> before);
  }

  @Override
  public void afterContainer(ContainerLifecycleContext context) {
    Store<List<String>> before = Store.get(NoLeakedDescriptors.class);
    check(context.label(), before.get());
  }

  private static void check(String testClass, List<?> before) {
    // The JVM closes the pipes of a process that has ended in a thread of its own.
    Deadline.of(Duration.ofSeconds(10))
        .until(
            () -> {
              List<String> leaked = new ArrayList<>(open(ProcessHandle.current().pid()));
              before.forEach(leaked::remove);
              assertThat(leaked).as("left open by " + testClass).isEmpty();
            });
  }

  private static List<String> openNow() {
    try {
      return open(ProcessHandle.current().pid());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lists the sockets, pipes and epolls that a process has open, from {@code /proc}. */
  static List<String> open(long pid) throws IOException {
    List<String> links = new ArrayList<>();
    try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path entry : entries.toList()) {
        String link = link(entry);
        if (link.startsWith("socket:") || link.startsWith("pipe:") || link.contains("eventpoll")) {
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
