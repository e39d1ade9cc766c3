package dev.sluice.loop;

import java.io.IOException;

/** What a loop calls for a source of another kind: a timer, a file watcher, a process. */
@FunctionalInterface
public interface Watcher {
  /**
   * Takes what is ready. What it throws ends this watch and no other, is logged once and counted.
   *
   * @param watch what is ready; {@link Watch#cancel} ends it
   */
  void ready(Watch watch) throws IOException;
}
