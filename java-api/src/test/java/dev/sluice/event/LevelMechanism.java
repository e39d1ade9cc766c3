package dev.sluice.event;

import dev.sluice.ErrnoException;
import dev.sluice.Pollable;

/** What epoll (level-triggered), poll and select have in common, for {@link MechanismContract}. */
interface LevelMechanism extends AutoCloseable {
  void add(Pollable source, Interest interest, long token) throws ErrnoException;

  void modify(Pollable source, Interest interest, long token) throws ErrnoException;

  void delete(Pollable source) throws ErrnoException;

  int await(ReadyEvents events, long timeoutNanos) throws ErrnoException;

  @Override
  void close();

  static LevelMechanism of(Epoll epoll) {
    return new LevelMechanism() {
      @Override
      public void add(Pollable source, Interest interest, long token) throws ErrnoException {
        epoll.add(source, interest, Trigger.LEVEL, token);
      }

      @Override
      public void modify(Pollable source, Interest interest, long token) throws ErrnoException {
        epoll.modify(source, interest, Trigger.LEVEL, token);
      }

      @Override
      public void delete(Pollable source) throws ErrnoException {
        epoll.delete(source);
      }

      @Override
      public int await(ReadyEvents events, long timeoutNanos) throws ErrnoException {
        return epoll.await(events, timeoutNanos);
      }

      @Override
      public void close() {
        epoll.close();
      }
    };
  }

  static LevelMechanism of(DescriptorSet set) {
    return new LevelMechanism() {
      @Override
      public void add(Pollable source, Interest interest, long token) throws ErrnoException {
        set.add(source, interest, token);
      }

      @Override
      public void modify(Pollable source, Interest interest, long token) throws ErrnoException {
        set.modify(source, interest, token);
      }

      @Override
      public void delete(Pollable source) throws ErrnoException {
        set.delete(source);
      }

      @Override
      public int await(ReadyEvents events, long timeoutNanos) throws ErrnoException {
        return set.await(events, timeoutNanos);
      }

      @Override
      public void close() {
        set.close();
      }
    };
  }
}
