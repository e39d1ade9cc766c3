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
    begin(
        "svg",
        attribute("xmlns", "http://www.w3.org/2000/svg"),
        attribute("width", width),
        attribute("height", height),
        attribute("viewBox", "0 0 " + width + " " + height),
        attribute("font-family", "DejaVu Sans Mono, Menlo, Consolas, monospace"));
    svg.append(">\n");
  }

  private void begin(String element, String... attributes) {
    svg.append('<').append(element);
    for (String attribute : attributes) {
      svg.append(attribute);
    }
  }

  private static String attribute(String name, String value) {
    return " " + name + "=\"" + escape(value) + "\"";
  }

  private static String attribute(String name, double value) {
    return attribute(name, String.format(Locale.ROOT, "%.1f", value));
  }

  private static String attribute(String name, int value) {
    return attribute(name, Integer.toString(value));
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
    begin(
        "rect",
        attribute("x", x),
        attribute("y", y),
        attribute("width", width),
        attribute("height", height),
        attribute("rx", radius),
        attribute("fill", fill),
        stroke == null ? "" : attribute("stroke", stroke));
    svg.append("/>\n");
  }

  @Override
  public void line(double x1, double y1, double x2, double y2, String color, double thickness) {
    begin(
        "line",
        attribute("x1", x1),
        attribute("y1", y1),
        attribute("x2", x2),
        attribute("y2", y2),
        attribute("stroke", color),
        attribute("stroke-width", thickness));
    svg.append("/>\n");
  }

  @Override
  public void text(
      double x, double y, int size, boolean bold, Anchor anchor, String color, String text) {
    begin(
        "text",
        attribute("x", x),
        attribute("y", y),
        attribute("font-size", size),
        attribute("fill", color),
        bold ? attribute("font-weight", "bold") : "",
        anchor == Anchor.MIDDLE ? attribute("text-anchor", "middle") : "");
    svg.append('>').append(escape(text)).append("</text>\n");
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
                case '"' -> escaped.append("&quot;");
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
