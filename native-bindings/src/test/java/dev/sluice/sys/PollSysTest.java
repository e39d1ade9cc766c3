package dev.sluice.sys;

import static dev.sluice.sys.PollSys.POLLIN;
import static dev.sluice.sys.PollSys.POLLNVAL;
import static dev.sluice.sys.PollSys.POLLOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls each function of {@link PollSys}, {@link PollTimedSys} and {@link SelectSys}. */
@ExtendWith(NoLeakedDescriptors.class)
class PollSysTest {
  private final Arena arena = Arena.ofConfined();
  private int[] pipe = {};

  @BeforeEach
  void openPipe() {
    pipe = Kernel.pipe(arena);
  }

  @AfterEach
  void close() {
    Kernel.close(pipe);
    arena.close();
  }

  private MemorySegment entries() {
    MemorySegment entries = Pollfd.allocate(arena, 3);
    Pollfd.set(entries, 0, pipe[0], POLLIN);
    Pollfd.set(entries, 1, -1, POLLIN);
    Pollfd.set(entries, 2, pipe[1], POLLOUT);
    return entries;
  }

  @Test
  void poll_emptyPipe_onlyItsWritingEndIsReady() {
    MemorySegment entries = entries();
    assertThat(PollSys.poll(entries, 3, Kernel.DEADLINE_MILLIS)).isEqualTo(1);
    assertThat(Pollfd.revents(entries, 0)).isZero();
    // poll(2): an entry with a negative descriptor is passed over.
    assertThat(Pollfd.revents(entries, 1)).isZero();
    assertThat(Pollfd.revents(entries, 2)).isEqualTo((short) POLLOUT);
  }

  @Test
  void ppoll_filledPipe_bothEndsAreReady() {
    assertThat(UnistdSys.write(pipe[1], arena.allocateFrom("x"), 1)).isEqualTo(1);
    MemorySegment entries = entries();
    MemorySegment timeout = arena.allocate(Timespec.SIZEOF, 8);
    Timespec.tv_sec.set(timeout, 10);
    MemorySegment mask = arena.allocate(SignalSys.SIGSET_BYTES, 8);
    assertThat(PollTimedSys.ppoll(entries, 3, timeout, mask)).isEqualTo(2);
    assertThat(Pollfd.revents(entries, 0)).isEqualTo((short) POLLIN);
  }

  @Test
  void poll_closedDescriptor_isInvalid() {
    MemorySegment entries = Pollfd.allocate(arena, 1);
    Pollfd.set(entries, 0, 1_000_000, POLLIN);
    assertThat(PollSys.poll(entries, 1, 0)).isEqualTo(1);
    assertThat(Pollfd.revents(entries, 0)).isEqualTo((short) POLLNVAL);
  }

  @Test
  void select_emptyPipe_onlyItsWritingEndIsReady() {
    MemorySegment readable = FdSet.allocate(arena);
    MemorySegment writable = FdSet.allocate(arena);
    FdSet.FD_SET(pipe[0], readable);
    FdSet.FD_SET(pipe[1], writable);
    MemorySegment timeout = arena.allocate(Timeval.SIZEOF, 8);
    Timeval.tv_sec.set(timeout, 10);
    int nfds = Math.max(pipe[0], pipe[1]) + 1;
    assertThat(SelectSys.select(nfds, readable, writable, MemorySegment.NULL, timeout))
        .isEqualTo(1);
    assertThat(FdSet.FD_ISSET(pipe[0], readable)).isFalse();
    assertThat(FdSet.FD_ISSET(pipe[1], writable)).isTrue();
  }

  @Test
  void pselect_filledPipe_bothEndsAreReady() {
    assertThat(UnistdSys.write(pipe[1], arena.allocateFrom("x"), 1)).isEqualTo(1);
    MemorySegment readable = FdSet.allocate(arena);
    MemorySegment writable = FdSet.allocate(arena);
    FdSet.FD_SET(pipe[0], readable);
    FdSet.FD_SET(pipe[1], writable);
    MemorySegment none = MemorySegment.NULL;
    MemorySegment now = arena.allocate(Timespec.SIZEOF, 8);
    int nfds = Math.max(pipe[0], pipe[1]) + 1;
    assertThat(SelectSys.pselect(nfds, readable, writable, none, now, none)).isEqualTo(2);
  }

  @Test
  void fdSet_bitsDoNotTouchEachOther() {
    MemorySegment set = FdSet.allocate(arena);
    for (int fd : new int[] {0, 7, 8, 63, 64, 1023}) {
      FdSet.FD_SET(fd, set);
    }
    FdSet.FD_CLR(8, set);
    assertThat(FdSet.FD_ISSET(7, set)).isTrue();
    assertThat(FdSet.FD_ISSET(8, set)).isFalse();
    assertThat(FdSet.FD_ISSET(1023, set)).isTrue();
    FdSet.FD_ZERO(set);
    assertThat(FdSet.FD_ISSET(1023, set)).isFalse();
    assertThatThrownBy(() -> FdSet.FD_SET(1024, set)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> FdSet.FD_SET(-1, set)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
