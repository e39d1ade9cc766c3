package dev.sluice.benchmarks.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One number per round, in the order of the rounds. Confined to one thread. */
public final class Samples {
  private final List<Double> values = new ArrayList<>();

  /** Starts without a number. */
  public Samples() {}

  /** Returns those that were measured before, in the order of the rounds. */
  public static Samples of(List<Double> values) {
    Samples samples = new Samples();
    samples.values.addAll(values);
    return samples;
  }

  /** Adds the number of the next round. */
  public void add(double value) {
    values.add(value);
  }

  /** Returns the numbers in the order of the rounds. */
  public List<Double> values() {
    return List.copyOf(values);
  }

  /** Returns the numbers of several, for a file. */
  static Map<String, List<Double>> values(Map<String, Samples> samples) {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    samples.forEach((contender, each) -> values.put(contender, each.values()));
    return values;
  }

  /** Tells whether no round has given a number. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** Returns the number in the middle, or the mean of the two in the middle. */
  public double median() {
    List<Double> sorted = sorted();
    int size = sorted.size();
    return (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
  }

  /** Returns the smallest. */
  public double min() {
    return sorted().getFirst();
  }

  /** Returns the largest. */
  public double max() {
    return sorted().getLast();
  }

  private List<Double> sorted() {
    if (values.isEmpty()) {
      throw new IllegalStateException("no round has given a number");
    }
    return values.stream().sorted().toList();
  }

  /** Returns this divided by another, round by round: what a noisy machine leaves comparable. */
  public Samples over(Samples other) {
    return combine(other, (mine, theirs) -> mine / theirs);
  }

  /** Returns this less another, round by round. */
  public Samples minus(Samples other) {
    return combine(other, (mine, theirs) -> mine - theirs);
  }

  private Samples combine(Samples other, java.util.function.DoubleBinaryOperator operator) {
    if (values.size() != other.values.size()) {
      throw new IllegalArgumentException(
          values.size() + " rounds against " + other.values.size() + ": not of one run");
    }
    Samples combined = new Samples();
    for (int i = 0; i < values.size(); i++) {
      combined.add(operator.applyAsDouble(values.get(i), other.values.get(i)));
    }
    return combined;
  }

  /** Returns median, smallest and largest as two cells of a table. */
  public String cells(String format) {
    String cells = format + " | " + format + " – " + format;
    return String.format(Locale.ROOT, cells, median(), min(), max());
  }
}
