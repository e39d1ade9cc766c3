package dev.sluice.net;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Async;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.FdClosedException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.UnixEndpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Threads send, receive and accept without timeouts while one closes under them and another opens
 * new descriptors, which get the numbers that have just become free. Whatever is sent carries the
 * tag of the socket it was meant for, and whoever receives it compares: a call that reached a
 * stranger would bring it a tag that is not its own. A call that hung would stop the round.
 */
@ExtendWith(NoLeakedDescriptors.class)
class CloseRaceTest {
  private static final long SHORT_NANOS = TimeUnit.SECONDS.toNanos(6);
  private static final long SOAK_NANOS = TimeUnit.HOURS.toNanos(2);

  @RegisterExtension final Async async = new Async();

  private final AtomicReference<Target> shared = new AtomicReference<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong tags = new AtomicLong();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  /** What all use at the same time, until it is closed. */
  private record Target(
      long tag,
      StreamSocket used,
      StreamSocket other,
      ListeningSocket listener,
      UnixEndpoint name) {}

  private Target open() throws IOException {
    long tag = tags.incrementAndGet();
    UnixEndpoint name =
        UnixEndpoint.abstractName("close-race-" + ProcessHandle.current().pid() + "-" + tag);
    SocketPair<StreamSocket> pair = SocketPair.stream();
    return new Target(tag, pair.first(), pair.second(), ListeningSocket.listenOn(name, 4), name);
  }

  /** One use, which blocks until it can be done or the target is closed. */
  private interface Use {
    void once(Target target, IoBuffer buffer) throws IOException;
  }

  @Test
  void calls_whileOthersCloseAndOpen_neverReachAStrangerNorHang() throws Exception {
    assertThat(race(20_000, SHORT_NANOS)).isPositive();
  }

  @Test
  @Tag("soak")
  void calls_whileOthersCloseAndOpenAMillionTimes_neverReachAStrangerNorHang() throws Exception {
    long rounds = 1_000_000;
    assertThat(race(rounds, SOAK_NANOS)).isEqualTo(rounds);
  }

  /** Returns how many rounds there were. */
  private long race(long rounds, long nanos) throws Exception {
    shared.set(open());
    List<Async.Task<Boolean>> users = new ArrayList<>();
    for (Use use : List.<Use>of(this::send, this::receive, this::accept)) {
      users.add(async.start(() -> use(use)));
      users.add(async.start(() -> onVirtualThread(use)));
    }
    users.add(async.start(this::openStrangers));
    Async.Task<Long> closing = async.start(() -> closeAndOpen(rounds, nanos));
    long closed;
    try {
      closed = closing.join(nanos);
    } finally {
      over.set(true);
      closeLast();
    }
    for (Async.Task<Boolean> user : users) {
      assertThat(user.join()).isTrue();
    }
    assertThat(done).as("calls that found their socket open").hasPositiveValue();
    assertThat(refused).as("calls that were woken, or came too late").hasPositiveValue();
    return closed;
  }

  private void closeLast() {
    Target last = requireNonNull(shared.get());
    last.used().close();
    last.other().close();
    last.listener().close();
  }

  private long closeAndOpen(long rounds, long nanos) throws IOException {
    long end = System.nanoTime() + nanos;
    IoBuffer buffer = IoBuffer.wrap(Arena.ofAuto().allocate(64 * 1024));
    long round = 0;
    while (round < rounds && System.nanoTime() < end) {
      Target closed = requireNonNull(shared.getAndSet(open()));
      feed(closed, buffer.clear());
      closed.used().close();
      closed.listener().close();
      checkWhatCame(closed, buffer.clear());
      closed.other().close();
      round++;
    }
    return round;
  }

  /** Gives receivers and acceptors something, so that not all of them wait. */
  private void feed(Target target, IoBuffer buffer) throws IOException {
    target.other().setTimeout(Async.DEADLINE_MILLIS);
    target.other().sendAll(tag(target, buffer));
    try (StreamSocket client = StreamSocket.open(target.name().family())) {
      client.setBlocking(false);
      client.connect(target.name());
    }
  }

  private static IoBuffer tag(Target target, IoBuffer buffer) {
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      buffer.put((int) (target.tag() >>> shift));
    }
    return buffer;
  }

  private static long takeTag(IoBuffer buffer) {
    long tag = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      tag = (tag << Byte.SIZE) | buffer.get();
    }
    return tag;
  }

  /** The stream ends only when the last call on the other end has left it. */
  private static void checkWhatCame(Target target, IoBuffer buffer) throws IOException {
    while (receive(target.other(), buffer)) {
      while (buffer.readable() >= Long.BYTES) {
        assertThat(takeTag(buffer)).isEqualTo(target.tag());
      }
      buffer.compact();
    }
    assertThat(buffer.readable()).isZero();
  }

  private static boolean receive(StreamSocket socket, IoBuffer buffer) throws IOException {
    try {
      return socket.recv(buffer) != IoStatus.END_OF_STREAM;
    } catch (ErrnoException e) {
      // unix(7): so it ends if the closed side had not received everything.
      assertThat(e.errno()).isEqualTo(Errno.ECONNRESET);
      return false;
    }
  }

  private boolean use(Use use) throws IOException {
    IoBuffer buffer = IoBuffer.wrap(Arena.ofAuto().allocate(Long.BYTES));
    while (!over.get()) {
      Target target = requireNonNull(shared.get());
      try {
        use.once(target, buffer.clear());
        done.incrementAndGet();
      } catch (FdClosedException tooLate) {
        refused.incrementAndGet();
      }
    }
    return true;
  }

  private boolean onVirtualThread(Use use) throws Exception {
    FutureTask<Boolean> task = new FutureTask<>(() -> use(use));
    Thread.ofVirtual().start(task);
    return task.get();
  }

  private void send(Target target, IoBuffer buffer) throws IOException {
    target.used().sendAll(tag(target, buffer));
  }

  private void receive(Target target, IoBuffer buffer) throws IOException {
    // Tags are sent whole, and there is room for exactly one.
    assertThat(target.used().recv(buffer)).isEqualTo(Long.BYTES);
    assertThat(takeTag(buffer)).isEqualTo(target.tag());
  }

  private void accept(Target target, IoBuffer unused) throws IOException {
    try (StreamSocket accepted = requireNonNull(target.listener().accept())) {
      assertThat(accepted.localEndpoint()).isEqualTo(target.name());
    }
  }

  /** Gets the numbers that have become free; nobody may send to these. */
  private boolean openStrangers() throws IOException {
    IoBuffer buffer = IoBuffer.wrap(Arena.ofAuto().allocate(1));
    while (!over.get()) {
      try (SocketPair<StreamSocket> strangers = SocketPair.stream()) {
        strangers.first().setBlocking(false);
        strangers.second().setBlocking(false);
        for (int i = 0; i < 3; i++) {
          assertThat(strangers.first().recv(buffer.clear())).isEqualTo(IoStatus.WOULD_BLOCK);
          assertThat(strangers.second().recv(buffer.clear())).isEqualTo(IoStatus.WOULD_BLOCK);
        }
      }
    }
    return true;
  }
}
