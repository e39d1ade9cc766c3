package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.Epoll;
import dev.sluice.event.Waker;
import java.nio.channels.Pipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The extension itself has to notice what it is there for. */
@ExtendWith(NoLeakedDescriptors.class)
class NoLeakedDescriptorsTest {
  @Test
  void since_oneOfEachKindOpened_namesEachWithItsNumber() throws Exception {
    OpenDescriptors before = OpenDescriptors.now();
    Pipe pipe = Pipe.open();
    try (Epoll epoll = Epoll.open();
        Waker waker = Waker.open();
        Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      assertThat(source.isOpen() && sink.isOpen()).isTrue();
      assertThat(OpenDescriptors.now().since(before))
          .hasSize(4)
          .anyMatch(leak -> leak.equals(epoll.fd() + " -> anon_inode:[eventpoll]"))
          .anyMatch(leak -> leak.equals(waker.fd() + " -> anon_inode:[eventfd]"))
          .filteredOn(leak -> leak.contains(" -> pipe:["))
          .hasSize(2);
    }
    assertThat(OpenDescriptors.now().since(before)).isEmpty();
  }
}
