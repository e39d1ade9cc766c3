package dev.sluice.sys;

import static dev.sluice.sys.EpollSys.EPOLLET;
import static dev.sluice.sys.EpollSys.EPOLLIN;
import static dev.sluice.sys.EpollSys.EPOLL_CLOEXEC;
import static dev.sluice.sys.EpollSys.EPOLL_CTL_ADD;
import static dev.sluice.sys.EpollSys.EPOLL_CTL_DEL;
import static dev.sluice.sys.EpollSys.EPOLL_CTL_MOD;
import static dev.sluice.sys.Kernel.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls each function of {@link EpollSys} and its neighbours, with two events and wide tokens. */
@ExtendWith(NoLeakedDescriptors.class)
class EpollSysTest {
  private static final long FIRST = 0x0123456789abcdefL;
  private static final long SECOND = 0xfedcba9876543210L;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment event = EpollEvent.allocate(arena, 1);
  private final MemorySegment events = EpollEvent.allocate(arena, 4);
  private int epoll;
  private int first;
  private int second;

  @BeforeEach
  void openTwoReadyCounters() {
    epoll = ok(EpollSys.epoll_create1(EPOLL_CLOEXEC));
    first = ok(EventFdSys.eventfd(1, EventFdSys.EFD_NONBLOCK));
    second = ok(EventFdSys.eventfd(1, EventFdSys.EFD_NONBLOCK));
    control(EPOLL_CTL_ADD, first, EPOLLIN, FIRST);
    control(EPOLL_CTL_ADD, second, EPOLLIN, SECOND);
  }

  @AfterEach
  void close() {
    Kernel.close(epoll, first, second);
    arena.close();
  }

  private void control(int operation, int fd, int bits, long token) {
    EpollEvent.events(event, 0, bits);
    EpollEvent.data(event, 0, token);
    ok(EpollSys.epoll_ctl(epoll, operation, fd, event));
  }

  private void assertBothReady(int count) {
    assertThat(count).isEqualTo(2);
    Map<Long, Integer> ready = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      ready.put(EpollEvent.data(events, i), EpollEvent.events(events, i));
    }
    assertThat(ready).isEqualTo(Map.of(FIRST, EPOLLIN, SECOND, EPOLLIN));
  }

  @Test
  void wait_twoReady_bringsBothTokensWhole() {
    assertBothReady(EpollSys.epoll_wait(epoll, events, 4, Kernel.DEADLINE_MILLIS));
  }

  @Test
  void pwait_twoReady_bringsBothTokensWhole() {
    MemorySegment mask = arena.allocate(SignalSys.SIGSET_BYTES, 8);
    ok(SignalSys.sigemptyset(mask));
    assertBothReady(EpollMaskedSys.epoll_pwait(epoll, events, 4, Kernel.DEADLINE_MILLIS, mask));
  }

  @Test
  void pwait2_twoReady_bringsBothTokensWhole() {
    MemorySegment timeout = arena.allocate(Timespec.SIZEOF, 8);
    Timespec.tv_sec.set(timeout, 10);
    int count = EpollTimedSys.epoll_pwait2(epoll, events, 4, timeout, MemorySegment.NULL);
    assumeTrue(count != -ErrnoSys.ENOSYS, "skipped: epoll_pwait2 needs Linux 5.11");
    assertBothReady(count);
  }

  @Test
  void pwait2_nothingReady_waitsNanoseconds() {
    control(EPOLL_CTL_DEL, first, 0, 0);
    control(EPOLL_CTL_DEL, second, 0, 0);
    MemorySegment timeout = arena.allocate(Timespec.SIZEOF, 8);
    Timespec.tv_nsec.set(timeout, 200_000);
    long start = System.nanoTime();
    int count = EpollTimedSys.epoll_pwait2(epoll, events, 4, timeout, MemorySegment.NULL);
    assumeTrue(count != -ErrnoSys.ENOSYS, "skipped: epoll_pwait2 needs Linux 5.11");
    assertThat(count).isZero();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(200_000);
  }

  @Test
  void modify_toEdge_reportsOnce() {
    control(EPOLL_CTL_DEL, second, 0, 0);
    control(EPOLL_CTL_MOD, first, EPOLLIN | EPOLLET, SECOND);
    // epoll(7): modifying an edge-triggered interest reports a readiness that is already there.
    assertThat(EpollSys.epoll_wait(epoll, events, 4, 0)).isEqualTo(1);
    assertThat(EpollEvent.data(events, 0)).isEqualTo(SECOND);
    // epoll(7): edge-triggered, the same readiness is not reported again.
    assertThat(EpollSys.epoll_wait(epoll, events, 4, 0)).isZero();
  }

  @Test
  void control_wrongDescriptor_isErrno() {
    assertThat(EpollSys.epoll_ctl(epoll, EPOLL_CTL_ADD, first, event)).isEqualTo(-ErrnoSys.EEXIST);
    assertThat(EpollSys.epoll_ctl(epoll, EPOLL_CTL_MOD, epoll, event)).isEqualTo(-ErrnoSys.EINVAL);
    assertThat(EpollSys.epoll_wait(-1, events, 4, 0)).isEqualTo(-ErrnoSys.EBADF);
  }

  @Test
  void busyPollParameters_areReadBack() {
    MemorySegment parameters = arena.allocate(EpollParams.SIZEOF, 8);
    EpollParams.busy_poll_usecs.set(parameters, 50);
    int set = IoctlSys.ioctl_pointer(epoll, EpollSys.EPIOCSPARAMS, parameters);
    assumeTrue(set != -ErrnoSys.ENOTTY && set != -ErrnoSys.EINVAL, "skipped: needs Linux 6.9");
    ok(set);
    parameters.fill((byte) 0);
    ok(IoctlSys.ioctl_pointer(epoll, EpollSys.EPIOCGPARAMS, parameters));
    assertThat(EpollParams.busy_poll_usecs.get(parameters)).isEqualTo(50);
  }
}
