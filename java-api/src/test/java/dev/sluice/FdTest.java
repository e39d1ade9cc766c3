package dev.sluice;

import static dev.sluice.sys.EventFdSys.EFD_CLOEXEC;
import static dev.sluice.sys.EventFdSys.EFD_NONBLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.sys.EventFdSys;
import dev.sluice.sys.FcntlSys;
import dev.sluice.sys.UnistdSys;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The owner of a descriptor: who may use it, and when its number goes back. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class FdTest {
  private static final String EVENTFD = "anon_inode:[eventfd]";

  @RegisterExtension final Async async = new Async();

  private static int eventfd() {
    int number = EventFdSys.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    assertThat(number).isNotNegative();
    return number;
  }

  private static Fd open() {
    return Fd.adopt(eventfd());
  }

  private static int number(Fd fd) {
    int number = fd.enter();
    fd.exit();
    return number;
  }

  @Test
  void adopt_negativeNumber_isRefused() {
    assertThatThrownBy(() -> Fd.adopt(-9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a descriptor is not negative: -9 (an unchecked -errno?)");
  }

  @Test
  void close_notInUse_givesNumberBackAtOnce() {
    Fd fd = open();
    int number = number(fd);
    assertThat(OpenDescriptors.link(number)).isEqualTo(EVENTFD);
    fd.close();
    assertThat(OpenDescriptors.link(number)).isEmpty();
    assertThat(fd.isOpen()).isFalse();
  }

  @Test
  void enter_closed_saysToOpenANewOne() {
    Fd fd = open();
    int number = number(fd);
    fd.close();
    assertThatThrownBy(fd::enter)
        .isInstanceOf(FdClosedException.class)
        .hasMessage("fd " + number + " is closed: open a new one");
  }

  @Test
  void close_callUnderWay_keepsNumberUntilTheLastExit() {
    Fd fd = open();
    int number = fd.enter();
    assertThat(fd.enter()).isEqualTo(number);
    fd.close();
    fd.close();
    List<Fd> strangers = new ArrayList<>();
    try {
      // The kernel hands out the lowest free number: it would be among the next ones.
      for (int i = 0; i < 8; i++) {
        strangers.add(open());
      }
      assertThat(strangers).noneMatch(stranger -> number(stranger) == number);
      fd.exit();
      assertThat(OpenDescriptors.link(number)).isEqualTo(EVENTFD);
      fd.exit();
      assertThat(OpenDescriptors.link(number)).isEmpty();
    } finally {
      strangers.forEach(Fd::close);
    }
  }

  @Test
  void close_fromManyThreads_closesOnce() throws Exception {
    int threads = 4;
    for (int round = 0; round < 200; round++) {
      Fd fd = open();
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Async.Task<Fd>> closers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        closers.add(
            async.start(
                () -> {
                  start.await();
                  fd.close();
                  // Likely the number just given back: a second close would hit this one.
                  return open();
                }));
      }
      for (Async.Task<Fd> closer : closers) {
        try (Fd stranger = closer.join()) {
          assertThat(OpenDescriptors.link(number(stranger))).isEqualTo(EVENTFD);
        }
      }
    }
  }

  @Test
  void exit_withoutEnter_isRefusedAndOpensNothing() {
    Fd fd = open();
    assertThatThrownBy(fd::exit)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(fd + ": exit without enter");
    assertThat(fd.isOpen()).isTrue();
    fd.close();
    assertThatThrownBy(fd::exit).hasMessage(fd + ": exit without enter");
    // Counting below zero would turn the sign and reach whoever has the number now.
    assertThatThrownBy(fd::enter).isInstanceOf(FdClosedException.class);
  }

  @Test
  void release_idle_leavesNumberOpenToItsNewOwner() {
    Fd fd = open();
    int number = fd.release();
    fd.close();
    assertThat(OpenDescriptors.link(number)).isEqualTo(EVENTFD);
    assertThatThrownBy(fd::enter)
        .isInstanceOf(FdClosedException.class)
        .hasMessage(fd + " was released: its new owner has the number");
    assertThatThrownBy(fd::release).hasMessageEndingWith("its new owner has the number");
    assertThatThrownBy(fd::exit).hasMessageEndingWith("exit without enter");
    Fd.adopt(number).close();
    assertThat(OpenDescriptors.link(number)).isEmpty();
  }

  @Test
  void release_callUnderWay_isRefused() {
    try (Fd fd = open()) {
      fd.enter();
      assertThatThrownBy(fd::release)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(fd + " is in use: before releasing it, end the calls");
      fd.exit();
      assertThat(fd.isOpen()).isTrue();
    }
  }

  @Test
  void release_closed_isRefused() {
    Fd fd = open();
    fd.close();
    assertThatThrownBy(fd::release).isInstanceOf(FdClosedException.class);
  }

  @Test
  void dup_open_isTheSameFileAndCloseOnExec() throws Exception {
    try (Fd fd = open();
        Fd copy = fd.dup()) {
      int number = copy.enter();
      assertThat(FcntlSys.fcntl_getfd(number)).isEqualTo(FcntlSys.FD_CLOEXEC);
      // Duplicates share the open file: what one writes, the other reads.
      assertThat(EventFdSys.eventfd_write(number, 7)).isZero();
      copy.exit();
      copy.close();
      try (Arena arena = Arena.ofConfined()) {
        var value = arena.allocate(ValueLayout.JAVA_LONG);
        assertThat(UnistdSys.read(number(fd), value, 8)).isEqualTo(8);
        assertThat(value.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(7);
      }
    }
  }

  @Test
  void dup_closed_isRefused() {
    Fd fd = open();
    fd.close();
    assertThatThrownBy(fd::dup).isInstanceOf(FdClosedException.class);
  }

  @Test
  void dup_numberOfNothing_throwsWithTheCall() {
    int number = eventfd();
    UnistdSys.close(number);
    Fd fd = Fd.adopt(number);
    assertThatThrownBy(fd::dup)
        .isInstanceOf(ErrnoException.class)
        .hasMessage("fcntl(fd " + number + ", F_DUPFD_CLOEXEC): EBADF (9) Bad file descriptor");
    fd.release();
  }

  @Test
  void equals_sameNumberTwice_isIdentity() {
    int number = eventfd();
    Fd one = Fd.adopt(number);
    Fd other = Fd.adopt(number);
    assertThat(one).isNotEqualTo(other).hasToString("fd " + number);
    assertThat(one.fd()).isSameAs(one);
    one.release();
    other.close();
  }

  @Test
  void unblocker_closeWithCallInside_runsOnceWhileTheNumberIsOpen() {
    AtomicInteger runs = new AtomicInteger();
    Fd fd =
        Fd.adopt(
            eventfd(),
            number -> {
              runs.incrementAndGet();
              assertThat(OpenDescriptors.link(number)).isEqualTo(EVENTFD);
            });
    fd.enter();
    fd.close();
    fd.close();
    assertThat(runs).hasValue(1);
    fd.exit();
  }

  @Test
  void unblocker_closeWithoutCalls_doesNotRun() {
    AtomicInteger runs = new AtomicInteger();
    Fd.adopt(eventfd(), number -> runs.incrementAndGet()).close();
    assertThat(runs).hasValue(0);
  }
}
