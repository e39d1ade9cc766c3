package dev.sluice.benchmarks.duel;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The two kinds of load. Confined to one thread. */
final class Load {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final int DIGITS = 3;

  private final Clients clients;
  private final CpuClock server;
  private final int[] answered = new int[Clients.EVENTS];
  private boolean sawAny;
  private long progress;

  Load(Clients clients, CpuClock server) {
    this.clients = clients;
    this.server = server;
  }

  /**
   * What a closed load has done.
   *
   * @param requests how many were sent and answered
   * @param nanos in how long
   * @param serverNanos the CPU time of all threads of the server meanwhile
   * @param idleNanos how long no answer was there: the generator could have done more
   */
  record Closed(long requests, long nanos, long serverNanos, long idleNanos) {
    @Override
    public String toString() {
      return requests + " " + nanos + " " + serverNanos + " " + idleNanos;
    }

    static Closed parse(String line) {
      String[] words = line.split(" ", -1);
      return new Closed(
          Long.parseLong(words[0]),
          Long.parseLong(words[1]),
          Long.parseLong(words[2]),
          Long.parseLong(words[3]));
    }
  }

  /** One connection after the other sends a request and gets its answer. */
  void touch(int from) throws IOException {
    progress = System.nanoTime();
    for (int client = from; client < clients.count(); client++) {
      clients.begin(client);
      finish();
    }
  }

  /**
   * A request on each connection, and the next as soon as it is answered: as much as both sides
   * can. Ends when all are answered, so that the work of the server is counted whole.
   *
   * @param active on how many connections
   * @param forNanos how long requests are sent
   */
  Closed closed(int active, long forNanos) throws IOException {
    long cpuBefore = server.nanos();
    long begin = System.nanoTime();
    progress = begin;
    for (int client = 0; client < active; client++) {
      clients.begin(client);
    }
    long requests = active;
    long idle = 0;
    long now = begin;
    while (now - begin < forNanos) {
      int count = collect();
      for (int i = 0; i < count; i++) {
        clients.begin(answered[i]);
      }
      requests += count;
      long before = now;
      now = System.nanoTime();
      if (!sawAny) {
        idle += now - before;
      }
      goOn(now);
    }
    finish();
    return new Closed(requests, System.nanoTime() - begin, server.nanos() - cpuBefore, idle);
  }

  /** Receives what is there, and notes whose answer is whole; returns of how many. */
  private int collect() throws IOException {
    int ready = clients.look();
    sawAny = ready > 0;
    int count = 0;
    for (int i = 0; i < ready; i++) {
      int client = clients.receive(i);
      if (client >= 0) {
        answered[count++] = client;
      }
    }
    return count;
  }

  /** Sees to it that neither a full socket nor a server that answers no more goes on for ever. */
  private void goOn(long now) throws IOException {
    if (sawAny || clients.underWay() == 0) {
      progress = now;
      return;
    }
    clients.proceed();
    if (now - progress > PATIENCE_NANOS) {
      throw new Disqualified(
          "no answer within "
              + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS)
              + " s: "
              + clients.lateOne());
    }
  }

  private void finish() throws IOException {
    while (clients.underWay() > 0) {
      collect();
      goOn(System.nanoTime());
    }
  }

  /**
   * Requests at a fixed rate, whatever the answers do. A request is late from when it should have
   * been sent, not from when it could be: a server that pauses is charged for all who wait.
   *
   * @param active on how many connections, in turn
   * @param forNanos how long
   * @param rate requests per second, of all together
   * @return the CPU time of the server for each, and latencies
   */
  Open open(int active, long forNanos, int rate) throws IOException {
    Histogram latencies = new Histogram(LONGEST_NANOS, DIGITS);
    double interval = (double) TimeUnit.SECONDS.toNanos(1) / rate;
    long total = (long) (forNanos / interval);
    int[] due = new int[active];
    int[] done = new int[active];
    long cpuBefore = server.nanos();
    long begin = System.nanoTime();
    progress = begin;
    long next = 0;
    while (latencies.getTotalCount() < total) {
      long now = System.nanoTime();
      for (; next < total && begin + next * interval <= now; next++) {
        int client = (int) (next % active);
        due[client]++;
        if (clients.isFree(client)) {
          clients.begin(client);
        }
      }
      int count = collect();
      for (int i = 0; i < count; i++) {
        int client = answered[i];
        now = System.nanoTime();
        double intended = ((long) done[client] * active + client) * interval;
        latencies.recordValue(Math.clamp(now - begin - (long) intended, 0, LONGEST_NANOS));
        if (++done[client] < due[client]) {
          clients.begin(client);
        }
      }
      goOn(now);
    }
    return Open.of(total, server.nanos() - cpuBefore, latencies);
  }

  /**
   * What a load at a fixed rate has shown; latencies in nanoseconds.
   *
   * @param requests how many
   * @param serverNanos the CPU time of all threads of the server meanwhile
   */
  record Open(long requests, long serverNanos, long p50, long p90, long p99, long p999, long max) {
    static Open of(long requests, long serverNanos, Histogram latencies) {
      return new Open(
          requests,
          serverNanos,
          latencies.getValueAtPercentile(50),
          latencies.getValueAtPercentile(90),
          latencies.getValueAtPercentile(99),
          latencies.getValueAtPercentile(99.9),
          latencies.getMaxValue());
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%d %d %d %d %d %d %d", requests, serverNanos, p50, p90, p99, p999, max);
    }

    static Open parse(String line) {
      String[] words = line.split(" ", -1);
      long[] numbers = new long[words.length];
      for (int i = 0; i < words.length; i++) {
        numbers[i] = Long.parseLong(words[i]);
      }
      return new Open(
          numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]);
    }
  }
}
