package dev.sluice;

import dev.sluice.backend.Backend;
import dev.sluice.event.Epoll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.lifecycle.AroundContainerHook;
import net.jqwik.api.lifecycle.ContainerLifecycleContext;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import net.jqwik.api.lifecycle.Store;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a socket, a pipe, an epoll instance or another kernel object open,
 * and names it. It is an extension of Jupiter, and a hook of jqwik, which knows no extensions:
 *
 * {@snippet :
 * @ExtendWith(NoLeakedDescriptors.class)
 * class EpollTest {}
 *
 * @AddLifecycleHook(NoLeakedDescriptors.class)
 * class EndpointPropertyTest {}
 * }
 *
 * <p>Subclasses of an annotated class are checked too. With {@code -Ddev.sluice.backend=nio} those
 * that are not {@link Portable} are skipped.
 */
public final class NoLeakedDescriptors
    implements BeforeAllCallback,
        AfterAllCallback,
        ExecutionCondition,
        AroundContainerHook,
        SkipExecutionHook {
  private static final String SKIPPED =
      "needs Linux, and -D" + Backend.PROPERTY + "=nio was asked for";

  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(NoLeakedDescriptors.class);

  /** Another thread, or the JVM's reaper of processes, may be about to close the last one. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return isSkipped(context.getRequiredTestClass())
        ? ConditionEvaluationResult.disabled(SKIPPED)
        : ConditionEvaluationResult.enabled("the backend is not forced, or does not matter");
  }

  @Override
  public SkipResult shouldBeSkipped(LifecycleContext context) {
    return context.optionalContainerClass().filter(NoLeakedDescriptors::isSkipped).isPresent()
        ? SkipResult.skip(SKIPPED)
        : SkipResult.doNotSkip();
  }

  private static boolean isSkipped(Class<?> testClass) {
    return "nio".equals(System.getProperty(Backend.PROPERTY))
        && !testClass.isAnnotationPresent(Portable.class);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    context.getStore(HERE).put("before", before());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    OpenDescriptors before = context.getStore(HERE).get("before", OpenDescriptors.class);
    check(context.getDisplayName(), before);
  }

  @Override
  public void beforeContainer(ContainerLifecycleContext context) {
    OpenDescriptors before = before();
    Store.create(NoLeakedDescriptors.class, Lifespan.RUN, () -> before);
  }

  @Override
  public void afterContainer(ContainerLifecycleContext context) {
    Store<OpenDescriptors> before = Store.get(NoLeakedDescriptors.class);
    check(context.label(), before.get());
  }

  private static OpenDescriptors before() {
    try {
      openWhatEachProcessHasOnce();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return OpenDescriptors.now();
  }

  private static void check(String testClass, OpenDescriptors before) {
    List<String> leaked = OpenDescriptors.now().since(before);
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!leaked.isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
      leaked = OpenDescriptors.now().since(before);
    }
    if (!leaked.isEmpty()) {
      throw new AssertionError(testClass + " left open: " + leaked);
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
