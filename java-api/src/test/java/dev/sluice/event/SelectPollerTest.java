package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Fd;
import dev.sluice.sys.FcntlSys;
import dev.sluice.sys.FdSet;
import org.junit.jupiter.api.Test;

/** Over select. */
class SelectPollerTest extends LinuxPollerContract {
  @Override
  Mechanism mechanism() {
    return Mechanism.SELECT;
  }

  @Override
  boolean knowsReadClosed() {
    return false;
  }

  @Test
  void descriptorBeyondTheSet_register_isRefusedWithAdvice() throws Exception {
    // select(2): FD_SETSIZE is 1024, and FD_SET with a greater number writes behind the set.
    Fd source = datagramSocket().fd();
    int number = source.enter();
    Fd beyond;
    try {
      beyond = opened(Fd.adopt(FcntlSys.fcntl_dupfd_cloexec(number, FdSet.FD_SETSIZE)));
    } finally {
      source.exit();
    }
    assertThatThrownBy(() -> poller.register(beyond, Interest.READ, "beyond"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FD_SETSIZE")
        .hasMessageContaining("Epoll");
    assertThat(poller.size()).isZero();
    assertThat(poller.await(0)).isZero();
  }
}
