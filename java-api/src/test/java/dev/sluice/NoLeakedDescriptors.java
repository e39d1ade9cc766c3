package dev.sluice;

import dev.sluice.backend.Backend;
import dev.sluice.event.Epoll;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a socket, a pipe, an epoll instance or another kernel object open,
 * and names it:
 *
 * {@snippet :
 * @ExtendWith(NoLeakedDescriptors.class)
 * class EpollTest {}
 * }
 *
 * <p>Subclasses of an annotated class are checked too. With {@code -Ddev.sluice.backend=nio} those
 * that are not {@link Portable} are skipped.
 */
public final class NoLeakedDescriptors
    implements BeforeAllCallback, AfterAllCallback, ExecutionCondition {
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(NoLeakedDescriptors.class);

  /** Another thread, or the JVM's reaper of processes, may be about to close the last one. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    boolean portable = context.getRequiredTestClass().isAnnotationPresent(Portable.class);
    return portable || !"nio".equals(System.getProperty(Backend.PROPERTY))
        ? ConditionEvaluationResult.enabled("the backend is not forced, or does not matter")
        : ConditionEvaluationResult.disabled(
            "needs Linux, and -D" + Backend.PROPERTY + "=nio was asked for");
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    openWhatEachProcessHasOnce();
    context.getStore(HERE).put("before", OpenDescriptors.now());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    OpenDescriptors before = context.getStore(HERE).get("before", OpenDescriptors.class);
    List<String> leaked = OpenDescriptors.now().since(before);
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!leaked.isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
      leaked = OpenDescriptors.now().since(before);
    }
    if (!leaked.isEmpty()) {
      throw new AssertionError(context.getDisplayName() + " left open: " + leaked);
    }
  }

  /** The epolls' shared eventfd, the poller of virtual threads, and what NIO wakes itself with. */
  private static void openWhatEachProcessHasOnce() throws IOException {
    if (Backend.linux().isAvailable()) {
      Epoll.open().close();
      VirtualPoller.get();
    }
    try (Selector selector = Selector.open();
        SocketChannel channel = SocketChannel.open()) {
      channel.configureBlocking(false);
      channel.register(selector, 0);
      selector.selectNow();
    }
  }
}
