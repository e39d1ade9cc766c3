package dev.sluice.benchmarks.chart;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Diagrams with logarithmic axes in rows and columns, a title above and one legend below: {@code
 * new} → {@link #writeSvg}, {@link #writePng}. Diagrams of one row share their y axis.
 */
public final class Picture extends Sheet {
  private static final int LEGEND_ROW = 24;
  private static final int INDENT = 60;

  /** The line before a label, and the gap behind it; and a letter of it. */
  private static final int MARK = 56;

  private static final int LETTER = 8;
  private static final int PANEL_WIDTH = 350;
  private static final int PANEL_HEIGHT = 310;

  private final List<List<Panel>> rows;
  private final List<String> labels;

  /**
   * Prepares a picture.
   *
   * @param title what it shows
   * @param subtitle where and when it was measured
   * @param rows the diagrams, from above, each row from the left
   */
  public Picture(String title, String subtitle, List<List<Panel>> rows) throws IOException {
    super(title, subtitle);
    this.rows = List.copyOf(rows);
    Set<String> all = new LinkedHashSet<>();
    rows.forEach(row -> row.forEach(panel -> panel.lines().forEach(line -> all.add(line.label()))));
    labels = List.copyOf(all);
  }

  @Override
  int width() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(1);
    return 2 * MARGIN + columns * PANEL_WIDTH;
  }

  @Override
  int height() {
    return HEAD + rows.size() * PANEL_HEIGHT + MARGIN + legendRows() * LEGEND_ROW;
  }

  @Override
  void drawContent(Graphics2D graphics) {
    for (int row = 0; row < rows.size(); row++) {
      Diagrams diagrams = new Diagrams(rows.get(row), labels, fonts);
      for (int column = 0; column < rows.get(row).size(); column++) {
        diagrams.draw(
            column,
            graphics,
            new Rectangle2D.Double(
                MARGIN + column * PANEL_WIDTH,
                HEAD + row * PANEL_HEIGHT,
                PANEL_WIDTH,
                PANEL_HEIGHT));
      }
    }
    drawLegend(graphics);
  }

  /** How many entries a row of the legend has room for. */
  private int legendColumns() {
    int longest = labels.stream().mapToInt(String::length).max().orElse(1);
    return Math.max(1, (width() - 2 * MARGIN - INDENT) / (MARK + LETTER * longest));
  }

  private int legendRows() {
    return Math.ceilDiv(Math.max(1, labels.size()), legendColumns());
  }

  private void drawLegend(Graphics2D graphics) {
    graphics.setFont(fonts.plain(13));
    int columns = legendColumns();
    int step = (width() - 2 * MARGIN - INDENT) / Math.min(columns, Math.max(1, labels.size()));
    for (int i = 0; i < labels.size(); i++) {
      double x = MARGIN + INDENT + (i % columns) * step;
      double y = height() - MARGIN - (legendRows() - 1 - i / columns) * LEGEND_ROW;
      Style style = Style.of(i);
      graphics.setColor(style.color());
      graphics.setStroke(style.stroke());
      graphics.draw(new Line2D.Double(x, y, x + 30, y));
      graphics.setStroke(new BasicStroke(1));
      Shape mark =
          AffineTransform.getTranslateInstance(x + 15, y).createTransformedShape(style.shape());
      graphics.fill(mark);
      graphics.setColor(INK);
      graphics.drawString(labels.get(i), (float) x + 38, (float) y + 4.5f);
    }
  }
}
