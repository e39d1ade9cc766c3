package dev.sluice.benchmarks.harness;

import java.io.IOException;
import java.util.List;

/** The C contender of the call benchmarks: {@link #compile} → {@link #measure} → {@link #close}. */
public final class CCalls implements AutoCloseable {
  private final CProgram program;

  private CCalls(CProgram program) {
    this.program = program;
  }

  /** What one run printed. */
  public record Result(long checked, Samples nanosPerCall) {}

  /**
   * Compiles {@code calls.c}.
   *
   * @throws IOException if the compiler complains: with what it said
   */
  public static CCalls compile() throws IOException {
    return new CCalls(CProgram.compile("calls"));
  }

  /**
   * Runs the loop once, as a process.
   *
   * @param call {@code recv}, {@code wait-zero} or {@code wait-ready}
   * @param threads the number of threads, of which all but one sleep
   * @param warmup the number of iterations that are thrown away
   * @param iterations the number of iterations that count
   * @param millis the length of each
   * @throws IOException if the program fails: with what it said
   */
  public Result measure(String call, int threads, int warmup, int iterations, int millis)
      throws IOException {
    List<String> lines =
        program.run(call, "" + threads, "" + warmup, "" + iterations, "" + millis).lines().toList();
    Samples samples = new Samples();
    lines.stream().skip(1).mapToDouble(Double::parseDouble).forEach(samples::add);
    return new Result(Long.parseLong(lines.getFirst()), samples);
  }

  @Override
  public void close() throws IOException {
    program.close();
  }
}
