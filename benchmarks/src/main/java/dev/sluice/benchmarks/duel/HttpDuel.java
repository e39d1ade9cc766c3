package dev.sluice.benchmarks.duel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.benchmarks.harness.Java;
import dev.sluice.benchmarks.harness.Json;
import dev.sluice.benchmarks.harness.Machine;
import dev.sluice.benchmarks.harness.Tools;
import dev.sluice.benchmarks.server.HttpJdkServer;
import dev.sluice.benchmarks.server.HttpNettyServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice duel http}: wrk against HTTP servers that send the same file. */
@Command(
    name = "http",
    header = "wrk against the http example, Netty's codec and the JDK's server.",
    description = {
      "Each server sends a file of 1 KiB from a directory, to 64 connections that stay, and is",
      "bound to a processor of its own; rounds A B C A B C ….",
      "Before and after each load the file is fetched and compared."
    },
    footer = {"", "Example:", "  sluice duel http --json docs/results/http.json"})
final class HttpDuel implements Callable<Integer> {
  private static final int CONNECTIONS = 64;
  private static final int FILE_BYTES = 1024;
  private static final String FILE = "file.bin";
  private static final int WARMUP_SECONDS = 2;
  private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");
  private static final Pattern COUNT = Pattern.compile("([0-9]+) requests in ");
  private static final Pattern FAILED =
      Pattern.compile("Non-2xx.*|Socket errors: .*", Pattern.MULTILINE);

  @Spec private CommandSpec command;

  @Option(names = "--rounds", paramLabel = "N", description = "How many rounds (default: 3).")
  private int rounds = 3;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long each load lasts (default: 2).")
  private int seconds = 2;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Where to write all numbers of all rounds.")
  private Path json;

  HttpDuel() {}

  @Override
  public Integer call() throws IOException {
    if (rounds < 1 || seconds < 1 || rounds > 1000 || seconds > 1000) {
      throw new ParameterException(
          command.commandLine(), "--rounds and --seconds take a number from 1 to 1000");
    }
    PrintWriter out = command.commandLine().getOut();
    HttpResults results = HttpResults.empty(Machine.facts(line()));
    if (Tools.isInstalled("wrk")) {
      run(results);
    } else {
      results.skipped().put("all", "there is no wrk on the PATH");
    }
    out.print(Machine.list(results.machine()));
    out.println();
    out.print(HttpResults.markdown(results));
    out.flush();
    if (json != null) {
      Json.write(json, results);
    }
    return 0;
  }

  private String line() {
    return String.join(" ", command.root().commandLine().getParseResult().originalArgs());
  }

  private void run(HttpResults results) throws IOException {
    Path root = Files.createTempDirectory("sluice-http");
    Path file = root.resolve(FILE);
    byte[] content = new byte[FILE_BYTES];
    new Random(FILE_BYTES).nextBytes(content);
    Cores cores = Cores.choose();
    Map<String, List<String>> servers = servers(root);
    try (ProgressBar bar = Duel.bar(rounds * servers.size())) {
      Files.write(file, content);
      for (int round = 1; round <= rounds; round++) {
        for (Map.Entry<String, List<String>> server : servers.entrySet()) {
          bar.setExtraMessage("round " + round + ": " + server.getKey());
          attempt(server.getKey(), cores.onServersCore(server.getValue()), content, cores, results);
          bar.step();
        }
      }
    } finally {
      Files.deleteIfExists(file);
      Files.delete(root);
    }
  }

  private static Map<String, List<String>> servers(Path root) {
    Map<String, List<String>> servers = new LinkedHashMap<>();
    List<String> jvm = List.of("-XX:+UseSerialGC", "-Xms64m", "-Xmx1g");
    String sluice = "dev.sluice.examples.Sluice";
    String[] options = {"http", "--port", "0", "--root", root.toString()};
    servers.put("sluice http", with(Java.commandOnWholePath(sluice, jvm), options));
    List<String> netty = new ArrayList<>(jvm);
    netty.add("-Dio.netty.leakDetection.level=disabled");
    servers.put(
        "Netty, HTTP codec",
        with(Java.commandOnWholePath(HttpNettyServer.class.getName(), netty), root.toString()));
    servers.put(
        "JDK HttpServer",
        with(Java.commandOnWholePath(HttpJdkServer.class.getName(), jvm), root.toString()));
    return servers;
  }

  private static List<String> with(List<String> command, String... more) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return all;
  }

  private void attempt(
      String name, List<String> program, byte[] content, Cores cores, HttpResults results)
      throws IOException {
    if (results.skipped().containsKey(name)) {
      return;
    }
    try (ServerProcess server = new ServerProcess(program);
        CpuClock clock = new CpuClock(server.pid())) {
      String url = "http://127.0.0.1:" + server.port() + "/" + FILE;
      check(url, content);
      wrk(cores, url, WARMUP_SECONDS);
      long before = clock.nanos();
      String output = wrk(cores, url, seconds);
      double micros = (clock.nanos() - before) / 1e3;
      check(url, content);
      HttpResults.Row row = results.row(name);
      row.requestsPerSecond().add(number(RATE, output));
      row.cpuMicros().add(micros / number(COUNT, output));
      row.p50().add(latency("50%", output));
      row.p99().add(latency("99%", output));
    } catch (IOException e) {
      results.skipped().put(name, e.getMessage());
      results.rows().removeIf(row -> row.server().equals(name));
    }
  }

  private static void check(String url, byte[] content) throws IOException {
    try (InputStream body = URI.create(url).toURL().openStream()) {
      if (!Arrays.equals(body.readAllBytes(), content)) {
        throw new Disqualified("what it sends is not the file");
      }
    }
  }

  private static String wrk(Cores cores, String url, int seconds) throws IOException {
    List<String> program =
        cores.onGeneratorsCore(
            List.of("wrk", "-t1", "-c" + CONNECTIONS, "-d" + seconds + "s", "--latency", url));
    Process wrk = new ProcessBuilder(program).redirectErrorStream(true).start();
    String output = new String(wrk.getInputStream().readAllBytes(), UTF_8);
    Matcher failed = FAILED.matcher(output);
    if (failed.find()) {
      throw new Disqualified("wrk says: " + failed.group().strip());
    }
    return output;
  }

  private static double number(Pattern pattern, String output) throws IOException {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IOException("wrk does not say what is expected of it: " + output);
    }
    return Double.parseDouble(matcher.group(1));
  }

  /** Reads for instance {@code 99% 1.52ms} as microseconds. */
  static double latency(String percentile, String output) throws IOException {
    Matcher matcher =
        Pattern.compile("\\s" + percentile + "\\s+([0-9.]+)(us|ms|s)\\s").matcher(output);
    if (!matcher.find()) {
      throw new IOException("wrk tells no latency of " + percentile + ": " + output);
    }
    double unit =
        switch (matcher.group(2)) {
          case "us" -> 1;
          case "ms" -> 1e3;
          default -> 1e6;
        };
    return unit * Double.parseDouble(matcher.group(1));
  }
}
