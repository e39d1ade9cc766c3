package dev.sluice.examples;

import dev.sluice.backend.Backend;
import dev.sluice.examples.http.Fetcher;
import dev.sluice.examples.http.Fetcher.Result;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice fetch}: many URLs at once, a virtual thread and a blocking socket for each. */
@Command(
    name = "fetch",
    header = "Fetch many http:// URLs at once: blocking sockets on virtual threads.",
    description = {
      "Prints a line for each URL, in their order: status, bytes and time, and where redirects led",
      "to or what went wrong. The exit code is 1 unless each answer was a 2xx.",
    },
    footer = {
      "",
      "Examples:",
      "  sluice fetch http://127.0.0.1:7777/ http://127.0.0.1:7777/echo",
      "  sluice fetch --at-once 50 --timeout-millis 3000 @urls.txt    URLs from a file"
    })
final class Fetch implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Parameters(arity = "1..*", paramLabel = "URL", description = "http://HOST[:PORT]/PATH")
  private List<String> urls = List.of();

  @Option(
      names = "--at-once",
      paramLabel = "N",
      description = "How many URLs are fetched at a time (default: ${DEFAULT-VALUE}).")
  private int atOnce = 20;

  @Option(
      names = "--timeout-millis",
      paramLabel = "MILLIS",
      description = "How long a URL may take, redirects included (default: ${DEFAULT-VALUE}).")
  private long timeoutMillis = 10_000;

  @Option(
      names = "--max-redirects",
      paramLabel = "N",
      description = "How many redirects are followed (default: ${DEFAULT-VALUE}).")
  private int maxRedirects = 10;

  @Override
  public Integer call() throws InterruptedException, ExecutionException, Failure {
    if (atOnce < 1 || timeoutMillis < 1 || maxRedirects < 0) {
      throw new ParameterException(
          command.commandLine(),
          "--at-once and --timeout-millis are 1 or more, --max-redirects is 0 or more");
    }
    Backend.linux().ensureAvailable();
    Fetcher fetcher = new Fetcher(timeoutMillis, maxRedirects);
    PrintWriter out = command.commandLine().getOut();
    int failed = 0;
    try (ExecutorService threads =
        Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory())) {
      List<Future<Result>> results = new ArrayList<>();
      urls.forEach(url -> results.add(threads.submit(() -> fetcher.fetch(url))));
      for (Future<Result> future : results) {
        Result result = future.get();
        out.println(line(result));
        out.flush();
        failed += result.isSuccess() ? 0 : 1;
      }
    }
    if (failed > 0) {
      throw new Failure(failed + " of " + urls.size() + " failed");
    }
    return 0;
  }

  private static String line(Result result) {
    return "%3s %12d bytes %6d ms  %s %s"
        .formatted(
            result.status() == 0 ? "-" : result.status(),
            result.bytes(),
            result.millis(),
            result.url(),
            result.note())
        .stripTrailing();
  }
}
