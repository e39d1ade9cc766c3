package dev.sluice.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks all workers what they have counted. Confined to the thread of the server's loop. */
final class Census {
  private final List<Question> open = new ArrayList<>();
  private long number;

  private record Question(
      long number, Set<Worker> silent, CompletableFuture<@Nullable Void> answered) {

    boolean isAnsweredBy(Worker worker) {
      silent.remove(worker);
      return silent.isEmpty() && (answered.complete(null) || answered.isDone());
    }
  }

  /**
   * Asks, and completes the future when all have answered or ended.
   *
   * @param answered is forgotten once it is completed or cancelled by whoever waits
   */
  void ask(Collection<Worker> workers, CompletableFuture<@Nullable Void> answered) {
    open.removeIf(question -> question.answered.isDone());
    number++;
    Set<Worker> silent = new HashSet<>();
    for (Worker worker : workers) {
      if (worker.ask(number)) {
        silent.add(worker);
      }
    }
    if (silent.isEmpty()) {
      answered.complete(null);
    } else {
      open.add(new Question(number, silent, answered));
    }
  }

  /** A worker has answered all questions up to one. */
  void answered(Worker worker, long upTo) {
    open.removeIf(question -> question.number <= upTo && question.isAnsweredBy(worker));
  }

  /** A worker answers no more. */
  void gone(Worker worker) {
    answered(worker, Long.MAX_VALUE);
  }
}
