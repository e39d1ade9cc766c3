package dev.sluice.event;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.FdClosedException;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.event.ProcessFd.ExitStatus;
import dev.sluice.sys.FcntlSys;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The kernel's rules for pidfd. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class ProcessFdTest {
  private static final long DEADLINE = TimeUnit.SECONDS.toNanos(20);

  /** Starts a shell that the JVM knows nothing of, and so does not wait for. */
  private static int spawn(String script) throws Throwable {
    Linker linker = Linker.nativeLinker();
    MethodHandle spawn =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("posix_spawn"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pid = arena.allocate(JAVA_INT);
      MemorySegment arguments = arena.allocate(ADDRESS, 4);
      arguments.setAtIndex(ADDRESS, 0, arena.allocateFrom("sh"));
      arguments.setAtIndex(ADDRESS, 1, arena.allocateFrom("-c"));
      arguments.setAtIndex(ADDRESS, 2, arena.allocateFrom(script));
      MemorySegment none = MemorySegment.NULL;
      MemorySegment environment = arena.allocate(ADDRESS, 1);
      int result =
          (int)
              spawn.invokeExact(
                  pid, arena.allocateFrom("/bin/sh"), none, none, arguments, environment);
      assertThat(result).isZero();
      return pid.get(JAVA_INT, 0);
    }
  }

  @Test
  void process_ends_isReadable() throws Exception {
    // Readable once the process is a zombie, and ever after.
    Process child = new ProcessBuilder("cat").start();
    try (ProcessFd process = ProcessFd.open(child.pid());
        Epoll epoll = Epoll.open();
        ReadyEvents events = ReadyEvents.allocate(1)) {
      epoll.add(process, Interest.READ, Trigger.LEVEL, 5);
      assertThat(epoll.await(events, 0)).isZero();
      assertThat(process.hasEnded()).isFalse();
      child.getOutputStream().close();
      assertThat(epoll.await(events, DEADLINE)).isEqualTo(1);
      assertThat(events.isReadable(0)).isTrue();
      assertThat(child.waitFor()).isZero();
      assertThat(process.hasEnded()).isTrue();
    }
  }

  @Test
  void send_signal_reachesTheProcess() throws Exception {
    Process child = new ProcessBuilder("cat").start();
    try (ProcessFd process = ProcessFd.open(child.pid())) {
      process.send(Signal.KILL);
      assertThat(process.fd().awaitReadable(DEADLINE)).isTrue();
      // The JVM tells a death by signal as 128 plus its number.
      assertThat(child.waitFor()).isEqualTo(128 + Signal.KILL.number());
    }
  }

  @Test
  void send_endedAndWaitedFor_isEsrch() throws Exception {
    // The pidfd stays that process: its number may be another's by now, and nobody is hit.
    Process child = new ProcessBuilder("true").start();
    try (ProcessFd process = ProcessFd.open(child.pid())) {
      child.waitFor();
      assertErrno(Errno.ESRCH, () -> process.send(Signal.TERM));
    } catch (ErrnoException goneBeforeItWasOpened) {
      assertThat(goneBeforeItWasOpened.errno()).isEqualTo(Errno.ESRCH);
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void assertErrno(Errno errno, Work work) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }

  @Test
  void reap_ownChild_tellsItsExitCodeOnce() throws Throwable {
    // waitid frees the number; a second one finds no child.
    try (ProcessFd process = ProcessFd.open(spawn("exit 7"))) {
      assertThat(process.fd().awaitReadable(DEADLINE)).isTrue();
      assertThat(process.reap()).isEqualTo(new ExitStatus(7, null));
      assertErrno(Errno.ECHILD, process::reap);
    }
  }

  @Test
  void reap_killedChild_tellsTheSignal() throws Throwable {
    try (ProcessFd process = ProcessFd.open(spawn("kill -STOP $$"))) {
      assertThat(process.reap()).isNull();
      process.send(Signal.KILL);
      assertThat(process.fd().awaitReadable(DEADLINE)).isTrue();
      assertThat(process.reap()).isEqualTo(new ExitStatus(-1, Signal.KILL));
    }
  }

  @Test
  void reap_noChild_isEchild() throws Exception {
    try (ProcessFd parent = ProcessFd.open(ProcessHandle.current().pid())) {
      assertErrno(Errno.ECHILD, parent::reap);
    }
  }

  @Test
  void open_descriptor_isCloseOnExec() throws Exception {
    try (ProcessFd self = ProcessFd.open(ProcessHandle.current().pid())) {
      int number = self.fd().enter();
      assertThat(FcntlSys.fcntl_getfd(number)).isEqualTo(FcntlSys.FD_CLOEXEC);
      self.fd().exit();
      assertThat(self.hasEnded()).isFalse();
    }
  }

  @Test
  void open_noProcess_isRefused() throws Exception {
    assertErrno(Errno.ESRCH, () -> ProcessFd.open(Integer.MAX_VALUE));
    assertThatThrownBy(() -> ProcessFd.open(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ProcessFd.open(1L << 32)).isInstanceOf(IllegalArgumentException.class);
    ProcessFd self = ProcessFd.open(ProcessHandle.current().pid());
    self.close();
    assertThatThrownBy(() -> self.send(Signal.TERM)).isInstanceOf(FdClosedException.class);
  }
}
