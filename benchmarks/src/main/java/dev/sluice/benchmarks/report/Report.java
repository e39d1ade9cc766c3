package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.chart.Sheet;
import dev.sluice.benchmarks.duel.DuelTables;
import dev.sluice.benchmarks.duel.HttpResults;
import dev.sluice.benchmarks.harness.Json;
import dev.sluice.benchmarks.harness.Machine;
import dev.sluice.benchmarks.scaling.ScalingBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice report}: results as a page, pictures and tables. */
@Command(
    name = "report",
    header = "Results of duel and bench as one page with pictures, and the targets.",
    description = {
      "Writes report.html, which needs no other file, RESULTS.md with the tables, and"
          + " pictures/*.svg.",
      "Nothing of the machine is needed: letters come out of a jar, and there need be no display."
    },
    footer = {
      "",
      "Examples:",
      "  sluice report docs/results/*.json --out docs",
      "  sluice report duel.json --out /tmp/page --png"
    })
public final class Report implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "What --json has written.")
  private List<Path> files = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to, made if need be (default: report).")
  private Path directory = Path.of("report");

  @Option(names = "--png", description = "Write the pictures as PNG, too.")
  private boolean png;

  /** For picocli. */
  public Report() {}

  @Override
  public Integer call() throws IOException {
    for (Path file : files) {
      if (!Files.isReadable(file)) {
        throw new ParameterException(command.commandLine(), file + ": there is no such file");
      }
    }
    Results results = new Results(files);
    Map<String, Sheet> figures = new Figures(results).all();
    Path pictures = Files.createDirectories(directory.resolve("pictures"));
    StringBuilder page = new StringBuilder(Html.head("Sluice: what was measured"));
    StringBuilder text = new StringBuilder("# Results\n\nWritten by `./sluice report`");
    text.append("; docs/BENCHMARKS.md says what to think of them.\n\n## Targets\n\n");
    String targets = Targets.markdown(Targets.of(results));
    text.append(targets);
    page.append("<h2>Targets</h2>\n").append(Html.table(targets));
    for (Map.Entry<String, Sheet> figure : figures.entrySet()) {
      Sheet sheet = figure.getValue();
      sheet.writeSvg(pictures.resolve(figure.getKey() + ".svg"));
      if (png) {
        sheet.writePng(pictures.resolve(figure.getKey() + ".png"));
      }
      text.append("\n![%s](pictures/%s.svg)\n".formatted(sheet.title(), figure.getKey()));
      page.append("<figure>").append(Html.svg(sheet.svg(), figure.getKey()));
      page.append("</figure>\n");
    }
    tables(results, text, page);
    Files.writeString(directory.resolve("RESULTS.md"), text);
    Files.writeString(directory.resolve("report.html"), page.append(Html.FOOT));
    command.commandLine().getOut().println(directory.resolve("report.html"));
    command.commandLine().getOut().flush();
    return 0;
  }

  private static void tables(Results results, StringBuilder text, StringBuilder page) {
    results.duel().ifPresent(duel -> section("Echo", DuelTables.markdown(duel), text, page));
    results
        .http()
        .map(file -> HttpResults.markdown(Json.as(file, HttpResults.class)))
        .ifPresent(table -> section("HTTP", table, text, page));
    if (!results.benchmarks().isEmpty()) {
      section("Single calls, transfers, start-up", CallTables.markdown(results), text, page);
    }
    results
        .scaling()
        .ifPresent(file -> section("Scaling", ScalingBenchmark.tables(file), text, page));
    results
        .machines()
        .forEach((name, machine) -> section("Of " + name, Machine.list(machine), text, page));
  }

  private static void section(
      String title, String markdown, StringBuilder text, StringBuilder page) {
    text.append("\n## ").append(title).append("\n\n").append(markdown);
    page.append("<h2>").append(Html.escape(title)).append("</h2>\n").append(Html.of(markdown));
  }
}
