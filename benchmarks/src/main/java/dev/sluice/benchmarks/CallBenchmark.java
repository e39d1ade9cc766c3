package dev.sluice.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** The annotations that all benchmarks of single calls share. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = CallBenchmark.WARMUP_ITERATIONS, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = CallBenchmark.ITERATIONS, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {CallBenchmark.NATIVE_ACCESS, CallBenchmark.JMH_NEEDS_UNSAFE})
public abstract class CallBenchmark {
  /** Iterations that are thrown away, in C too. */
  public static final int WARMUP_ITERATIONS = 3;

  /** Iterations that count, in C too. */
  public static final int ITERATIONS = 5;

  /** What Sluice needs on the class path. */
  public static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  /** JMH 1.37 reads field offsets of its own states, and the JVM would warn in each fork. */
  public static final String JMH_NEEDS_UNSAFE = "--sun-misc-unsafe-memory-access=allow";

  /** For subclasses, which JMH makes. */
  protected CallBenchmark() {}
}
