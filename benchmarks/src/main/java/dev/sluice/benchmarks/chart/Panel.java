package dev.sluice.benchmarks.chart;

import java.util.List;

/**
 * One diagram of a picture.
 *
 * @param title what it shows
 * @param xLabel the name of the x axis, with its unit
 * @param yLabel the name of the y axis, with its unit
 * @param lines what is drawn
 */
public record Panel(String title, String xLabel, String yLabel, List<Line> lines) {
  /**
   * One line of a diagram. Lines of one label look the same in all diagrams of a picture.
   *
   * @param label what the legend says
   * @param points from the left
   */
  public record Line(String label, List<Point> points) {}

  /**
   * One point of a line, on logarithmic axes.
   *
   * @param x greater than 0
   * @param y greater than 0
   */
  public record Point(double x, double y) {
    /** Checks that the point can be drawn. */
    public Point {
      if (!(x > 0) || !(y > 0)) {
        throw new IllegalArgumentException("no logarithm of (" + x + ", " + y + ")");
      }
    }
  }
}
