package dev.sluice.benchmarks.harness;

import dev.sluice.benchmarks.CallBenchmark;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What one fork of JMH measured of one contender.
 *
 * @param cpuNanos CPU time of an operation, median of the iterations
 * @param bytes what an operation allocated, median of the iterations
 */
record Fork(double cpuNanos, double bytes) {
  /**
   * Runs the fork.
   *
   * @param benchmark the class
   * @param contender the method
   * @param millis the length of an iteration
   * @param jvmArguments what the fork gets beside what it needs
   */
  static Fork run(
      Class<? extends CallBenchmark> benchmark,
      String contender,
      int millis,
      List<String> jvmArguments)
      throws RunnerException {
    List<String> arguments = new ArrayList<>(jvmArguments);
    arguments.add(CallBenchmark.NATIVE_ACCESS);
    arguments.add(CallBenchmark.JMH_NEEDS_UNSAFE);
    TimeValue time = TimeValue.milliseconds(millis);
    RunResult result =
        new Runner(
                new OptionsBuilder()
                    .include("^" + Pattern.quote(benchmark.getName() + "." + contender) + "$")
                    .jvmArgs(arguments.toArray(String[]::new))
                    .warmupTime(time)
                    .measurementTime(time)
                    .addProfiler(CpuTimeProfiler.class)
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .shouldFailOnError(true)
                    .build())
            .runSingle();
    return new Fork(median(result, CpuTimeProfiler.RESULT), median(result, "gc.alloc.rate.norm"));
  }

  private static double median(RunResult result, String profiled) {
    for (String name : result.getSecondaryResults().keySet()) {
      if (name.endsWith(profiled)) {
        return result.getSecondaryResults().get(name).getStatistics().getPercentile(50);
      }
    }
    throw new IllegalStateException("no profiler measured " + profiled);
  }
}
