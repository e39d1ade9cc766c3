package dev.sluice.examples.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The page of a directory that has no {@code index.html}. */
final class DirectoryPage {
  private static final int MAX_ENTRIES = 10_000;

  private DirectoryPage() {}

  static byte[] of(Path directory, TargetPath target) throws IOException {
    String title = escape("/" + String.join("/", target.segments()));
    StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>");
    page.append(title).append("</title>\n<h1>").append(title).append("</h1>\n<ul>\n");
    for (String name : names(directory)) {
      boolean isDirectory = name.endsWith("/");
      String bare = isDirectory ? name.substring(0, name.length() - 1) : name;
      String link = "./" + TargetPath.encode(bare) + (isDirectory ? "/" : "");
      page.append("<li><a href=\"").append(escape(link)).append("\">");
      page.append(escape(name)).append("</a>\n");
    }
    return page.append("</ul>\n").toString().getBytes(UTF_8);
  }

  private static List<String> names(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (names.size() == MAX_ENTRIES) {
          break;
        }
        names.add(entry.getFileName() + (Files.isDirectory(entry) ? "/" : ""));
      }
    }
    names.sort(null);
    return names;
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
