package dev.sluice.benchmarks.duel;

import dev.sluice.ErrnoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One contender's turn: a process that is started, warmed up, and measured in one scenario after
 * the other, with more and more connections. Confined to one thread.
 */
final class Bout implements AutoCloseable {
  /** The load that warms up, and under which system calls are counted. */
  private static final Scenario USUAL = new Scenario(64, 0, 64);

  private static final int SETTLE_PART = 5;
  private static final int SETTLE_TIMES = 40;
  private static final int COUNT_MILLIS = 500;
  private static final int LOOK_MILLIS = 200;
  private static final int WARMUP_MILLIS = 200;

  /** Of fewer connections more the memory says nothing: a JVM loads classes meanwhile. */
  private static final int MANY = 500;

  private final EchoContender contender;
  private final DuelResults results;
  private final GeneratorProcess generator;
  private final ServerProcess server;
  private final double firstByteMillis;

  /** Starts the server. */
  Bout(
      EchoContender contender,
      List<String> command,
      DuelResults results,
      GeneratorProcess generator)
      throws IOException {
    this.contender = contender;
    this.results = results;
    this.generator = generator;
    server = new ServerProcess(command);
    try {
      firstByteMillis = server.firstByteMillis();
      generator.turnTo(server.pid(), server.port());
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /**
   * Lets the server run under load until it is compiled: by requests, because a compiler in the
   * background is late where the machine is busy, then until compilers are quiet and a request
   * costs no less.
   *
   * @param requests how many at least, unless it takes too long
   */
  void warmUp(int requests) throws IOException {
    int active = Math.min(contender.most(), USUAL.active());
    generator.connect(active);
    settle(active, USUAL.bytes(), WARMUP_MILLIS, requests);
  }

  private void settle(int active, int bytes, int millis, int requests) throws IOException {
    Steady steady = new Steady();
    long done = 0;
    for (int times = 0; times < SETTLE_TIMES; times++) {
      Load.Closed load = generator.closed(active, bytes, millis);
      done += load.requests();
      long compiledMillis = contender.isJava() ? server.compiledMillis() : 0;
      if (steady.isReached(load, compiledMillis) && done >= requests) {
        return;
      }
    }
  }

  /** Measures. */
  void fight(Setting setting, Runnable step) throws IOException {
    DuelResults.ProcessRow process =
        results.processes().computeIfAbsent(contender.name(), _ -> DuelResults.ProcessRow.empty());
    process.firstByteMillis().add(firstByteMillis);
    generator.disconnect();
    List<Scenario> scenarios = setting.scenariosOf(contender);
    int most = scenarios.stream().mapToInt(Scenario::connections).max().orElse(0);
    int open = 0;
    for (Scenario scenario : scenarios) {
      if (scenario.connections() > open) {
        if (scenario.connections() == most && most - open >= MANY) {
          grow(process, most, most - open);
        } else {
          generator.connect(scenario.connections());
        }
        open = scenario.connections();
        verify(open);
      }
      measure(scenario, setting.millis());
      step.run();
    }
  }

  /** Opens the last connections, and sees how much memory they take. */
  private void grow(DuelResults.ProcessRow process, int most, int more) throws IOException {
    long heap = contender.isJava() ? server.heapBytes() : 0;
    long resident = server.residentBytes();
    generator.connect(most);
    process.residentBytes().add(Math.max(0, server.residentBytes() - resident) / (double) more);
    if (contender.isJava()) {
      process.heapBytes().add((server.heapBytes() - heap) / (double) more);
    }
  }

  private void verify(int open) throws IOException {
    try {
      SameWork.of(server.pid()).verify(open, somaxconn());
    } catch (ErrnoException e) {
      results.skipped().put("a look at the sockets of the servers", e.getMessage());
    }
  }

  /** In one read: a second one, further on in the file, finds nothing under {@code /proc/sys}. */
  private static int somaxconn() throws IOException {
    return Integer.parseInt(
        Files.readAllLines(Path.of("/proc/sys/net/core/somaxconn")).getFirst().strip());
  }

  private void measure(Scenario scenario, int millis) throws IOException {
    int active = scenario.active();
    // What was compiled for few connections and bytes is compiled anew for many.
    settle(active, scenario.bytes(), Math.max(1, millis / SETTLE_PART), 0);
    DuelResults.Row row = results.row(contender.name(), scenario);
    row.add(generator.closed(active, scenario.bytes(), millis));
    if (scenario.rate() > 0) {
      row.add(generator.open(active, scenario.bytes(), millis, scenario.rate()));
    }
  }

  /**
   * Counts the system calls of a request, and sees into how many bytes is received: they are the
   * same whether the server is compiled or not.
   */
  void countCalls() throws IOException {
    int active = Math.min(contender.most(), USUAL.active());
    generator.connect(active);
    generator.closed(active, USUAL.bytes(), WARMUP_MILLIS);
    try (Strace strace = new Strace(server.pid(), SystemCalls.COUNTED)) {
      Load.Closed closed = generator.closed(active, USUAL.bytes(), COUNT_MILLIS);
      Map<String, Double> calls =
          results
              .processes()
              .computeIfAbsent(contender.name(), _ -> DuelResults.ProcessRow.empty())
              .systemCalls();
      SystemCalls.counts(strace.end())
          .forEach((name, times) -> calls.put(name, times / (double) closed.requests()));
    }
    try (Strace strace = new Strace(server.pid(), SystemCalls.RECEIVING)) {
      generator.closed(active, USUAL.bytes(), LOOK_MILLIS);
      SystemCalls.verifyReceived(strace.end());
    }
  }

  @Override
  public void close() throws IOException {
    try {
      generator.disconnect();
    } finally {
      server.close();
    }
  }
}
