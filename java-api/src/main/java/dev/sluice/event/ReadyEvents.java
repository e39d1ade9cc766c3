package dev.sluice.event;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.sys.EpollEvent;
import dev.sluice.sys.EpollSys;
import dev.sluice.sys.PollSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What one wait of {@link Epoll}, {@link PollSet} or {@link SelectSet} reported: readiness and
 * token by index, from 0 to its result − 1. Its life: {@link #allocate} → waits → {@link #close}.
 *
 * <p>The three mechanisms report in the same words, so that a loop over one reads like a loop over
 * another: the bits of {@code poll(2)} are those of epoll, and the three sets of {@code select(2)}
 * are {@code EPOLLIN}, {@code EPOLLOUT} and {@code EPOLLPRI}.
 *
 * <p>The rule people trip over: {@code EPOLLHUP} and {@code EPOLLERR} come whether asked for or
 * not, alone or with others. They are questions of their own here and are part of neither {@link
 * #isReadable} nor {@link #isWritable}; treat them as a reason to read, and let {@code recv} say
 * what happened.
 *
 * <p>Confined to the thread that allocated it. Reading allocates nothing.
 */
public final class ReadyEvents implements AutoCloseable {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final Arena arena;
  private final MemorySegment memory;
  private final MemorySegment timespec;
  private final int capacity;
  private int count;

  private ReadyEvents(Arena arena, int capacity) {
    this.arena = arena;
    this.capacity = capacity;
    this.timespec = arena.allocate(Long.BYTES * 2L, Long.BYTES);
    this.memory = EpollEvent.allocate(arena, capacity);
  }

  /**
   * Allocates room for the events of one wait. Ready descriptors beyond it are reported by the next
   * waits, which go round, so that none starves.
   *
   * @param capacity the number of events, at least 1
   * @throws IllegalArgumentException if the number is smaller
   */
  public static ReadyEvents allocate(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("room for at least 1 event, not " + capacity);
    }
    return new ReadyEvents(Arena.ofConfined(), capacity);
  }

  /** Allocates one for any thread, one at a time; never closed, the memory goes with it. */
  static ReadyEvents allocateUnconfined(int capacity) {
    return new ReadyEvents(Arena.ofAuto(), capacity);
  }

  /** Returns how many events one wait can report. */
  public int capacity() {
    return capacity;
  }

  /** Returns how many events the last wait reported. */
  public int count() {
    return count;
  }

  /**
   * Returns the token that the descriptor was added with, all 64 bits.
   *
   * @param index 0 to {@link #count} − 1
   * @throws IndexOutOfBoundsException for another index
   */
  public long token(int index) {
    return EpollEvent.data(memory, checkIndex(index));
  }

  /**
   * Returns the bits as the kernel set them, {@code EPOLLIN} and the others of {@link EpollSys}.
   *
   * @param index 0 to {@link #count} − 1
   * @throws IndexOutOfBoundsException for another index
   */
  public int bits(int index) {
    return EpollEvent.events(memory, checkIndex(index));
  }

  /**
   * Tells whether there is data to receive, a connection to accept, or the end of the stream:
   * {@code EPOLLIN}.
   *
   * @param index 0 to {@link #count} − 1
   */
  public boolean isReadable(int index) {
    return (bits(index) & EpollSys.EPOLLIN) != 0;
  }

  /**
   * Tells whether there is room to send, or a connection attempt has ended: {@code EPOLLOUT}.
   *
   * @param index 0 to {@link #count} − 1
   */
  public boolean isWritable(int index) {
    return (bits(index) & EpollSys.EPOLLOUT) != 0;
  }

  /**
   * Tells whether there is exceptional data: {@code EPOLLPRI}.
   *
   * @param index 0 to {@link #count} − 1
   */
  public boolean isPriority(int index) {
    return (bits(index) & EpollSys.EPOLLPRI) != 0;
  }

  /**
   * Tells whether the peer has shut down its sending side: {@code EPOLLRDHUP}, if asked for, or
   * {@code EPOLLHUP}.
   *
   * @param index 0 to {@link #count} − 1
   */
  public boolean isReadClosed(int index) {
    return (bits(index) & (EpollSys.EPOLLRDHUP | EpollSys.EPOLLHUP)) != 0;
  }

  /**
   * Tells whether both directions are shut down: {@code EPOLLHUP}, always reported.
   *
   * @param index 0 to {@link #count} − 1
   */
  public boolean isHangUp(int index) {
    return (bits(index) & EpollSys.EPOLLHUP) != 0;
  }

  /**
   * Tells whether an error is pending: {@code EPOLLERR}, always reported. The next transfer, or
   * {@code SO_ERROR}, says which. {@code POLLNVAL} counts as one: poll says so of a number that was
   * closed behind its {@link dev.sluice.Fd}'s back.
   *
   * @param index 0 to {@link #count} − 1
   */
  public boolean isError(int index) {
    return (bits(index) & (EpollSys.EPOLLERR | PollSys.POLLNVAL)) != 0;
  }

  private int checkIndex(int index) {
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException(
          "index " + index + ", and the last wait reported " + count + " events");
    }
    return index;
  }

  MemorySegment memory() {
    return memory;
  }

  /** Returns this wait's {@code struct timespec}. */
  MemorySegment timespec(long nanos) {
    timespec.set(JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
    timespec.set(JAVA_LONG, Long.BYTES, nanos % NANOS_PER_SECOND);
    return timespec;
  }

  void count(int reported) {
    count = reported;
  }

  boolean isFull() {
    return count == capacity;
  }

  /** Adds an event that the kernel reported in another form than epoll's. */
  void append(int bits, long token) {
    EpollEvent.events(memory, count, bits);
    EpollEvent.data(memory, count, token);
    count++;
  }

  /** Frees the memory; any use afterwards throws {@link IllegalStateException}. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  /** Returns the events in words, for instance {@code [EPOLLIN|EPOLLRDHUP 0x7, EPOLLOUT 0x9]}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : ", ")
          .append(EpollBits.toString(bits(i)))
          .append(" 0x")
          .append(Long.toHexString(token(i)));
    }
    return text.append(']').toString();
  }
}
