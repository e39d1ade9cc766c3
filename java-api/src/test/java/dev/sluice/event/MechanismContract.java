package dev.sluice.event;

import static dev.sluice.event.Interest.PRIORITY;
import static dev.sluice.event.Interest.READ;
import static dev.sluice.event.Interest.READ_WRITE;
import static dev.sluice.event.Interest.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.FdClosedException;
import dev.sluice.NoLeakedDescriptors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What epoll, level-triggered, poll and select do alike when one thread uses them. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
abstract class MechanismContract {
  static final long DEADLINE = TimeUnit.SECONDS.toNanos(20);

  /** More than 32 bits, and a sign. */
  static final long TOKEN = 0x8123_4567_89AB_CDEFL;

  private final ReadyEvents events = ReadyEvents.allocate(16);
  private LevelMechanism mechanism;

  /** Opens what is to be tested. */
  abstract LevelMechanism open() throws ErrnoException;

  @BeforeEach
  void openMechanism() throws ErrnoException {
    mechanism = open();
  }

  @AfterEach
  void closeMechanism() {
    mechanism.close();
    events.close();
  }

  private void assertSilent() throws ErrnoException {
    assertThat(mechanism.await(events, 0)).as(events.toString()).isZero();
  }

  private void assertOne(long token) throws ErrnoException {
    assertThat(mechanism.await(events, DEADLINE)).as(events.toString()).isEqualTo(1);
    assertThat(events.token(0)).isEqualTo(token);
  }

  @Test
  void await_nothingWatched_returnsZero() throws Exception {
    // Nothing to wait for is no error: the time is waited for.
    assertSilent();
    assertThat(mechanism.await(events, 1_000)).isZero();
  }

  @Test
  void read_nothingToRead_staysSilent() throws Exception {
    try (Peers peers = Peers.unix()) {
      mechanism.add(peers.left, READ, TOKEN);
      assertSilent();
    }
  }

  @Test
  void read_dataArrives_reportsAll64BitsOfTheToken() throws Exception {
    try (Peers peers = Peers.unix()) {
      mechanism.add(peers.left, READ, TOKEN);
      Peers.write(peers.right, 1);
      assertOne(TOKEN);
      assertThat(events.isReadable(0)).isTrue();
      assertThat(events.isWritable(0)).isFalse();
      assertThat(events.isPriority(0)).isFalse();
      assertThat(events.isHangUp(0)).isFalse();
      assertThat(events.isError(0)).isFalse();
    }
  }

  @Test
  void read_twoReady_reportsBothTokensWhole() throws Exception {
    // A layout of struct epoll_event that is padded where the kernel packs it shows with the
    // second.
    try (Peers one = Peers.unix();
        Peers two = Peers.unix()) {
      mechanism.add(one.left, READ, TOKEN);
      mechanism.add(two.left, READ, ~TOKEN);
      Peers.write(one.right, 1);
      Peers.write(two.right, 1);
      assertThat(mechanism.await(events, 0)).isEqualTo(2);
      assertThat(Set.of(events.token(0), events.token(1))).isEqualTo(Set.of(TOKEN, ~TOKEN));
      assertThat(events.isReadable(0) && events.isReadable(1)).isTrue();
    }
  }

  @Test
  void level_partialRead_isReportedAgain() throws Exception {
    // Level: as long as a byte is there, each wait says so.
    try (Peers peers = Peers.unix()) {
      mechanism.add(peers.left, READ, TOKEN);
      Peers.write(peers.right, 2);
      assertOne(TOKEN);
      assertOne(TOKEN);
      Peers.read(peers.left, 1);
      assertOne(TOKEN);
      Peers.read(peers.left, 1);
      assertSilent();
    }
  }

  @Test
  void write_roomToSend_isReportedUntilFull() throws Exception {
    // Level: writable as long as there is room, and again once the peer has made some.
    try (Peers peers = Peers.unix()) {
      mechanism.add(peers.left, WRITE, TOKEN);
      assertOne(TOKEN);
      assertThat(events.isWritable(0)).isTrue();
      assertThat(events.isReadable(0)).isFalse();
      Peers.fill(peers.left);
      assertSilent();
      Peers.drain(peers.right);
      assertOne(TOKEN);
    }
  }

  @Test
  void readWrite_both_isOneEvent() throws Exception {
    // A descriptor is reported once per wait, with everything that holds.
    try (Peers peers = Peers.unix()) {
      mechanism.add(peers.left, READ_WRITE, TOKEN);
      Peers.write(peers.right, 1);
      assertOne(TOKEN);
      assertThat(events.isReadable(0) && events.isWritable(0)).isTrue();
    }
  }

  @Test
  void peer_halfCloses_isReadable() throws Exception {
    // The end of the stream is something to read: read(2) returns 0.
    try (Peers peers = Peers.tcp()) {
      mechanism.add(peers.left, READ, TOKEN);
      Peers.shutdownWrite(peers.right);
      assertOne(TOKEN);
      assertThat(events.isReadable(0)).isTrue();
      assertThat(Peers.read(peers.left, 1)).isZero();
      assertOne(TOKEN);
    }
  }

  @Test
  void peer_resets_isReadable() throws Exception {
    // A reset is something to read: read(2) returns ECONNRESET.
    try (Peers peers = Peers.tcp()) {
      mechanism.add(peers.left, READ, TOKEN);
      Peers.reset(peers.right);
      assertOne(TOKEN);
      assertThat(events.isReadable(0)).isTrue();
      assertThat(Peers.read(peers.left, 1)).isEqualTo(-Errno.ECONNRESET.number());
    }
  }

  @Test
  void priority_urgentByte_isReportedUntilTaken() throws Exception {
    // TCP's urgent byte is POLLPRI, and select's third set.
    try (Peers peers = Peers.tcp()) {
      mechanism.add(peers.left, PRIORITY, TOKEN);
      assertSilent();
      Peers.sendUrgent(peers.right);
      assertOne(TOKEN);
      assertThat(events.isPriority(0)).isTrue();
      assertThat(events.isReadable(0)).isFalse();
      Peers.takeUrgent(peers.left);
      assertSilent();
    }
  }

  @Test
  void modify_interest_countsFromNowOn() throws Exception {
    try (Peers peers = Peers.unix()) {
      mechanism.add(peers.left, READ, 1);
      assertSilent();
      mechanism.modify(peers.left, WRITE, 2);
      assertOne(2);
      mechanism.modify(peers.left, READ, 3);
      assertSilent();
      Peers.write(peers.right, 1);
      assertOne(3);
    }
  }

  @Test
  void delete_ready_staysSilent() throws Exception {
    try (Peers peers = Peers.unix()) {
      mechanism.add(peers.left, READ, TOKEN);
      Peers.write(peers.right, 1);
      assertOne(TOKEN);
      mechanism.delete(peers.left);
      assertSilent();
    }
  }

  @Test
  void delete_andAddAgain_isReported() throws Exception {
    try (Peers peers = Peers.unix()) {
      mechanism.add(peers.left, READ, 1);
      mechanism.delete(peers.left);
      mechanism.add(peers.left, READ, 2);
      Peers.write(peers.right, 1);
      assertOne(2);
    }
  }

  @Test
  void add_twice_isRefused() throws Exception {
    // EEXIST: the descriptor is watched already.
    try (Peers peers = Peers.unix()) {
      mechanism.add(peers.left, READ, TOKEN);
      assertErrno(Errno.EEXIST, () -> mechanism.add(peers.left, WRITE, 2));
    }
  }

  @Test
  void modifyAndDelete_notWatched_areRefused() throws Exception {
    // ENOENT: the descriptor is not watched.
    try (Peers peers = Peers.unix()) {
      assertErrno(Errno.ENOENT, () -> mechanism.modify(peers.left, READ, TOKEN));
      assertErrno(Errno.ENOENT, () -> mechanism.delete(peers.left));
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
  void addModifyDelete_closedDescriptor_areRefused() throws Exception {
    try (Peers peers = Peers.unix()) {
      mechanism.add(peers.left, READ, TOKEN);
      peers.left.close();
      assertThatThrownBy(() -> mechanism.add(peers.left, READ, TOKEN))
          .isInstanceOf(FdClosedException.class);
      assertThatThrownBy(() -> mechanism.modify(peers.left, READ, TOKEN))
          .isInstanceOf(FdClosedException.class);
      assertThatThrownBy(() -> mechanism.delete(peers.left)).isInstanceOf(FdClosedException.class);
    }
  }

  @Test
  void close_watchedDescriptor_takesItOut() throws Exception {
    // Closing the last descriptor of an open file ends what watches it.
    try (Peers peers = Peers.unix()) {
      mechanism.add(peers.left, READ, TOKEN);
      Peers.write(peers.right, 1);
      assertOne(TOKEN);
      peers.left.close();
      assertSilent();
    }
  }

  @Test
  void close_watchedDescriptor_itsNumberCanBeWatchedAnew() throws Exception {
    // The kernel gives out the lowest free number: a new socket has that of the closed one.
    try (Peers old = Peers.unix()) {
      mechanism.add(old.left, READ, 1);
      String number = old.left.toString();
      old.left.close();
      List<Peers> fresh = new ArrayList<>();
      try {
        boolean again = false;
        for (int i = 0; i < 8 && !again; i++) {
          Peers peers = Peers.unix();
          fresh.add(peers);
          mechanism.add(peers.left, READ, 2);
          mechanism.add(peers.right, READ, 2);
          again = peers.left.toString().equals(number) || peers.right.toString().equals(number);
          Peers.write(peers.left, 1);
        }
        assertThat(mechanism.await(events, 0)).isEqualTo(fresh.size());
        for (int i = 0; i < events.count(); i++) {
          assertThat(events.token(i)).isEqualTo(2);
        }
        assertThat(again).as("number given out again").isTrue();
      } finally {
        fresh.forEach(Peers::close);
      }
    }
  }

  @Test
  void await_moreReadyThanRoom_goesRound() throws Exception {
    // Who was not reported for lack of room is first in the next wait: nobody starves.
    List<Peers> all = new ArrayList<>();
    try (ReadyEvents two = ReadyEvents.allocate(2)) {
      for (int i = 0; i < 7; i++) {
        Peers peers = Peers.unix();
        all.add(peers);
        mechanism.add(peers.left, READ, i);
        Peers.write(peers.right, 1);
      }
      Set<Long> seen = new HashSet<>();
      for (int wait = 0; wait < 4; wait++) {
        int count = mechanism.await(two, 0);
        assertThat(count).isEqualTo(2);
        assertThat(two.count()).isEqualTo(2);
        seen.add(two.token(0));
        seen.add(two.token(1));
      }
      assertThat(seen).hasSize(7);
    } finally {
      all.forEach(Peers::close);
    }
  }

  @Test
  void await_capacityOne_neverWritesBehindIt() throws Exception {
    // The kernel gets the room there is as maxevents, never more.
    try (Peers one = Peers.unix();
        Peers two = Peers.unix();
        ReadyEvents single = ReadyEvents.allocate(1)) {
      mechanism.add(one.left, WRITE, 1);
      mechanism.add(two.left, WRITE, 2);
      assertThat(mechanism.await(single, 0)).isEqualTo(1);
      assertThatThrownBy(() -> single.token(1)).isInstanceOf(IndexOutOfBoundsException.class);
      long first = single.token(0);
      assertThat(mechanism.await(single, 0)).isEqualTo(1);
      assertThat(single.token(0)).isEqualTo(3 - first);
    }
  }

  @Test
  void await_again_forgetsFormerEvents() throws Exception {
    try (Peers peers = Peers.unix()) {
      mechanism.add(peers.left, READ, TOKEN);
      Peers.write(peers.right, 1);
      assertOne(TOKEN);
      Peers.drain(peers.left);
      assertSilent();
      assertThat(events.count()).isZero();
      assertThatThrownBy(() -> events.bits(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void watched_manyDescriptors_eachIsFound() throws Exception {
    // Growing sets, holes in them, and more than one word of select's bits.
    List<Peers> all = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        Peers peers = Peers.unix();
        all.add(peers);
        mechanism.add(peers.left, READ, i);
      }
      for (int i = 0; i < 100; i += 3) {
        mechanism.delete(all.get(i).left);
      }
      for (int i = 0; i < 100; i++) {
        Peers.write(all.get(i).right, 1);
        if (i % 3 == 0) {
          assertSilent();
        } else {
          assertOne(i);
        }
        Peers.drain(all.get(i).left);
      }
    } finally {
      all.forEach(Peers::close);
    }
  }

  @Test
  void epoll_asDescriptor_canBeWatched() throws Exception {
    // An epoll is readable while something that it watches is ready.
    try (Epoll inner = Epoll.open();
        EventFd counter = EventFd.open(0, EventFd.Kind.COUNTER)) {
      inner.add(counter, READ, Trigger.LEVEL, 1);
      mechanism.add(inner, READ, TOKEN);
      assertSilent();
      counter.add(1);
      assertOne(TOKEN);
      counter.take();
      assertSilent();
    }
  }

  @Test
  void adoptedDescriptor_anyKind_isWatched() throws Exception {
    try (Timer timer = Timer.open(Timer.Clock.MONOTONIC)) {
      Fd adopted = timer.fd().dup();
      try (adopted) {
        mechanism.add(adopted, READ, TOKEN);
        timer.startAfter(1, 0);
        assertOne(TOKEN);
        mechanism.delete(adopted);
      }
    }
  }

  @Test
  void await_closed_isRefused() {
    mechanism.close();
    assertThatThrownBy(() -> mechanism.await(events, 0)).isInstanceOf(FdClosedException.class);
    mechanism.close();
  }
}
