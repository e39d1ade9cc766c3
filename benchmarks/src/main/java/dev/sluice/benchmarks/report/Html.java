package dev.sluice.benchmarks.report;

import java.util.Locale;

/** The few things of Markdown that our tables have, as HTML. */
final class Html {
  static final String FOOT = "</body></html>\n";

  private Html() {}

  static String head(String title) {
    return """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8"><title>%s</title>
    <style>
    body { font: 15px/1.5 "DejaVu Sans", Verdana, sans-serif; max-width: 1480px; margin: 2em auto;
      padding: 0 1em; color: #222 }
    table { border-collapse: collapse; margin: 1em 0; font-size: 13px }
    th, td { border-bottom: 1px solid #ddd; padding: 3px 10px; text-align: left }
    td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
    figure { margin: 1.5em 0; overflow-x: auto }
    </style></head><body>
    <h1>%s</h1>
    """
        .formatted(escape(title), escape(title));
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** Paragraphs, lists and tables, separated by empty lines. */
  static String of(String markdown) {
    StringBuilder html = new StringBuilder();
    for (String block : markdown.strip().split("\n\n+", -1)) {
      if (block.startsWith("|")) {
        html.append(table(block));
      } else if (block.startsWith("- ")) {
        html.append("<ul>\n");
        block.lines().forEach(line -> html.append("<li>" + inline(line.substring(2)) + "</li>\n"));
        html.append("</ul>\n");
      } else {
        html.append("<p>").append(inline(block)).append("</p>\n");
      }
    }
    return html.toString();
  }

  private static String inline(String text) {
    return escape(text)
        .replaceAll("\\*\\*(.+?)\\*\\*", "<b>$1</b>")
        .replaceAll("`(.+?)`", "<code>$1</code>");
  }

  /** A table, whose second line tells which columns are numbers. */
  static String table(String markdown) {
    String[] lines = markdown.strip().split("\n", -1);
    String[] alignment = cells(lines[1]);
    StringBuilder html = new StringBuilder("<table>\n");
    for (int i = 0; i < lines.length; i++) {
      if (i == 1) {
        continue;
      }
      String tag = i == 0 ? "th" : "td";
      html.append("<tr>");
      String[] cells = cells(lines[i]);
      for (int column = 0; column < cells.length; column++) {
        boolean number = column < alignment.length && alignment[column].endsWith(":");
        html.append(
            String.format(
                Locale.ROOT,
                "<%s%s>%s</%s>",
                tag,
                number ? " class=\"number\"" : "",
                inline(cells[column].strip()),
                tag));
      }
      html.append("</tr>\n");
    }
    return html.append("</table>\n").toString();
  }

  private static String[] cells(String line) {
    String inner = line.strip();
    return inner.substring(1, inner.length() - 1).split("\\|", -1);
  }

  /**
   * Returns a picture to stand within a page: without the lines that make it a file, and with names
   * of its own, because all pictures of a page share them.
   */
  static String svg(String document, String name) {
    return document
        .substring(document.indexOf("<svg"))
        .replace("id=\"", "id=\"" + name + "-")
        .replace("url(#", "url(#" + name + "-")
        .replace("xlink:href=\"#", "xlink:href=\"#" + name + "-");
  }
}
