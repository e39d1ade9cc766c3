package dev.sluice.benchmarks.harness;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Counts the CPU time of the thread that calls, per call. A call that never blocks takes as long as
 * its thread computes, and that is what stays comparable while others use the machine: with ten
 * busy neighbours on two processors, real time per call went from 330 to 790 ns.
 */
public final class CpuTimeProfiler implements InternalProfiler {
  /** The name of its result. */
  public static final String RESULT = "cpu.norm";

  private static final String WORKER = "-jmh-worker-";
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private long before;

  /** JMH makes it, in the fork. */
  public CpuTimeProfiler() {}

  @Override
  public String getDescription() {
    return "CPU time of the calling thread";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = workerNanos();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double nanos = workerNanos() - before;
    double perCall = nanos / result.getMetadata().getAllOps();
    return List.of(new ScalarResult(RESULT, perCall, "ns/op", AggregationPolicy.AVG));
  }

  /** The worker is made for the first iteration and stays; before that it has used nothing. */
  private static long workerNanos() {
    long nanos = 0;
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().contains(WORKER)) {
        nanos += THREADS.getThreadCpuTime(thread.getThreadId());
      }
    }
    return nanos;
  }
}
