package dev.sluice.examples.lab;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** Draws PNG, without a display. */
final class PngCanvas implements Canvas {
  /** Beyond it a picture is drawn in single resolution: 64 MiB of memory. */
  private static final long LARGE_PIXELS = 16L << 20;

  private final BufferedImage image;
  private final Graphics2D graphics;

  private PngCanvas(BufferedImage image, int scale) {
    this.image = image;
    graphics = image.createGraphics();
    graphics.scale(scale, scale);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  /**
   * Opens an empty picture.
   *
   * @throws LabException if Java finds no font
   */
  static PngCanvas open(int width, int height) throws LabException {
    System.setProperty("java.awt.headless", "true");
    int scale = 4L * width * height <= LARGE_PIXELS ? 2 : 1;
    try {
      PngCanvas canvas =
          new PngCanvas(
              new BufferedImage(scale * width, scale * height, BufferedImage.TYPE_INT_RGB), scale);
      canvas.graphics.getFontMetrics(new Font(Font.MONOSPACED, Font.PLAIN, 12));
      return canvas;
    } catch (RuntimeException | LinkageError noFonts) {
      // Java's way to say so: an InternalError or RuntimeException from deep within.
      throw new LabException(
          "Java cannot write letters into a PNG here ("
              + noFonts.getMessage()
              + "): install fonts, for instance 'apt-get install fontconfig fonts-dejavu-core',"
              + " or write an SVG",
          noFonts);
    }
  }

  @Override
  public void rectangle(
      double x,
      double y,
      double width,
      double height,
      double radius,
      String fill,
      @Nullable String stroke) {
    RoundRectangle2D shape =
        new RoundRectangle2D.Double(x, y, width, height, 2 * radius, 2 * radius);
    graphics.setColor(Color.decode(fill));
    graphics.fill(shape);
    if (stroke != null) {
      graphics.setStroke(new BasicStroke(1));
      graphics.setColor(Color.decode(stroke));
      graphics.draw(shape);
    }
  }

  @Override
  public void line(double x1, double y1, double x2, double y2, String color, double thickness) {
    graphics.setStroke(new BasicStroke((float) thickness));
    graphics.setColor(Color.decode(color));
    graphics.draw(new Line2D.Double(x1, y1, x2, y2));
  }

  @Override
  public void text(
      double x, double y, int size, boolean bold, Anchor anchor, String color, String text) {
    graphics.setFont(new Font(Font.MONOSPACED, bold ? Font.BOLD : Font.PLAIN, size));
    graphics.setColor(Color.decode(color));
    double width = graphics.getFontMetrics().stringWidth(text);
    graphics.drawString(text, (float) (anchor == Anchor.MIDDLE ? x - width / 2 : x), (float) y);
  }

  @Override
  public void write(OutputStream out) throws IOException {
    graphics.dispose();
    if (!ImageIO.write(image, "png", out)) {
      throw new LabException("this Java cannot write PNG: write an SVG");
    }
  }
}
