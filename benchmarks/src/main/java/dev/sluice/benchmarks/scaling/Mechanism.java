package dev.sluice.benchmarks.scaling;

import dev.sluice.event.PollSet;
import dev.sluice.event.SelectSet;
import dev.sluice.event.Trigger;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Stream;

/** Who takes part. */
enum Mechanism {
  SELECT("select") {
    @Override
    Watch open(int registered, int ready) throws IOException {
      return new SetWatch(registered, ready, SelectSet.open());
    }
  },
  POLL("poll") {
    @Override
    Watch open(int registered, int ready) throws IOException {
      return new SetWatch(registered, ready, PollSet.open());
    }
  },
  EPOLL_LEVEL("epoll level") {
    @Override
    Watch open(int registered, int ready) throws IOException {
      return new EpollWatch(registered, ready, Trigger.LEVEL);
    }
  },
  EPOLL_EDGE("epoll edge") {
    @Override
    Watch open(int registered, int ready) throws IOException {
      return new EpollWatch(registered, ready, Trigger.EDGE);
    }
  },
  NIO("nio") {
    @Override
    Watch open(int registered, int ready) throws IOException {
      return new NioWatch(registered, ready);
    }
  };

  private final String label;

  Mechanism(String label) {
    this.label = label;
  }

  /**
   * Opens the pipes and starts watching them.
   *
   * @param registered how many are watched
   * @param ready how many of them have a byte
   */
  abstract Watch open(int registered, int ready) throws IOException;

  /** Tells whether a byte that stays is reported by each wait. */
  boolean isLevelTriggered() {
    return this != EPOLL_EDGE;
  }

  /** Returns its name in tables and pictures. */
  String label() {
    return label;
  }

  static Mechanism labelled(String label) {
    return Stream.of(values()).filter(each -> each.label.equals(label)).findAny().orElseThrow();
  }

  static Mechanism named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
