package dev.sluice.net;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.InetEndpoint;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.Pollable;
import dev.sluice.event.Epoll;
import dev.sluice.event.Waker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** No child process inherits what the library opens. */
@ExtendWith(NoLeakedDescriptors.class)
class CloseOnExecTest {
  /** {@code O_CLOEXEC} as {@code /proc/self/fdinfo} shows it. */
  private static final long O_CLOEXEC = 02000000;

  @Test
  void descriptors_allThatAreMade_areCloseOnExec() throws Exception {
    try (ListeningSocket listener =
            ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 1);
        StreamSocket client = StreamSocket.connectTo(listener.localEndpoint());
        StreamSocket server = requireNonNull(listener.accept());
        Fd copy = client.fd().dup();
        Epoll epoll = Epoll.open();
        Waker waker = Waker.open()) {
      for (Pollable made : List.of(listener, client, server, copy, epoll, waker)) {
        int number = made.fd().enter();
        made.fd().exit();
        assertThat(flags(Path.of("/proc/self/fdinfo/" + number)) & O_CLOEXEC)
            .as("%s", made)
            .isEqualTo(O_CLOEXEC);
      }
    }
  }

  /** Those that nobody sees too: what epolls and waits share for the life of the process. */
  @Test
  void eventDescriptors_ofThisProcess_areCloseOnExec() throws Exception {
    try (Waker waker = Waker.open();
        Stream<Path> numbers = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(waker.fd().awaitReadable(1)).isFalse();
      for (Path number : numbers.toList()) {
        if (target(number).equals("anon_inode:[eventfd]")) {
          assertThat(flags(Path.of("/proc/self/fdinfo").resolve(number.getFileName())) & O_CLOEXEC)
              .as("%s", number)
              .isEqualTo(O_CLOEXEC);
        }
      }
    }
  }

  private static String target(Path number) {
    try {
      return Files.readSymbolicLink(number).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  private static long flags(Path info) throws IOException {
    String prefix = "flags:";
    return Files.readAllLines(info).stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> Long.parseLong(line.substring(prefix.length()).strip(), 8))
        .findFirst()
        .orElseThrow();
  }
}
