package dev.sluice.event;

import static java.lang.foreign.MemorySegment.NULL;

import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.FdClosedException;
import dev.sluice.Pollable;
import dev.sluice.spi.PollerCalls;
import dev.sluice.spi.Watch;
import dev.sluice.sys.EpollSys;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A poller over {@link Epoll}, {@link PollSet} or {@link SelectSet}. */
final class LinuxPollerCalls extends PollerCalls {
  private static final int EVENTS_PER_WAIT = 512;

  /** A token that no {@link TokenTable} hands out: its place would be negative. */
  private static final long WAKER_TOKEN = -1;

  private final KernelSet set;
  private final Waker waker;
  private final ReadyEvents events = ReadyEvents.allocateUnconfined(EVENTS_PER_WAIT);

  /** What the tokens stand for; its own lock. */
  private final TokenTable<Watch> tokens = new TokenTable<>();

  private LinuxPollerCalls(KernelSet set, Waker waker) {
    this.set = set;
    this.waker = waker;
  }

  static PollerCalls open(Mechanism mechanism) throws ErrnoException {
    KernelSet set =
        switch (mechanism) {
          case EPOLL -> new OfEpoll(Epoll.open());
          case POLL -> new OfDescriptors(PollSet.open());
          case SELECT -> new OfDescriptors(SelectSet.open());
          case NIO -> throw new IllegalArgumentException("NIO is no mechanism of Linux");
        };
    try {
      Waker waker = Waker.open();
      try {
        set.add(waker.fd(), Interest.READ, WAKER_TOKEN);
        return new LinuxPollerCalls(set, waker);
      } catch (ErrnoException | RuntimeException e) {
        waker.close();
        throw e;
      }
    } catch (ErrnoException | RuntimeException e) {
      set.close();
      throw e;
    }
  }

  /** What the mechanisms have in common, in the kernel's words. */
  private interface KernelSet {
    void add(Fd fd, Interest interest, long token) throws ErrnoException;

    void modify(Fd fd, Interest interest, long token) throws ErrnoException;

    /** Deletes a descriptor, open or being closed, whose number is still held. */
    void delete(Fd fd, int number) throws ErrnoException;

    int await(ReadyEvents events, long timeoutNanos) throws ErrnoException;

    void close();
  }

  /**
   * The hold on a watched descriptor. A descriptor that is closed is deleted before its number goes
   * back: epoll would go on reporting a duplicate of it, and nobody could stop it any more.
   */
  private final class Hold extends Fd.Hold {
    private enum State {
      ADDING,
      ADDED,
      CLOSED_MEANWHILE,
      OVER
    }

    private final Watch watch;
    private final Fd fd;
    private final int number;
    private final Consumer<Watch> onClosed;
    private final AtomicReference<State> state = new AtomicReference<>(State.ADDING);
    private long token;

    @SuppressWarnings("this-escape") // closing() uses nothing that is set after hold()
    Hold(Watch watch, Fd fd, Consumer<Watch> onClosed) {
      this.watch = watch;
      this.fd = fd;
      this.onClosed = onClosed;
      number = fd.hold(this);
    }

    void add() throws ErrnoException {
      synchronized (tokens) {
        token = tokens.add(watch);
      }
      try {
        set.add(fd, Interest.of(watch.interest()), token);
      } catch (ErrnoException | RuntimeException e) {
        state.set(State.OVER);
        letGo();
        throw e;
      }
      if (!state.compareAndSet(State.ADDING, State.ADDED)) {
        end();
        throw new FdClosedException(fd + " was closed by another thread during its registration");
      }
    }

    @Override
    protected void closing() {
      watch.end();
      if (state.compareAndSet(State.ADDED, State.OVER)) {
        end();
        onClosed.accept(watch);
      } else {
        state.compareAndSet(State.ADDING, State.CLOSED_MEANWHILE);
      }
    }

    void delete() {
      if (state.compareAndSet(State.ADDED, State.OVER)) {
        end();
      }
    }

    private void end() {
      try {
        set.delete(fd, number);
      } catch (ErrnoException | FdClosedException goneAlready) {
        // The set was closed, or has noticed that the descriptor is being closed.
      } finally {
        letGo();
      }
    }

    private void letGo() {
      synchronized (tokens) {
        tokens.remove(token);
      }
      fd.letGo(this);
    }
  }

  @Override
  public Object keyOf(Pollable source) {
    return source.fd();
  }

  @Override
  public boolean isOpen(Object key) {
    return ((Fd) key).isOpen();
  }

  @Override
  public void add(Watch watch, Consumer<Watch> onClosed) throws ErrnoException {
    Hold hold = new Hold(watch, (Fd) watch.key(), onClosed);
    watch.handle(hold);
    hold.add();
  }

  @Override
  public void modify(Watch watch, int interest) throws ErrnoException {
    if (watch.handle() instanceof Hold hold) {
      set.modify(hold.fd, Interest.of(interest), hold.token);
    }
  }

  @Override
  public void delete(Watch watch) {
    if (watch.handle() instanceof Hold hold) {
      hold.delete();
    }
  }

  @Override
  public boolean await(Ready ready, long timeoutNanos) throws IOException {
    int count = set.await(events, timeoutNanos);
    boolean woken = false;
    for (int i = 0; i < count; i++) {
      long token = events.token(i);
      if (token == WAKER_TOKEN) {
        woken = true;
        waker.reset();
      } else {
        report(ready, token, i);
      }
    }
    return woken;
  }

  private void report(Ready ready, long token, int index) {
    Watch watch;
    synchronized (tokens) {
      watch = tokens.get(token);
    }
    if (watch == null) {
      return; // an event of a former registration
    }
    int readiness = readiness(index) & watch.interest();
    if (readiness != 0) {
      ready.add(watch, readiness);
    }
  }

  /** An error or a hang-up is readiness for everything. */
  private int readiness(int index) {
    if (events.isError(index) || events.isHangUp(index)) {
      return Watch.READ | Watch.WRITE | Watch.PRIORITY | Watch.READ_CLOSED;
    }
    return (events.isReadable(index) ? Watch.READ : 0)
        | (events.isWritable(index) ? Watch.WRITE : 0)
        | (events.isPriority(index) ? Watch.PRIORITY : 0)
        | (events.isReadClosed(index) ? Watch.READ_CLOSED : 0);
  }

  @Override
  public void wake() {
    waker.wake();
  }

  @Override
  public void close() {
    set.close();
    waker.close();
  }

  private record OfEpoll(Epoll epoll) implements KernelSet {
    @Override
    public void add(Fd fd, Interest interest, long token) throws ErrnoException {
      epoll.add(fd, interest, Trigger.LEVEL, token);
    }

    @Override
    public void modify(Fd fd, Interest interest, long token) throws ErrnoException {
      epoll.modify(fd, interest, Trigger.LEVEL, token);
    }

    @Override
    public void delete(Fd fd, int number) {
      int epollNumber = epoll.fd().enter();
      try {
        EpollSys.epoll_ctl(epollNumber, EpollSys.EPOLL_CTL_DEL, number, NULL);
      } finally {
        epoll.fd().exit();
      }
    }

    @Override
    public int await(ReadyEvents events, long timeoutNanos) throws ErrnoException {
      return epoll.await(events, timeoutNanos);
    }

    @Override
    public void close() {
      epoll.close();
    }
  }

  private record OfDescriptors(DescriptorSet descriptors) implements KernelSet {
    @Override
    public void add(Fd fd, Interest interest, long token) throws ErrnoException {
      descriptors.add(fd, interest, token);
    }

    @Override
    public void modify(Fd fd, Interest interest, long token) throws ErrnoException {
      descriptors.modify(fd, interest, token);
    }

    @Override
    public void delete(Fd fd, int number) throws ErrnoException {
      if (fd.isOpen()) {
        descriptors.delete(fd);
      }
    }

    @Override
    public int await(ReadyEvents events, long timeoutNanos) throws ErrnoException {
      return descriptors.await(events, timeoutNanos);
    }

    @Override
    public void close() {
      descriptors.close();
    }
  }
}
