package dev.sluice.event;

import static java.lang.foreign.MemorySegment.NULL;

import dev.sluice.ErrnoException;
import dev.sluice.sys.PollSys;
import dev.sluice.sys.PollTimedSys;
import dev.sluice.sys.Pollfd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Descriptors that are waited for with {@code poll(2)}, and {@code ppoll(2)} in nanoseconds.
 *
 * <p>Take it for a handful of descriptors, for regular files, which epoll refuses, and where
 * another Unix should do the same: there is no object in the kernel, and no system call to add or
 * modify. Beyond some dozens {@link Epoll} is faster: here each wait shows the kernel everything.
 *
 * <p>The array of {@code struct pollfd} is kept from wait to wait and changed in place.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">poll(2)</a>
 */
public final class PollSet extends DescriptorSet {
  private static final int WAKER = 0;
  private static final int FIRST = 1;
  private static final int INITIAL_CAPACITY = 16;

  private MemorySegment pollfds = Pollfd.allocate(Arena.ofAuto(), INITIAL_CAPACITY);
  private Slot[] slots = new Slot[INITIAL_CAPACITY];
  private int used = FIRST;

  /** What the call under way was given: an array that has grown meanwhile is another. */
  private MemorySegment shown = pollfds;

  private int shownCount;

  /** Where the next report begins, so that a small {@link ReadyEvents} starves nobody. */
  private int turn = FIRST;

  private PollSet() throws ErrnoException {
    Pollfd.set(pollfds, WAKER, wakerNumber(), PollSys.POLLIN);
  }

  /**
   * Opens an empty set.
   *
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left for the eventfd
   *     that makes changes during a wait count
   */
  public static PollSet open() throws ErrnoException {
    return new PollSet();
  }

  @Override
  int bitsOf(Interest interest) {
    return EpollBits.of(interest);
  }

  @Override
  void place(Slot slot) {
    if (used == slots.length) {
      grow();
    }
    put(used++, slot);
  }

  private void grow() {
    int capacity = 2 * slots.length;
    MemorySegment larger = Pollfd.allocate(Arena.ofAuto(), capacity);
    MemorySegment.copy(pollfds, 0, larger, 0, pollfds.byteSize());
    pollfds = larger;
    slots = Arrays.copyOf(slots, capacity);
  }

  private void put(int index, Slot slot) {
    slot.index = index;
    slots[index] = slot;
    Pollfd.set(pollfds, index, slot.number, slot.bits);
  }

  @Override
  void replace(Slot slot, int formerBits) {
    Pollfd.set(pollfds, slot.index, slot.number, slot.bits);
  }

  @Override
  @SuppressWarnings("NullAway") // slots behind `used` are never read
  void remove(Slot slot) {
    used--;
    if (slot.index != used) {
      put(slot.index, slots[used]);
    }
    slots[used] = null;
  }

  @Override
  void prepare() {
    shown = pollfds;
    shownCount = used;
  }

  @Override
  int ask(ReadyEvents events, long timeoutNanos) {
    return timeoutNanos > 0
        ? PollTimedSys.ppoll(shown, shownCount, events.timespec(timeoutNanos), NULL)
        : PollSys.poll(shown, shownCount, timeoutNanos == 0 ? 0 : -1);
  }

  @Override
  void collect(ReadyEvents events, int found) {
    int begin = turn < used ? turn : FIRST;
    int left = found - scan(events, begin, used, found);
    scan(events, FIRST, begin, left);
  }

  /** Reports from one part of the array; returns how many it saw, at most {@code left}. */
  private int scan(ReadyEvents events, int begin, int end, int left) {
    int seen = 0;
    for (int i = begin; i < end && seen < left && !events.isFull(); i++) {
      short revents = Pollfd.revents(shown, i);
      if (revents != 0) {
        events.append(revents, slots[i].token);
        turn = i + 1;
        seen++;
      }
    }
    return seen;
  }

  @Override
  ErrnoException failed(int result) {
    return ErrnoException.of("poll(" + (shownCount - FIRST) + " descriptors)", result);
  }

  /** Returns {@code poll set}. */
  @Override
  public String toString() {
    return "poll set";
  }
}
