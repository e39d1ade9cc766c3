package dev.sluice.event;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.ErrnoException;
import dev.sluice.sys.EpollSys;
import dev.sluice.sys.FcntlSys;
import dev.sluice.sys.FdSet;
import dev.sluice.sys.SelectSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Descriptors that are waited for with {@code select(2)}, and {@code pselect(2)} in nanoseconds.
 *
 * <p>It is here for comparison and for what expects select's ways. New programs are better served
 * by {@link PollSet}, which knows no limit, and {@link Epoll}. The rules people trip over: a number
 * of {@code FD_SETSIZE} (1024) or more does not fit, however few are watched, and is refused; a
 * hang-up or an error is reported as readable or writable, never by a name of its own.
 *
 * <p>The sets are kept from wait to wait; each shows the kernel a copy, which it overwrites.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/select.2.html">select(2)</a>
 */
public final class SelectSet extends DescriptorSet {
  private final Arena arena = Arena.ofAuto();
  private final Bits reading = new Bits(arena, EpollSys.EPOLLIN);
  private final Bits writing = new Bits(arena, EpollSys.EPOLLOUT);
  private final Bits exceptional = new Bits(arena, EpollSys.EPOLLPRI);
  private final @Nullable Slot[] slots = new Slot[FdSet.FD_SETSIZE];

  /** One more than the highest number. */
  private int limit;

  private int shownLimit;

  /** Where the next report begins, so that a small {@link ReadyEvents} starves nobody. */
  private int turn;

  private SelectSet() throws ErrnoException {
    limit = wakerNumber() + 1;
    if (fits(wakerNumber())) {
      reading.add(wakerNumber());
    }
  }

  /** One {@code fd_set}: what is watched, and the copy that the kernel writes its answer into. */
  private static final class Bits {
    private final int bit;
    private final MemorySegment watched;
    private final MemorySegment answer;
    private int size;

    Bits(Arena arena, int bit) {
      this.bit = bit;
      watched = FdSet.allocate(arena);
      answer = FdSet.allocate(arena);
    }

    void add(int number) {
      FdSet.FD_SET(number, watched);
      size++;
    }

    void delete(int number) {
      FdSet.FD_CLR(number, watched);
      size--;
    }

    /** Sets or clears a number where it has to change. */
    void update(int number, int formerBits, int bits) {
      if ((bits & ~formerBits & bit) != 0) {
        add(number);
      } else if ((formerBits & ~bits & bit) != 0) {
        delete(number);
      }
    }

    void copy(int words) {
      if (size > 0) {
        MemorySegment.copy(watched, 0, answer, 0, (long) words * Long.BYTES);
      }
    }

    MemorySegment shown() {
      return size > 0 ? answer : NULL;
    }

    /** Returns the answer for 64 numbers; a set that was not shown answers nothing. */
    long word(int word) {
      return size > 0 ? answer.get(JAVA_LONG, (long) word * Long.BYTES) : 0;
    }
  }

  /**
   * Opens an empty set.
   *
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left for the eventfd
   *     that makes changes during a wait count
   * @throws IllegalStateException if no number below {@code FD_SETSIZE} is free for it
   */
  public static SelectSet open() throws ErrnoException {
    SelectSet set = new SelectSet();
    if (!fits(set.wakerNumber())) {
      set.close();
      throw new IllegalStateException(
          "select needs a descriptor below FD_SETSIZE ("
              + FdSet.FD_SETSIZE
              + ") for itself, and all are taken: use PollSet or Epoll");
    }
    return set;
  }

  private static boolean fits(int number) {
    return number < FdSet.FD_SETSIZE;
  }

  @Override
  int bitsOf(Interest interest) {
    if (interest.intersects(Interest.READ_CLOSED)) {
      throw new UnsupportedOperationException(
          "select cannot tell READ_CLOSED, it reports the end of a stream as READ:"
              + " use PollSet or Epoll");
    }
    return EpollBits.of(interest);
  }

  @Override
  void place(Slot slot) {
    if (!fits(slot.number)) {
      throw new IllegalArgumentException(
          slot.fd
              + " does not fit into a select set, which ends below FD_SETSIZE ("
              + FdSet.FD_SETSIZE
              + "): use PollSet or Epoll");
    }
    slots[slot.number] = slot;
    limit = Math.max(limit, slot.number + 1);
    replace(slot, 0);
  }

  @Override
  void replace(Slot slot, int formerBits) {
    update(slot.number, formerBits, slot.bits);
  }

  private void update(int number, int formerBits, int bits) {
    reading.update(number, formerBits, bits);
    writing.update(number, formerBits, bits);
    exceptional.update(number, formerBits, bits);
  }

  @Override
  void remove(Slot slot) {
    slots[slot.number] = null;
    update(slot.number, slot.bits, 0);
    while (limit > wakerNumber() + 1 && slots[limit - 1] == null) {
      limit--;
    }
  }

  @Override
  void prepare() {
    shownLimit = limit;
    int words = (limit + Long.SIZE - 1) / Long.SIZE;
    reading.copy(words);
    writing.copy(words);
    exceptional.copy(words);
  }

  @Override
  int ask(ReadyEvents events, long timeoutNanos) {
    return SelectSys.pselect(
        shownLimit,
        reading.shown(),
        writing.shown(),
        exceptional.shown(),
        timeoutNanos < 0 ? NULL : events.timespec(timeoutNanos),
        NULL);
  }

  @Override
  void collect(ReadyEvents events, int found) {
    int begin = turn < shownLimit ? turn : 0;
    scan(events, begin, shownLimit);
    scan(events, 0, begin);
  }

  private void scan(ReadyEvents events, int begin, int end) {
    for (int word = begin / Long.SIZE; word * Long.SIZE < end; word++) {
      long readable = reading.word(word);
      long writable = writing.word(word);
      long priority = exceptional.word(word);
      long ready = readable | writable | priority;
      while (ready != 0) {
        int shift = Long.numberOfTrailingZeros(ready);
        ready &= ready - 1;
        int number = word * Long.SIZE + shift;
        Slot slot = slots[number];
        if (slot == null || number < begin || number >= end) {
          continue;
        }
        if (events.isFull()) {
          return;
        }
        events.append(
            bit(readable, shift, EpollSys.EPOLLIN)
                | bit(writable, shift, EpollSys.EPOLLOUT)
                | bit(priority, shift, EpollSys.EPOLLPRI),
            slot.token);
        turn = number + 1;
      }
    }
  }

  private static int bit(long word, int shift, int bit) {
    return (word >>> shift & 1) != 0 ? bit : 0;
  }

  @Override
  ErrnoException failed(int result) {
    StringBuilder culprits = new StringBuilder();
    for (Slot slot : slots()) {
      if (FcntlSys.fcntl_getfd(slot.number) < 0) {
        culprits.append(culprits.isEmpty() ? "" : ", ").append(slot.fd);
      }
    }
    return ErrnoException.of(
        culprits.isEmpty()
            ? "select(" + shownLimit + ")"
            : "select(" + shownLimit + "), closed behind the back of its owner: " + culprits,
        result);
  }

  /** Returns {@code select set}. */
  @Override
  public String toString() {
    return "select set";
  }
}
