package dev.sluice.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.NoLeakedDescriptors;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Holds docs/syscalls.md against the sources; what it says of a line is how to repair it. */
@ExtendWith(NoLeakedDescriptors.class)
class SyscallsTest {
  private static final String DOCUMENT = "docs/syscalls.md";
  private static final int MAN_PAGE = 1;
  private static final int RAW = 2;
  private static final int TYPED = 3;
  private static final int TEST = 4;

  private static List<Table> rows = List.of();
  private static List<SourceFile> main = List.of();
  private static List<SourceFile> tests = List.of();

  @BeforeAll
  static void read() throws Exception {
    rows = Table.rows(DOCUMENT);
    main = SourceFile.all("main");
    tests = SourceFile.all("test");
  }

  /** The raw classes, and their public methods by reflection. */
  private static Map<String, SourceFile> wrappers() throws ClassNotFoundException {
    Map<String, SourceFile> all = new TreeMap<>();
    for (SourceFile file : main) {
      if (file.packageName().equals("dev.sluice.sys") && file.name().endsWith("Sys.java")) {
        String type = file.name().replace(".java", "");
        for (Method method : Class.forName("dev.sluice.sys." + type).getDeclaredMethods()) {
          int modifiers = method.getModifiers();
          if (Modifier.isPublic(modifiers) && Modifier.isStatic(modifiers)) {
            all.put(type + "." + method.getName(), file);
          }
        }
      }
    }
    return all;
  }

  @Test
  void rawMethods_andRows_areTheSame() throws Exception {
    Set<String> told = new TreeSet<>();
    List<String> twice = new ArrayList<>();
    for (Table row : rows) {
      row.names(RAW).stream().filter(name -> !told.add(name)).forEach(twice::add);
    }
    assertThat(twice).as("rows that %s has twice: delete one", DOCUMENT).isEmpty();
    assertThat(told)
        .as("add to %s a row for each that lacks one, and delete those of methods gone", DOCUMENT)
        .containsExactlyInAnyOrderElementsOf(wrappers().keySet());
  }

  @Test
  void manPages_areThoseOfTheWrappers() throws Exception {
    Map<String, SourceFile> wrappers = wrappers();
    List<String> broken = new ArrayList<>();
    for (Table row : rows) {
      String raw = row.names(RAW).getFirst();
      SourceFile file = wrappers.get(raw);
      String page = row.cells().get(MAN_PAGE);
      if (file == null || file.lines().stream().noneMatch(line -> line.contains(page))) {
        broken.add(row.place() + ": the Javadoc of " + raw + " does not name " + page);
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void typedMethods_exist() {
    List<String> broken = new ArrayList<>();
    for (Table row : rows) {
      for (String name : row.names(TYPED)) {
        int dot = name.lastIndexOf('.');
        if (!exists(name.substring(0, dot).replace('.', '$'), name.substring(dot + 1))) {
          broken.add(row.place() + " names what is not public: " + name + "; rename or delete it");
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean exists(String type, String method) {
    for (String owner : List.of("dev.sluice.", "dev.sluice.net.", "dev.sluice.event.")) {
      try {
        Class<?> found = Class.forName(owner + type);
        return Modifier.isPublic(found.getModifiers())
            && Stream.of(found.getMethods()).anyMatch(m -> m.getName().equals(method));
      } catch (ClassNotFoundException e) {
        // Perhaps in the next package.
      }
    }
    return false;
  }

  /** Where the library makes a call, a user can make it. */
  @Test
  void typedMethods_areNamedWhereTheLibraryCalls() {
    List<String> broken = new ArrayList<>();
    for (Table row : rows) {
      String raw = row.names(RAW).getFirst();
      boolean told = !row.names(TYPED).isEmpty();
      List<String> callers =
          main.stream()
              .filter(file -> file.module().equals("java-api") && calls(file, raw))
              .map(SourceFile::name)
              .toList();
      if (told == callers.isEmpty()) {
        broken.add(
            told
                ? row.place() + ": no source calls " + raw + ", so write — for the typed methods"
                : row.place() + ": name the typed methods for " + raw + ", called in " + callers);
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean calls(SourceFile file, String raw) {
    String method = raw.substring(raw.indexOf('.') + 1);
    boolean imported = file.lines().contains("import static dev.sluice.sys." + raw + ";");
    String name = imported ? "(" + Pattern.quote(raw) + "|(?<![.\\w])" + method + ")" : raw;
    String reference = raw.replace(".", "::");
    Pattern call = Pattern.compile("\\b" + name + "(\\(|\\b.*::)|" + reference + "\\b");
    return file.lines().stream()
        .filter(line -> !line.strip().startsWith("*") && !line.startsWith("import "))
        .anyMatch(line -> call.matcher(line).find());
  }

  @Test
  void tests_exist() {
    List<String> broken = new ArrayList<>();
    rows.forEach(row -> row.checkTests(TEST, tests, broken));
    assertThat(broken).isEmpty();
  }
}
