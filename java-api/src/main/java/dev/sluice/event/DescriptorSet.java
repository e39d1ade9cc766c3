package dev.sluice.event;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.FdClosedException;
import dev.sluice.Pollable;
import java.util.IdentityHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What {@link PollSet} and {@link SelectSet} have in common: a set of descriptors that is shown to
 * the kernel as a whole on each wait. Its life: {@code open} → {@link #add}, {@link #modify},
 * {@link #delete} and {@link #await} → {@link #close}.
 *
 * <p>The words are those of {@link Epoll}, and the reports level-triggered. The rule people trip
 * over: the cost of a wait grows with all that is watched, not with what is ready.
 *
 * <p>Closing a watched descriptor, from any thread, takes it out of the set, and a wait goes on
 * without it. Its number goes back to the kernel once no wait uses it, so that none reaches a
 * stranger.
 *
 * <p>Thread-safe, but one thread waits at a time; what others change meanwhile counts at once.
 * Interrupts do not end a wait: add a {@link Waker}.
 */
public abstract sealed class DescriptorSet implements AutoCloseable permits PollSet, SelectSet {
  /** The timeout that never ends. */
  public static final long FOREVER = Epoll.FOREVER;

  private static final int EINTR = -Errno.EINTR.number();

  private final ReentrantLock lock = new ReentrantLock();
  private final IdentityHashMap<Fd, Slot> slots = new IdentityHashMap<>();

  /** Ends a call that began before the set was changed. */
  private final Waker waker;

  private final int wakerNumber;

  /** Slots of descriptors that were closed, until someone has the lock; linked. */
  private final AtomicReference<@Nullable Slot> closedSlots = new AtomicReference<>();

  /** Slots that left the set while the kernel may still look at their numbers; linked. */
  private @Nullable Slot retiredSlots;

  private boolean open = true;
  private boolean waiting;
  private boolean inKernel;
  private boolean changed;

  DescriptorSet() throws ErrnoException {
    waker = Waker.open();
    wakerNumber = waker.fd().enter();
  }

  /** A watched descriptor. */
  static final class Slot extends Fd.Hold {
    final Fd fd;
    int number;
    int bits;
    long token;

    /** Where {@link PollSet} keeps it. */
    int index;

    private final DescriptorSet set;
    private @Nullable Slot nextClosed;
    private @Nullable Slot nextRetired;

    private Slot(DescriptorSet set, Fd fd, int bits, long token) {
      this.set = set;
      this.fd = fd;
      this.bits = bits;
      this.token = token;
    }

    @Override
    protected void closing() {
      set.closing(this);
    }
  }

  /** Returns the bits of an interest, or refuses one that the mechanism does not know. */
  abstract int bitsOf(Interest interest);

  /** Takes a slot in; may refuse its number. */
  abstract void place(Slot slot);

  /** Watches for {@link Slot#bits} from now on, which were {@code formerBits}. */
  abstract void replace(Slot slot, int formerBits);

  /** Takes a slot out. */
  abstract void remove(Slot slot);

  /** Makes what {@link #ask} shows to the kernel. */
  abstract void prepare();

  /** Calls the kernel; without the lock, unless the timeout is 0. */
  abstract int ask(ReadyEvents events, long timeoutNanos);

  /** Reports what the kernel found, as far as there is room. */
  abstract void collect(ReadyEvents events, int found);

  /** Describes a failed call. */
  abstract ErrnoException failed(int result);

  final int wakerNumber() {
    return wakerNumber;
  }

  final Iterable<Slot> slots() {
    return slots.values();
  }

  /**
   * Starts watching a descriptor.
   *
   * @param source what to watch; regular files are always ready
   * @param interest what for
   * @param token what the events carry, all 64 bits
   * @throws FdClosedException if this or the descriptor is closed
   * @throws ErrnoException {@code EEXIST} if it is watched already
   * @throws IllegalArgumentException from a select set, if the number is {@code FD_SETSIZE} or more
   * @throws UnsupportedOperationException from a select set, for {@link Interest#READ_CLOSED}
   */
  public void add(Pollable source, Interest interest, long token) throws ErrnoException {
    Fd fd = source.fd();
    Slot slot = new Slot(this, fd, bitsOf(interest), token);
    lock.lock();
    try {
      checkOpen();
      if (slots.containsKey(fd) && fd.isOpen()) {
        throw new ErrnoException(this + ".add(" + fd + ")", Errno.EEXIST);
      }
      slot.number = fd.hold(slot);
      try {
        place(slot);
      } catch (RuntimeException refused) {
        fd.letGo(slot);
        throw refused;
      }
      slots.put(fd, slot);
      noteChange();
    } finally {
      unlock();
    }
  }

  /**
   * Watches a descriptor for something else.
   *
   * @param source what is watched
   * @param interest what for, from now on
   * @param token what the events carry, from now on
   * @throws FdClosedException if this or the descriptor is closed
   * @throws ErrnoException {@code ENOENT} if it is not watched
   * @throws UnsupportedOperationException from a select set, for {@link Interest#READ_CLOSED}
   */
  public void modify(Pollable source, Interest interest, long token) throws ErrnoException {
    int bits = bitsOf(interest);
    lock.lock();
    try {
      Slot slot = slotOf("modify", source.fd());
      int formerBits = slot.bits;
      slot.bits = bits;
      slot.token = token;
      replace(slot, formerBits);
      noteChange();
    } finally {
      unlock();
    }
  }

  /**
   * Stops watching a descriptor. Closing it does the same.
   *
   * @param source what is watched
   * @throws FdClosedException if this or the descriptor is closed
   * @throws ErrnoException {@code ENOENT} if it is not watched
   */
  public void delete(Pollable source) throws ErrnoException {
    lock.lock();
    try {
      drop(slotOf("delete", source.fd()));
    } finally {
      unlock();
    }
  }

  /** Returns how many descriptors are watched. */
  public int size() {
    lock.lock();
    try {
      return slots.size();
    } finally {
      unlock();
    }
  }

  private Slot slotOf(String verb, Fd fd) throws ErrnoException {
    checkOpen();
    if (!fd.isOpen()) {
      throw new FdClosedException(fd + " is closed, which took it out of " + this);
    }
    Slot slot = slots.get(fd);
    if (slot == null) {
      throw new ErrnoException(this + "." + verb + "(" + fd + ")", Errno.ENOENT);
    }
    return slot;
  }

  private void checkOpen() {
    if (!open) {
      throw new FdClosedException("this " + this + " is closed: open a new one");
    }
  }

  /**
   * Waits until something is ready, or the time is over. Interrupted calls ({@code EINTR}) go on
   * for the time that is left; a wait is never short.
   *
   * @param events where to report; what it held is gone
   * @param timeoutNanos the longest wait in nanoseconds; 0 asks and returns, {@link #FOREVER} or
   *     any negative number waits without end
   * @return the number of events; 0 if the time is over
   * @throws FdClosedException if this is closed, before or meanwhile
   * @throws IllegalStateException if another thread is waiting
   * @throws ErrnoException if the kernel refuses the call; {@code EBADF} from a select set, if a
   *     number was closed behind its {@link Fd}'s back
   */
  public int await(ReadyEvents events, long timeoutNanos) throws ErrnoException {
    events.count(0);
    long start = timeoutNanos > 0 ? System.nanoTime() : 0;
    long leftNanos = timeoutNanos;
    begin();
    try {
      do {
        waitOnce(events, leftNanos);
        if (events.count() > 0 || timeoutNanos == 0) {
          break;
        }
        if (timeoutNanos > 0) {
          leftNanos = timeoutNanos - (System.nanoTime() - start);
        }
      } while (timeoutNanos < 0 || leftNanos > 0);
    } finally {
      end();
    }
    return events.count();
  }

  private void begin() {
    lock.lock();
    try {
      checkOpen();
      if (waiting) {
        throw new IllegalStateException(
            "another thread is waiting in this " + this + ": one at a time, or take an Epoll");
      }
      waiting = true;
    } finally {
      unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      waiting = false;
      if (!open) {
        free();
      }
    } finally {
      unlock();
    }
  }

  private void waitOnce(ReadyEvents events, long timeoutNanos) throws ErrnoException {
    enterKernel();
    int result = EINTR;
    try {
      result = ask(events, timeoutNanos);
    } finally {
      leaveKernel(events, result);
    }
  }

  private void enterKernel() {
    lock.lock();
    try {
      checkOpenDuringWait();
      prepare();
      inKernel = true;
    } finally {
      unlock();
    }
  }

  private void leaveKernel(ReadyEvents events, int outcome) throws ErrnoException {
    lock.lock();
    try {
      inKernel = false;
      letGoOfRetired();
      checkOpenDuringWait();
      int result = outcome;
      if (changed) {
        // What the kernel found belongs to the set as it was: ask again while nobody changes it.
        changed = false;
        waker.reset();
        prepare();
        result = ask(events, 0);
      }
      if (result > 0) {
        collect(events, result);
      } else if (result < 0 && result != EINTR) {
        throw failed(result);
      }
    } finally {
      unlock();
    }
  }

  private void checkOpenDuringWait() {
    if (!open) {
      throw new FdClosedException("this " + this + " was closed by another thread during the wait");
    }
  }

  /** Makes a call under way return: it was begun with the set as it was. */
  private void noteChange() {
    if (inKernel) {
      changed = true;
      waker.wake();
    }
  }

  private void drop(Slot slot) {
    if (slots.get(slot.fd) != slot) {
      return; // deleted before it was closed
    }
    slots.remove(slot.fd);
    remove(slot);
    if (inKernel) {
      slot.nextRetired = retiredSlots;
      retiredSlots = slot;
      noteChange();
    } else {
      slot.fd.letGo(slot);
    }
  }

  private void letGoOfRetired() {
    Slot following;
    for (Slot slot = retiredSlots; slot != null; slot = following) {
      following = slot.nextRetired;
      slot.nextRetired = null;
      slot.fd.letGo(slot);
    }
    retiredSlots = null;
  }

  /**
   * A watched descriptor is being closed. The closing thread has that descriptor's lock, so it must
   * not wait for ours: if somebody has it, they see the slot when they unlock.
   */
  private void closing(Slot slot) {
    do {
      slot.nextClosed = closedSlots.get();
    } while (!closedSlots.compareAndSet(slot.nextClosed, slot));
    if (lock.tryLock()) {
      unlock();
    }
  }

  private void unlock() {
    do {
      try {
        dropClosed();
      } finally {
        lock.unlock();
      }
    } while (closedSlots.get() != null && lock.tryLock());
  }

  private void dropClosed() {
    if (closedSlots.get() == null) {
      return;
    }
    Slot slot = closedSlots.getAndSet(null);
    while (slot != null) {
      Slot following = slot.nextClosed;
      slot.nextClosed = null;
      drop(slot);
      slot = following;
    }
  }

  /**
   * Closes the set, from any thread; only the first call does something. A waiting thread wakes
   * with an {@link FdClosedException}. The descriptors stay open.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      if (open) {
        open = false;
        noteChange();
        if (!waiting) {
          free();
        }
      }
    } finally {
      unlock();
    }
  }

  private void free() {
    for (Slot slot : slots.values()) {
      slot.fd.letGo(slot);
    }
    slots.clear();
    waker.fd().exit();
    waker.close();
  }
}
