package dev.sluice.loop;

import dev.sluice.event.Interest;
import dev.sluice.event.Mechanism;
import dev.sluice.event.Poller;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Level-triggered, by a poller. */
final class PollerReadiness extends Readiness {
  private final Poller<Source> poller;

  PollerReadiness(Poller<Source> poller) {
    this.poller = poller;
  }

  static Interest interest(int wanted) {
    return switch (wanted) {
      case READ -> Interest.READ;
      case WRITE -> Interest.WRITE;
      default -> Interest.READ_WRITE;
    };
  }

  @Override
  void add(Source source, int wanted) throws IOException {
    if (wanted != 0) {
      poller.register(source.pollable(), interest(wanted), source);
    }
    source.watchedFor = wanted;
  }

  @Override
  void change(Source source, int wanted) throws IOException {
    if (source.watchedFor == 0) {
      add(source, wanted);
    } else if (wanted == 0) {
      remove(source);
    } else {
      poller.modify(source.pollable(), interest(wanted), source);
      source.watchedFor = wanted;
    }
  }

  @Override
  void remove(Source source) {
    if (source.watchedFor != 0) {
      source.watchedFor = 0;
      try {
        poller.unregister(source.pollable());
      } catch (IOException | RuntimeException e) {
        // Nothing is left to undo: what closed it has ended the registration as well.
      }
    }
  }

  @Override
  int await(long timeoutNanos, boolean busy) throws IOException {
    return poller.await(timeoutNanos);
  }

  @Override
  @Nullable Source source(int index) {
    // Of one that was unregistered meanwhile nothing is ready.
    return ready(index) == 0 ? null : poller.attachment(index);
  }

  @Override
  int ready(int index) {
    return (poller.isReadable(index) ? READ : 0) | (poller.isWritable(index) ? WRITE : 0);
  }

  @Override
  void wake() {
    poller.wake();
  }

  @Override
  public String toString() {
    return poller.mechanism() == Mechanism.EPOLL ? "EPOLL level" : poller.mechanism().name();
  }

  @Override
  public void close() throws IOException {
    poller.close();
  }
}
