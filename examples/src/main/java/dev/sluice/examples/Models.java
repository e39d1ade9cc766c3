package dev.sluice.examples;

import dev.sluice.examples.Behaviour.Outcome;
import dev.sluice.server.ServerModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice models}: what each server model can do, tried out. */
@Command(
    name = "models",
    header = "What each server model can do: every cell is tried here and now.",
    description = {
      "Starts a server of each model in this process, tries one behaviour after the other with",
      "clients on loopback, and prints yes, waits or no, with the reasons. Takes half a minute."
    },
    footer = {"", "Examples:", "  sluice models", "  sluice models --model edge-loops:4"})
final class Models implements Callable<Integer> {
  private static final int PATIENCE_SECONDS = 10;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      converter = ModelName.class,
      description = "Only this one.")
  private @Nullable ServerModel only;

  @Override
  public Integer call() throws InterruptedException {
    Logger log = Logger.getLogger("dev.sluice"); // failures are part of the trials
    Level level = log.getLevel();
    log.setLevel(Level.OFF);
    try {
      ServerModel one = only;
      print(one == null ? ServerModel.all() : List.of(one));
      return 0;
    } finally {
      log.setLevel(level);
    }
  }

  private static void print(List<ServerModel> models) throws InterruptedException {
    List<Behaviour> behaviours = Behaviour.all();
    List<String> reasons = new ArrayList<>();
    StringBuilder heading = new StringBuilder(String.format("| %-21s |", "model"));
    StringBuilder rule = new StringBuilder("|-----------------------|");
    for (Behaviour behaviour : behaviours) {
      heading.append(String.format(" %-" + width(behaviour) + "s |", behaviour.heading()));
      rule.append("-".repeat(width(behaviour) + 2)).append('|');
    }
    System.out.println(heading);
    System.out.println(rule);
    for (ServerModel model : models) {
      System.out.printf("| %-21s |", model);
      for (Behaviour behaviour : behaviours) {
        Outcome outcome = attempt(behaviour, model);
        System.out.printf(" %-" + width(behaviour) + "s |", outcome.cell());
        System.out.flush();
        if (!outcome.reason().isEmpty()) {
          reasons.add(model + ", " + behaviour.heading() + ": " + outcome.reason());
        }
      }
      System.out.println();
    }
    System.out.println();
    behaviours.forEach(b -> System.out.printf("- %s: %s%n", b.heading(), b.meaning()));
    System.out.println();
    reasons.forEach(System.out::println);
  }

  private static int width(Behaviour behaviour) {
    return Math.max("waits".length(), behaviour.heading().length());
  }

  /** Tries it in a thread of its own: a server that never answers is a no as well. */
  static Outcome attempt(Behaviour behaviour, ServerModel model) throws InterruptedException {
    FutureTask<Outcome> trial = new FutureTask<>(() -> behaviour.trial().of(model));
    Thread.ofPlatform().name("models").daemon().start(trial);
    try {
      return trial.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return Outcome.no(String.valueOf(cause == null ? e.getMessage() : cause.getMessage()));
    } catch (TimeoutException e) {
      trial.cancel(true);
      return Outcome.no("nothing happened within " + PATIENCE_SECONDS + " s");
    }
  }
}
