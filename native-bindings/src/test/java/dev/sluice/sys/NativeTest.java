package dev.sluice.sys;

import static dev.sluice.sys.Kernel.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What linking does about functions that are missing and about memory that is no longer there. */
@ExtendWith(NoLeakedDescriptors.class)
class NativeTest {
  private static final int PIDFD_OPEN = 434;
  private static final int EPOLL_PWAIT2 = 441;

  @Test
  void link_missingFunction_returnsEnosys() throws Throwable {
    MethodHandle missing = Native.link("sluice_no_such_function", Native.NPNN);
    long result = (long) missing.invokeExact(ErrnoSlot.get(), 0L, MemorySegment.NULL, 0L, 0L);
    assertThat(result).isEqualTo(-ErrnoSys.ENOSYS);
  }

  @Test
  void linkOrSyscall_missingFunction_asksTheKernelByNumber() throws Throwable {
    MethodHandle open = Native.linkOrSyscall("sluice_no_such_function", PIDFD_OPEN, Native.NNNN);
    MemorySegment errno = ErrnoSlot.get();
    long pid = CredentialsSys.getpid();
    int fd = Native.fold(errno, (long) open.invokeExact(errno, pid, 0L, 0L, 0L));
    assumeTrue(fd != -ErrnoSys.ENOSYS, "skipped: pidfd_open needs Linux 5.3");
    Kernel.close(ok(fd));
    assertThat(Native.fold(errno, (long) open.invokeExact(errno, -1L, 0L, 0L, 0L)))
        .isEqualTo(-ErrnoSys.EINVAL);
  }

  @Test
  void linkOrSyscall_epollPwait2_takesTheSizeOfTheKernelsMask() throws Throwable {
    MethodHandle wait =
        Native.linkOrSyscall("sluice_no_such", EPOLL_PWAIT2, Native.image("NPNPPN"));
    try (Arena arena = Arena.ofConfined()) {
      int epoll = ok(EpollSys.epoll_create1(0));
      MemorySegment events = EpollEvent.allocate(arena, 1);
      MemorySegment now = arena.allocate(Timespec.SIZEOF, 8);
      MemorySegment mask = arena.allocate(SignalSys.SIGSET_BYTES, 8);
      MemorySegment errno = ErrnoSlot.get();
      long fd = epoll;
      int ready = Native.fold(errno, (long) wait.invokeExact(errno, fd, events, 1L, now, mask, 8L));
      Kernel.close(epoll);
      assumeTrue(ready != -ErrnoSys.ENOSYS, "skipped: epoll_pwait2 needs Linux 5.11");
      assertThat(ready).isZero();
    }
  }

  @Test
  void call_withMemoryThatTheKernelMustNotSee_isTheCallersBug() {
    MemorySegment heap = MemorySegment.ofArray(new byte[8]);
    assertThatThrownBy(() -> UnistdSys.read(0, heap, 8))
        .isInstanceOf(IllegalArgumentException.class);
    Arena arena = Arena.ofConfined();
    MemorySegment freed = arena.allocate(8);
    arena.close();
    assertThatThrownBy(() -> UnistdSys.read(0, freed, 8)).isInstanceOf(IllegalStateException.class);
  }
}
