package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Over epoll. */
class EpollPollerTest extends LinuxPollerContract {
  @Override
  Mechanism mechanism() {
    return Mechanism.EPOLL;
  }

  @Test
  void regularFile_register_isRefused() throws Exception {
    // epoll_ctl(2): EPERM, the target file does not support epoll.
    Fd file = opened(openFile(Path.of("/proc/self/status")));
    assertThatThrownBy(() -> poller.register(file, Interest.READ, "file"))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM));
    assertThat(poller.size()).isZero();
  }
}
