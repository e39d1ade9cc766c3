package dev.sluice.examples.lab;

import dev.sluice.Pollable;
import dev.sluice.event.DescriptorSet;
import dev.sluice.event.PollSet;
import dev.sluice.event.ReadyEvents;
import dev.sluice.event.SelectSet;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Poll or select. */
final class SetWatcher implements Watcher {
  private static final int EVENTS = 64;

  private final DescriptorSet set;
  private final Set<Condition> words;
  private final ReadyEvents events = ReadyEvents.allocate(EVENTS);

  private SetWatcher(DescriptorSet set, Set<Condition> words) {
    this.set = set;
    this.words = words;
  }

  static SetWatcher poll() throws IOException {
    return new SetWatcher(PollSet.open(), EnumSet.allOf(Condition.class));
  }

  static SetWatcher select() throws IOException {
    return new SetWatcher(
        SelectSet.open(), EnumSet.of(Condition.READ, Condition.WRITE, Condition.URGENT));
  }

  @Override
  public Set<Condition> add(Pollable source, Set<Condition> conditions, long token)
      throws IOException {
    Set<Condition> known = Condition.known(conditions, words, "select");
    set.add(source, Condition.interest(known), token);
    return known;
  }

  @Override
  public Set<Condition> modify(Pollable source, Set<Condition> conditions, long token)
      throws IOException {
    Set<Condition> known = Condition.known(conditions, words, "select");
    set.modify(source, Condition.interest(known), token);
    return known;
  }

  @Override
  public void delete(Pollable source) throws IOException {
    set.delete(source);
  }

  @Override
  public void closed() {
    // the set was told
  }

  @Override
  public List<Seen> ask() throws IOException {
    set.await(events, 0);
    return EpollWatcher.seen(events);
  }

  @Override
  public void close() {
    set.close();
    events.close();
  }
}
