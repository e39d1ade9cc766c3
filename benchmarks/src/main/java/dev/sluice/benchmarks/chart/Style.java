package dev.sluice.benchmarks.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/**
 * How a line looks: colours that people with any eyes tell apart, and a shape of its own for each.
 *
 * @param color of the line and its points
 * @param shape of its points
 * @param stroke of the line
 */
record Style(Color color, Shape shape, BasicStroke stroke) {
  private static final Color[] COLORS = {
    new Color(0xCC, 0x33, 0x11),
    new Color(0xEE, 0x99, 0x33),
    new Color(0x00, 0x77, 0xBB),
    new Color(0x00, 0x99, 0x88),
    new Color(0x22, 0x22, 0x22),
    new Color(0x99, 0x99, 0x99),
    new Color(0xAA, 0x33, 0x77),
    new Color(0x66, 0x88, 0x22),
  };

  private static final Shape[] SHAPES = {
    new Rectangle2D.Double(-4, -4, 8, 8),
    polygon(0, -5.5, 5, 4, -5, 4),
    new Ellipse2D.Double(-4.5, -4.5, 9, 9),
    polygon(0, -5.5, 5.5, 0, 0, 5.5, -5.5, 0),
    polygon(0, 5.5, 5, -4, -5, -4),
    new Ellipse2D.Double(-2.5, -2.5, 5, 5),
    new Rectangle2D.Double(-5.5, -2.5, 11, 5),
    new Rectangle2D.Double(-2.5, -5.5, 5, 11),
  };

  private static final BasicStroke SOLID = stroke((float[]) null);
  private static final BasicStroke DASHED = stroke(6, 4);

  private static BasicStroke stroke(float... dashes) {
    return new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0);
  }

  private static Shape polygon(double... points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points[0], points[1]);
    for (int i = 2; i < points.length; i += 2) {
      path.lineTo(points[i], points[i + 1]);
    }
    path.closePath();
    return path;
  }

  /** Returns the look of the nth line of a picture; from the fifth on they are dashed. */
  static Style of(int index) {
    int place = index % COLORS.length;
    return new Style(COLORS[place], SHAPES[place], index < 4 ? SOLID : DASHED);
  }
}
