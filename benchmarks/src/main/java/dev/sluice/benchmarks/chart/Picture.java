package dev.sluice.benchmarks.chart;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;

/**
 * Diagrams with logarithmic axes in rows and columns, a title above and one legend below: {@code
 * new} → {@link #writeSvg}, {@link #writePng}. Diagrams of one row share their y axis.
 */
public final class Picture {
  private static final int MARGIN = 16;
  private static final int HEAD = 58;
  private static final int LEGEND = 40;
  private static final int PANEL_WIDTH = 350;
  private static final int PANEL_HEIGHT = 310;
  private static final int PNG_SCALE = 2;

  /** As the SVG names it; who looks at it may have another font. */
  private static final String FAMILY = "&quot;DejaVu Sans&quot;";

  private static final Color INK = new Color(0x22, 0x22, 0x22);
  private static final Color FAINT_INK = new Color(0x66, 0x66, 0x66);

  private final String title;
  private final String subtitle;
  private final List<List<Panel>> rows;
  private final List<String> labels;
  private final Fonts fonts;

  /**
   * Prepares a picture.
   *
   * @param title what it shows
   * @param subtitle where and when it was measured
   * @param rows the diagrams, from above, each row from the left
   */
  public Picture(String title, String subtitle, List<List<Panel>> rows) throws IOException {
    this.title = title;
    this.subtitle = subtitle;
    this.rows = List.copyOf(rows);
    Set<String> all = new LinkedHashSet<>();
    rows.forEach(row -> row.forEach(panel -> panel.lines().forEach(line -> all.add(line.label()))));
    labels = List.copyOf(all);
    fonts = Fonts.load();
  }

  private int width() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(1);
    return 2 * MARGIN + columns * PANEL_WIDTH;
  }

  private int height() {
    return HEAD + rows.size() * PANEL_HEIGHT + LEGEND;
  }

  /** Writes the picture as SVG. */
  public void writeSvg(Path file) throws IOException {
    VectorGraphics2D graphics = new VectorGraphics2D();
    draw(graphics);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new SVGProcessor()
        .getDocument(graphics.getCommands(), new PageSize(width(), height()))
        .writeTo(bytes);
    Files.writeString(file, bytes.toString(UTF_8).replace(FAMILY, FAMILY + ",Verdana,sans-serif"));
  }

  /** Writes the picture as PNG, in double resolution. */
  public void writePng(Path file) throws IOException {
    BufferedImage image =
        new BufferedImage(PNG_SCALE * width(), PNG_SCALE * height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(PNG_SCALE, PNG_SCALE);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    draw(graphics);
    graphics.dispose();
    if (!ImageIO.write(image, "png", file.toFile())) {
      throw new IOException("this Java cannot write PNG: take the SVG");
    }
  }

  private void draw(Graphics2D graphics) {
    graphics.setColor(Color.WHITE);
    graphics.fill(new Rectangle2D.Double(0, 0, width(), height()));
    graphics.setColor(INK);
    graphics.setFont(fonts.bold(17));
    graphics.drawString(title, MARGIN, 26);
    graphics.setColor(FAINT_INK);
    graphics.setFont(fonts.plain(11));
    graphics.drawString(subtitle, MARGIN, 45);
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

  private void drawLegend(Graphics2D graphics) {
    graphics.setFont(fonts.plain(13));
    double y = height() - LEGEND / 2.0;
    double x = MARGIN + 60;
    for (String label : labels) {
      Style style = Style.of(labels.indexOf(label));
      graphics.setColor(style.color());
      graphics.setStroke(style.stroke());
      graphics.draw(new Line2D.Double(x, y, x + 30, y));
      graphics.setStroke(new BasicStroke(1));
      Shape mark =
          AffineTransform.getTranslateInstance(x + 15, y).createTransformedShape(style.shape());
      graphics.fill(mark);
      graphics.setColor(INK);
      graphics.drawString(label, (float) x + 38, (float) y + 4.5f);
      x += 38 + graphics.getFontMetrics().stringWidth(label) + 28;
    }
  }
}
