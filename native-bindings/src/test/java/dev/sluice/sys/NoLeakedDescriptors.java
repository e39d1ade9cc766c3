package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a socket, a pipe, an epoll instance or another kernel object open.
 *
 * <p>Regular files are passed over: the JVM opens jars whenever it loads classes.
 */
final class NoLeakedDescriptors implements BeforeAllCallback, AfterAllCallback {
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(NoLeakedDescriptors.class);

  static {
    // The JDK keeps half a socket pair from its first socket on, to close others with.
    try {
      SocketChannel.open().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    context.getStore(HERE).put("before", kernelObjects());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Map<?, ?> before = context.getStore(HERE).get("before", Map.class);
    Map<String, String> leaked = kernelObjects();
    leaked.keySet().removeAll(before.keySet());
    assertThat(leaked).as("descriptors that %s left open", context.getDisplayName()).isEmpty();
  }

  private static Map<String, String> kernelObjects() {
    Map<String, String> objects = new TreeMap<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        String target = target(descriptor);
        if (target.contains(":[") || target.startsWith("anon_inode:")) {
          objects.put(descriptor.getFileName().toString(), target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return objects;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }
}
