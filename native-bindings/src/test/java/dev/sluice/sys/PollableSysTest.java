package dev.sluice.sys;

import static dev.sluice.sys.Kernel.ok;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Calls what can be waited for beside sockets: counters, timers, signals, files, processes. */
@ExtendWith(NoLeakedDescriptors.class)
class PollableSysTest {
  @Test
  void eventfd_semaphore_givesOneAtATime() {
    try (Arena arena = Arena.ofConfined()) {
      int fd = ok(EventFdSys.eventfd(1, EventFdSys.EFD_SEMAPHORE | EventFdSys.EFD_NONBLOCK));
      ok(EventFdSys.eventfd_write(fd, 1));
      MemorySegment value = arena.allocate(JAVA_LONG);
      ok(EventFdSys.eventfd_read(fd, value));
      assertThat(value.get(JAVA_LONG, 0)).isEqualTo(1);
      ok(EventFdSys.eventfd_read(fd, value));
      assertThat(EventFdSys.eventfd_read(fd, value)).isEqualTo(-ErrnoSys.EAGAIN);
      // eventfd(2): the largest value that can be written leaves no room for one more.
      assertThat(EventFdSys.eventfd_write(fd, -1L)).isEqualTo(-ErrnoSys.EINVAL);
      Kernel.close(fd);
    }
  }

  @Test
  void timerfd_expires_andTellsHowOften() {
    try (Arena arena = Arena.ofConfined()) {
      int fd = ok(TimerFdSys.timerfd_create(TimeSys.CLOCK_MONOTONIC, TimerFdSys.TFD_CLOEXEC));
      MemorySegment time = arena.allocate(Itimerspec.SIZEOF, 8);
      Timespec.tv_sec.set(Itimerspec.it_value.of(time), 100);
      ok(TimerFdSys.timerfd_settime(fd, 0, time, MemorySegment.NULL));
      MemorySegment left = arena.allocate(Itimerspec.SIZEOF, 8);
      ok(TimerFdSys.timerfd_gettime(fd, left));
      assertThat(Timespec.tv_sec.get(Itimerspec.it_value.of(left))).isBetween(90L, 100L);
      Timespec.tv_sec.set(Itimerspec.it_value.of(time), 0);
      Timespec.tv_nsec.set(Itimerspec.it_value.of(time), 1);
      ok(TimerFdSys.timerfd_settime(fd, 0, time, left));
      MemorySegment times = arena.allocate(JAVA_LONG);
      assertThat(UnistdSys.read(fd, times, 8)).isEqualTo(8);
      assertThat(times.get(JAVA_LONG, 0)).isEqualTo(1);
      Kernel.close(fd);
    }
  }

  @Test
  void signalSet_isEditedAndTested() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(SignalSys.SIGSET_BYTES, 8);
      ok(SignalSys.sigfillset(set));
      assertThat(SignalSys.sigismember(set, SignalSys.SIGUSR1)).isEqualTo(1);
      ok(SignalSys.sigdelset(set, SignalSys.SIGUSR1));
      assertThat(SignalSys.sigismember(set, SignalSys.SIGUSR1)).isZero();
      assertThat(SignalSys.sigismember(set, 1000)).isEqualTo(-ErrnoSys.EINVAL);
      ok(SignalSys.sigpending(set));
    }
  }

  @Test
  void signalfd_signalOfABlockedThread_isRead() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(SignalSys.SIGSET_BYTES, 8);
      MemorySegment old = arena.allocate(SignalSys.SIGSET_BYTES, 8);
      ok(SignalSys.sigemptyset(set));
      ok(SignalSys.sigaddset(set, SignalSys.SIGURG));
      ok(SignalSys.pthread_sigmask(SignalSys.SIG_BLOCK, set, old));
      int fd = ok(SignalFdSys.signalfd(-1, set, SignalFdSys.SFD_NONBLOCK));
      // raise(3): in a program with threads, to the calling thread, which blocks it.
      ok(SignalSys.raise(SignalSys.SIGURG));
      MemorySegment info = arena.allocate(SignalfdSiginfo.SIZEOF, 8);
      assertThat(UnistdSys.read(fd, info, SignalfdSiginfo.SIZEOF))
          .isEqualTo(SignalfdSiginfo.SIZEOF);
      assertThat(SignalfdSiginfo.ssi_signo.get(info)).isEqualTo(SignalSys.SIGURG);
      assertThat(SignalfdSiginfo.ssi_pid.get(info)).isEqualTo(CredentialsSys.getpid());
      ok(SignalSys.pthread_sigmask(SignalSys.SIG_SETMASK, old, MemorySegment.NULL));
      assertThat(SignalSys.pthread_sigmask(99, set, old)).isEqualTo(-ErrnoSys.EINVAL);
      Kernel.close(fd);
    }
  }

  @Test
  void kill_signalZero_asksWhetherTheProcessIsThere() {
    assertThat(SignalSys.kill(CredentialsSys.getpid(), 0)).isZero();
    assertThat(SignalSys.kill(Integer.MAX_VALUE, 0)).isEqualTo(-ErrnoSys.ESRCH);
  }

  @Test
  void inotify_newFile_isReportedByName(@TempDir Path directory) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int fd = ok(InotifySys.inotify_init1(InotifySys.IN_NONBLOCK));
      MemorySegment path = arena.allocateFrom(directory.toString());
      int watch = ok(InotifySys.inotify_add_watch(fd, path, InotifySys.IN_CREATE));
      Files.createFile(directory.resolve("new.txt"));
      MemorySegment event = arena.allocate(512, 8);
      long read = UnistdSys.read(fd, event, 512);
      assertThat(read).isEqualTo(InotifyEvent.SIZEOF + InotifyEvent.len.get(event));
      assertThat(InotifyEvent.wd.get(event)).isEqualTo(watch);
      assertThat(InotifyEvent.mask.get(event)).isEqualTo(InotifySys.IN_CREATE);
      assertThat(event.getString(InotifyEvent.name.offset())).isEqualTo("new.txt");
      ok(InotifySys.inotify_rm_watch(fd, watch));
      Kernel.close(fd);
    }
  }

  @Test
  void pidfd_endedChild_isReadable() throws IOException, InterruptedException {
    try (Arena arena = Arena.ofConfined()) {
      Process child = new ProcessBuilder("cat").start();
      int fd = PidFdSys.pidfd_open((int) child.pid(), 0);
      assumeTrue(fd != -ErrnoSys.ENOSYS, "skipped: pidfd_open needs Linux 5.3");
      ok(fd);
      ok(PidFdSys.pidfd_send_signal(fd, SignalSys.SIGKILL, MemorySegment.NULL, 0));
      MemorySegment entry = Pollfd.allocate(arena, 1);
      Pollfd.set(entry, 0, fd, PollSys.POLLIN);
      assertThat(PollSys.poll(entry, 1, Kernel.DEADLINE_MILLIS)).isEqualTo(1);
      child.waitFor();
      child.getOutputStream().close();
      child.getInputStream().close();
      child.getErrorStream().close();
      Kernel.close(fd);
    }
  }

  @Test
  void pidfd_getfd_duplicatesOurOwn() {
    int self = PidFdSys.pidfd_open(CredentialsSys.getpid(), 0);
    assumeTrue(self != -ErrnoSys.ENOSYS, "skipped: pidfd_open needs Linux 5.3");
    int counter = ok(EventFdSys.eventfd(0, 0));
    int twin = PidFdSys.pidfd_getfd(self, counter, 0);
    Kernel.close(self, counter);
    assumeTrue(twin != -ErrnoSys.ENOSYS, "skipped: pidfd_getfd needs Linux 5.6");
    Kernel.close(ok(twin));
  }

  @Test
  void waitid_noSuchChild_isErrno() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(Siginfo.SIZEOF, 8);
      int options = PidFdSys.WEXITED | PidFdSys.WNOHANG | PidFdSys.WNOWAIT;
      assertThat(PidFdSys.waitid(PidFdSys.P_PID, CredentialsSys.getpid(), info, options))
          .isEqualTo(-ErrnoSys.ECHILD);
      assertThat(Siginfo.si_pid.get(info)).isZero();
    }
  }
}
