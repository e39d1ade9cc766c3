package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ErrnoException;
import dev.sluice.FdClosedException;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.event.EventFd.Kind;
import dev.sluice.sys.EpollSys;
import dev.sluice.sys.FcntlSys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The kernel's rules for eventfd. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class EventFdTest {
  @Test
  void counter_take_takesTheSum() throws Exception {
    try (EventFd counter = EventFd.open(3, Kind.COUNTER)) {
      assertThat(counter.add(4)).isTrue();
      assertThat(counter.take()).isEqualTo(7);
      assertThat(counter.take()).isZero();
    }
  }

  @Test
  void semaphore_take_takesOne() throws Exception {
    // EFD_SEMAPHORE: each read takes 1.
    try (EventFd permits = EventFd.open(2, Kind.SEMAPHORE)) {
      assertThat(permits.take()).isEqualTo(1);
      assertThat(permits.take()).isEqualTo(1);
      assertThat(permits.take()).isZero();
      permits.add(1);
      assertThat(permits.take()).isEqualTo(1);
    }
  }

  @Test
  void add_beyondTheLimit_isRefusedAndLosesNothing() throws Exception {
    // The counter ends at 2^64 - 2; what does not fit is EAGAIN, and not writable says so.
    try (EventFd counter = EventFd.open(0, Kind.COUNTER)) {
      assertThat(counter.add(Long.MAX_VALUE)).isTrue();
      assertThat(counter.add(Long.MAX_VALUE)).isTrue();
      assertThat(counter.fd().awaitWritable(0)).isFalse();
      assertThat(counter.add(1)).isFalse();
      assertThat(counter.take()).isEqualTo(-2);
      assertThat(counter.fd().awaitWritable(0)).isTrue();
    }
  }

  @Test
  void open_flags_areCloseOnExecAndNonBlocking() throws Exception {
    try (EventFd counter = EventFd.open(0xFFFF_FFFFL, Kind.COUNTER)) {
      int number = counter.fd().enter();
      assertThat(FcntlSys.fcntl_getfd(number)).isEqualTo(FcntlSys.FD_CLOEXEC);
      counter.fd().exit();
      assertThat(counter.take()).isEqualTo(0xFFFF_FFFFL);
      assertThat(counter.take()).isZero();
    }
  }

  @Test
  void arguments_outOfRange_areRefused() throws Exception {
    for (long initial : new long[] {-1, 1L << 32}) {
      assertThatThrownBy(() -> EventFd.open(initial, Kind.COUNTER))
          .isInstanceOf(IllegalArgumentException.class);
    }
    try (EventFd counter = EventFd.open(0, Kind.COUNTER)) {
      assertThatThrownBy(() -> counter.add(-1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void closed_isRefused() throws Exception {
    EventFd counter = EventFd.open(0, Kind.COUNTER);
    counter.close();
    counter.close();
    assertThatThrownBy(() -> counter.add(1)).isInstanceOf(FdClosedException.class);
    assertThatThrownBy(counter::take).isInstanceOf(FdClosedException.class);
  }

  @Test
  void adopt_dup_sharesTheCounter() throws Exception {
    try (EventFd counter = EventFd.open(0, Kind.COUNTER);
        EventFd copy = EventFd.adopt(counter.fd().dup())) {
      copy.add(5);
      assertThat(counter.take()).isEqualTo(5);
    }
  }

  @Test
  void epoll_readiness_followsTheCounter() throws Exception {
    // Readable above 0, writable as long as 1 can be added.
    try (EventFd counter = EventFd.open(0, Kind.COUNTER);
        Epoll epoll = Epoll.open();
        ReadyEvents events = ReadyEvents.allocate(1)) {
      epoll.add(counter, Interest.READ_WRITE, Trigger.LEVEL, 1);
      epoll.await(events, 0);
      assertThat(events.bits(0)).isEqualTo(EpollSys.EPOLLOUT);
      counter.add(1);
      epoll.await(events, 0);
      assertThat(events.bits(0)).isEqualTo(EpollSys.EPOLLIN | EpollSys.EPOLLOUT);
    }
  }

  @Test
  void take_noEventFd_isAnError() throws Exception {
    try (Pipe pipe = Pipe.open()) {
      EventFd wrong = EventFd.adopt(pipe.writer().fd());
      assertThatThrownBy(wrong::take)
          .isInstanceOf(ErrnoException.class)
          .hasMessageContaining("EBADF");
    }
  }
}
