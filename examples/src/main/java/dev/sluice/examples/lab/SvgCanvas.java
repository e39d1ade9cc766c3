package dev.sluice.examples.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Draws SVG. */
final class SvgCanvas implements Canvas {
  private final StringBuilder svg = new StringBuilder();

  SvgCanvas(int width, int height) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
            + " font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\">",
        width, height, width, height);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
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
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%.1f\" fill=\"%s\"%s/>",
        x, y, width, height, radius, fill, stroke == null ? "" : " stroke=\"" + stroke + "\"");
  }

  @Override
  public void line(double x1, double y1, double x2, double y2, String color, double thickness) {
    add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\""
            + " stroke-width=\"%.1f\"/>",
        x1, y1, x2, y2, color, thickness);
  }

  @Override
  public void text(
      double x, double y, int size, boolean bold, Anchor anchor, String color, String text) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" fill=\"%s\"%s%s>%s</text>",
        x,
        y,
        size,
        color,
        bold ? " font-weight=\"bold\"" : "",
        anchor == Anchor.MIDDLE ? " text-anchor=\"middle\"" : "",
        escape(text));
  }

  /** Writes what XML does not allow in a text in another way; what it allows nowhere as �. */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                default -> escaped.appendCodePoint(isXml(c) ? c : '\uFFFD');
              }
            });
    return escaped.toString();
  }

  private static boolean isXml(int c) {
    return c == '\t'
        || (c >= ' ' && c < Character.MIN_SURROGATE)
        || (c > Character.MAX_SURROGATE && c != '\uFFFE' && c != '\uFFFF');
  }

  @Override
  public void write(OutputStream out) throws IOException {
    out.write((svg + "</svg>\n").getBytes(UTF_8));
  }
}
