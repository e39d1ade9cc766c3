package dev.sluice.examples.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code sluice lab}: scenarios, side by side under seven readiness mechanisms. */
@Command(
    name = "lab",
    header = "Edge laboratory: the same steps under select, poll, LT, ET, one-shot and NIO.",
    description = {
      "Plays scenarios on real descriptors and shows what each mechanism reports after each step:"
          + " its own scenarios, or those of your files (docs/LAB.md describes the language).",
      "LT and ET are epoll, level- and edge-triggered."
    },
    footer = {
      "",
      "Examples:",
      "  sluice lab --list",
      "  sluice lab --scenario partial-read",
      "  sluice lab --scenario partial-read --mechanism level,edge --picture partial.png",
      "  sluice lab mine.lab                      all scenarios of a file of yours"
    })
public final class Lab implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Option(names = "--list", description = "List the scenarios, and run none.")
  private boolean list;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      split = ",",
      description = "Run this one only; several if given several times or with commas.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--mechanism",
      paramLabel = "NAME",
      split = ",",
      converter = MechanismName.class,
      description = {
        "Ask these mechanisms only:",
        "select, poll, level, edge, level-one-shot, edge-one-shot, nio."
      })
  private List<Mechanism> mechanisms = new ArrayList<>();

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Draw the results too: FILE ends in .svg or .png.")
  private @Nullable Path picture;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Scenario files, in place of the laboratory's own.")
  private List<Path> files = new ArrayList<>();

  /** Makes the command, for a command line to add. */
  public Lab() {}

  /** Understands {@code edge-one-shot}, and {@code EDGE_ONE_SHOT} as well. */
  static final class MechanismName implements ITypeConverter<Mechanism> {
    @Override
    public Mechanism convert(String value) {
      String name = value.strip().toLowerCase(Locale.ROOT).replace('_', '-');
      for (Mechanism mechanism : Mechanism.values()) {
        if (mechanism.option().equals(name)) {
          return mechanism;
        }
      }
      throw new TypeConversionException(
          "no mechanism is called '"
              + value
              + "': expected one of "
              + String.join(", ", Mechanism.options())
              + Cursor.didYouMean(name, Mechanism.options()));
    }
  }

  @Override
  public Integer call() throws IOException {
    Opener canvas = canvas();
    List<Problem> problems = new ArrayList<>();
    Map<String, Scenario> known = load(problems);
    if (!problems.isEmpty()) {
      problems.forEach(problem -> command.commandLine().getErr().println(problem));
      command.commandLine().getErr().flush();
      return FAILED;
    }
    List<Scenario> chosen = choose(known);
    PrintWriter out = command.commandLine().getOut();
    if (list) {
      chosen.forEach(s -> out.printf("%-22s %s%n", s.name(), s.summary()));
      out.flush();
      return ExitCode.OK;
    }
    List<Result> results = run(chosen, out);
    if (canvas != null && picture != null) {
      draw(results, canvas, picture);
    }
    return ExitCode.OK;
  }

  private Map<String, Scenario> load(List<Problem> problems) throws IOException {
    Map<String, Scenario> known = new LinkedHashMap<>();
    if (files.isEmpty()) {
      Library.scenarios().forEach(scenario -> known.put(scenario.name(), scenario));
    }
    for (Path file : files) {
      ScenarioParser.Parsed parsed = ScenarioParser.parse(file.toString(), read(file));
      problems.addAll(parsed.problems());
      for (Scenario scenario : parsed.scenarios()) {
        if (known.putIfAbsent(scenario.name(), scenario) != null) {
          throw new LabException(
              file + ": a scenario called '" + scenario.name() + "' is in another file too");
        }
      }
    }
    return known;
  }

  private static String read(Path file) throws LabException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new LabException(file + ": there is no such file", e);
    } catch (CharacterCodingException e) {
      throw new LabException(file + ": this is no text in " + UTF_8, e);
    } catch (IOException e) {
      throw new LabException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private List<Scenario> choose(Map<String, Scenario> known) {
    List<Scenario> chosen = new ArrayList<>();
    for (String name : names) {
      Scenario scenario = known.get(name);
      if (scenario == null) {
        throw usage(
            "no scenario is called '"
                + name
                + "': --list shows all"
                + Cursor.didYouMean(name, known.keySet()));
      }
      chosen.add(scenario);
    }
    return chosen.isEmpty() ? List.copyOf(known.values()) : chosen;
  }

  private List<Result> run(List<Scenario> chosen, PrintWriter out) throws IOException {
    Colors colors = Colors.choose(isTerminal(), System.getenv());
    EnumSet<Mechanism> asked =
        mechanisms.isEmpty() ? EnumSet.allOf(Mechanism.class) : EnumSet.copyOf(mechanisms);
    List<Result> results = new ArrayList<>();
    for (Scenario scenario : chosen) {
      Result result = Runner.play(scenario, asked);
      results.add(result);
      out.println(Table.of(result, colors));
      out.flush();
    }
    out.println(colors.paint(Colors.Use.QUIET, Table.LEGEND));
    out.flush();
    return results;
  }

  @SuppressWarnings("SystemConsoleNull") // it is null again since Java 25
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Draws results on a canvas of its kind. */
  private interface Opener extends Timeline.Opener<Canvas> {}

  /** Returns what the picture is drawn on; refuses what it can't be before anything runs. */
  private @Nullable Opener canvas() {
    if (picture == null) {
      return null;
    }
    String name = picture.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".svg")) {
      return SvgCanvas::new;
    }
    if (name.endsWith(".png")) {
      return PngCanvas::open;
    }
    throw usage("--picture " + picture + ": expected a name that ends in .svg or .png");
  }

  private static void draw(List<Result> results, Opener opener, Path file) throws IOException {
    Canvas canvas = Timeline.draw(results, opener);
    try (OutputStream out = Files.newOutputStream(file)) {
      canvas.write(out);
    } catch (LabException e) {
      throw e;
    } catch (IOException e) {
      throw new LabException(file + ": cannot be written: " + e, e);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
