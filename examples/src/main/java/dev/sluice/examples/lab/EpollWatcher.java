package dev.sluice.examples.lab;

import dev.sluice.Pollable;
import dev.sluice.event.Epoll;
import dev.sluice.event.ReadyEvents;
import dev.sluice.event.Trigger;
import dev.sluice.sys.EpollSys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Epoll under one of its triggers. */
final class EpollWatcher implements Watcher {
  private static final int EVENTS = 64;

  private final Trigger trigger;
  private final Epoll epoll = Epoll.open();
  private final ReadyEvents events = ReadyEvents.allocate(EVENTS);

  EpollWatcher(Trigger trigger) throws IOException {
    this.trigger = trigger;
  }

  @Override
  public Set<Condition> add(Pollable source, Set<Condition> conditions, long token)
      throws IOException {
    epoll.add(source, Condition.interest(conditions), trigger, token);
    return conditions;
  }

  @Override
  public Set<Condition> modify(Pollable source, Set<Condition> conditions, long token)
      throws IOException {
    epoll.modify(source, Condition.interest(conditions), trigger, token);
    return conditions;
  }

  @Override
  public void delete(Pollable source) throws IOException {
    epoll.delete(source);
  }

  @Override
  public void closed() {
    // the kernel knows
  }

  @Override
  public List<Seen> ask() throws IOException {
    epoll.await(events, 0);
    return seen(events);
  }

  /** Translates what epoll, poll or select reported. */
  static List<Seen> seen(ReadyEvents events) {
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < events.count(); i++) {
      Set<Word> words = EnumSet.noneOf(Word.class);
      addIf(events.isReadable(i), Word.READABLE, words);
      addIf(events.isWritable(i), Word.WRITABLE, words);
      addIf(events.isPriority(i), Word.URGENT, words);
      // Not isReadClosed, which a hang-up implies: the words are to be the kernel's.
      addIf((events.bits(i) & EpollSys.EPOLLRDHUP) != 0, Word.CLOSED, words);
      addIf(events.isHangUp(i), Word.HANG_UP, words);
      addIf(events.isError(i), Word.ERROR, words);
      seen.add(new Seen(events.token(i), words));
    }
    return seen;
  }

  private static void addIf(boolean reported, Word word, Set<Word> words) {
    if (reported) {
      words.add(word);
    }
  }

  @Override
  public void close() {
    epoll.close();
    events.close();
  }
}
