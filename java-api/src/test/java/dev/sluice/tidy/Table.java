package dev.sluice.tidy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A row of a table in a document: its cells, and the names in them. */
record Table(String place, List<String> cells) {
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  /** Reads the rows of all tables of a document, without their heads. */
  static List<Table> rows(String document) throws IOException {
    Path path = SourceFile.root().resolve(document);
    List<String> lines = Files.readAllLines(path);
    List<Table> rows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean head = i + 1 < lines.size() && lines.get(i + 1).startsWith("|---");
      if (line.startsWith("|") && !line.startsWith("|---") && !head) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.substring(1, line.lastIndexOf('|')).split("\\|", -1)) {
          cells.add(cell.strip());
        }
        rows.add(new Table(document + ":" + (i + 1), List.copyOf(cells)));
      }
    }
    return rows;
  }

  /** Returns what stands between backquotes in a cell. */
  List<String> names(int cell) {
    List<String> names = new ArrayList<>();
    Matcher matcher = NAME.matcher(cells.get(cell));
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  /** Adds a complaint for each name in the cell that is no test method, {@code Class.method}. */
  void checkTests(int cell, List<SourceFile> tests, List<String> broken) {
    if (names(cell).isEmpty()) {
      broken.add(place + " names no test");
    }
    for (String name : names(cell)) {
      int dot = name.indexOf('.');
      String file = name.substring(0, Math.max(dot, 0)) + ".java";
      Pattern method = Pattern.compile("\\bvoid " + Pattern.quote(name.substring(dot + 1)) + "\\(");
      boolean found =
          tests.stream()
              .filter(test -> test.name().equals(file))
              .anyMatch(test -> test.lines().stream().anyMatch(l -> method.matcher(l).find()));
      if (!found) {
        broken.add(place + " names a test that is not there: " + name);
      }
    }
  }
}
