package dev.sluice.benchmarks.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.text.NumberFormat;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.Range;
import org.jfree.data.xy.DefaultXYDataset;

/** A row of diagrams with the same axes. */
final class Diagrams {
  /** Room for the numbers at the y axis and its name: the same for all, so that they line up. */
  private static final double LABELS_WIDTH = 66;

  private static final Color GRID = new Color(0xDD, 0xDD, 0xDD);
  private static final Color INK = new Color(0x33, 0x33, 0x33);

  private final List<Panel> panels;
  private final List<String> labels;
  private final Fonts fonts;
  private final Range xs;
  private final Range ys;

  Diagrams(List<Panel> panels, List<String> labels, Fonts fonts) {
    this.panels = panels;
    this.labels = labels;
    this.fonts = fonts;
    List<Panel.Point> points =
        panels.stream().flatMap(p -> p.lines().stream()).flatMap(l -> l.points().stream()).toList();
    xs = around(points.stream().mapToDouble(Panel.Point::x).summaryStatistics());
    ys = around(points.stream().mapToDouble(Panel.Point::y).summaryStatistics());
  }

  /** A little more than all values, on a logarithmic axis. */
  private static Range around(DoubleSummaryStatistics values) {
    return values.getCount() == 0
        ? new Range(1, 10)
        : new Range(values.getMin() / 1.5, values.getMax() * 1.5);
  }

  void draw(int index, Graphics2D graphics, Rectangle2D area) {
    Panel panel = panels.get(index);
    XYPlot plot = new XYPlot();
    DefaultXYDataset lines = new DefaultXYDataset();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
    renderer.setDrawSeriesLineAsPath(true);
    for (int i = 0; i < panel.lines().size(); i++) {
      Panel.Line line = panel.lines().get(i);
      double[] x = line.points().stream().mapToDouble(Panel.Point::x).toArray();
      double[] y = line.points().stream().mapToDouble(Panel.Point::y).toArray();
      lines.addSeries(line.label(), new double[][] {x, y});
      Style style = Style.of(labels.indexOf(line.label()));
      renderer.setSeriesPaint(i, style.color());
      renderer.setSeriesShape(i, style.shape());
      renderer.setSeriesStroke(i, style.stroke());
    }
    plot.setDataset(lines);
    plot.setRenderer(renderer);
    plot.setDomainAxis(axis(panel.xLabel(), xs));
    plot.setRangeAxis(axis(index == 0 ? panel.yLabel() : null, ys));
    AxisSpace left = new AxisSpace();
    left.setLeft(LABELS_WIDTH);
    plot.setFixedRangeAxisSpace(left);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlinePaint(GRID);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setDomainGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlineStroke(new BasicStroke(1));
    JFreeChart chart = new JFreeChart(null, fonts.plain(12), plot, false);
    TextTitle title = new TextTitle(panel.title(), fonts.bold(13));
    title.setPaint(INK);
    chart.setTitle(title);
    chart.setBackgroundPaint(null);
    chart.setPadding(new RectangleInsets(4, 0, 4, 8));
    chart.draw(graphics, area);
  }

  private LogAxis axis(String label, Range range) {
    LogAxis axis = new LogAxis(label);
    Font small = fonts.plain(11);
    axis.setLabelFont(fonts.plain(12));
    axis.setTickLabelFont(small);
    axis.setLabelPaint(INK);
    axis.setTickLabelPaint(INK);
    axis.setAxisLinePaint(INK);
    axis.setRange(range);
    axis.setTickUnit(new NumberTickUnit(1)); // a power of the base
    axis.setNumberFormatOverride(plainNumbers());
    return axis;
  }

  /** 0.1, 1, 10, 1,000: powers of ten as people write them. */
  private static NumberFormat plainNumbers() {
    NumberFormat format = NumberFormat.getNumberInstance(Locale.ROOT);
    format.setMaximumFractionDigits(6);
    return format;
  }
}
