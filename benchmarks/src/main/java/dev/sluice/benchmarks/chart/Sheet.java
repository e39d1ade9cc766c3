package dev.sluice.benchmarks.chart;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** A white page with a title, where and when it was measured, and something below. */
public abstract sealed class Sheet permits Picture, Bars {
  static final int MARGIN = 16;

  /** The height of title and subtitle. */
  static final int HEAD = 58;

  static final Color INK = new Color(0x22, 0x22, 0x22);

  private static final Color FAINT_INK = new Color(0x66, 0x66, 0x66);
  private static final int PNG_SCALE = 2;

  /** As the SVG names it; who looks at it may have another font. */
  private static final String FAMILY = "&quot;DejaVu Sans&quot;";

  final Fonts fonts;

  private final String title;
  private final String subtitle;

  Sheet(String title, String subtitle) throws IOException {
    this.title = title;
    this.subtitle = subtitle;
    fonts = Fonts.load();
  }

  abstract int width();

  abstract int height();

  abstract void drawContent(Graphics2D graphics);

  /** Returns what it shows. */
  public final String title() {
    return title;
  }

  /** Returns the page as an SVG document. */
  public final String svg() throws IOException {
    VectorGraphics2D graphics = new VectorGraphics2D();
    draw(graphics);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new SVGProcessor()
        .getDocument(graphics.getCommands(), new PageSize(width(), height()))
        .writeTo(bytes);
    return bytes.toString(UTF_8).replace(FAMILY, FAMILY + ",Verdana,sans-serif");
  }

  /** Writes the page as SVG. */
  public final void writeSvg(Path file) throws IOException {
    Files.writeString(file, svg());
  }

  /** Writes the page as PNG, in double resolution. */
  public final void writePng(Path file) throws IOException {
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
    drawContent(graphics);
  }
}
