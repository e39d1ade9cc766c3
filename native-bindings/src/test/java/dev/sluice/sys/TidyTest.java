package dev.sluice.sys;

import static java.util.regex.Pattern.compile;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Reads the sources of this module: the rules that a compiler does not know. */
@ExtendWith(NoLeakedDescriptors.class)
class TidyTest {
  private static final Pattern HANDLE = compile(" +private static final MethodHandle (\\w+) =.*");
  private static final Pattern SYMBOL =
      compile("\\b(?:link|linkVariadic|linkOrSyscall)\\(\"(\\w+)\"");
  private static final Pattern METHOD =
      compile(" {2,4}(?!private|record)[a-z].*\\) (throws .*)?\\{");
  private static final Pattern MAN_PAGE = compile("\\{@code [\\w./]+\\(\\d\\w*\\)}");

  /** A named line of a source file, so that a failure says where. */
  private record Line(Path file, int number, String text) {
    @Override
    public String toString() {
      return file.getFileName() + ":" + number + ": " + text.strip();
    }
  }

  private static List<Line> lines(Predicate<String> condition) {
    List<Line> found = new ArrayList<>();
    for (Path file : sources()) {
      List<String> lines = Project.lines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (condition.test(lines.get(i))) {
          found.add(new Line(file, i + 1, lines.get(i)));
        }
      }
    }
    return found;
  }

  private static List<Path> sources() {
    List<Path> sources = new ArrayList<>(Project.javaFiles(Project.SOURCES));
    sources.addAll(Project.javaFiles(Project.TESTS));
    return sources;
  }

  @Test
  void lines_areAtMost100Columns() {
    assertThat(lines(line -> line.length() > 100)).isEmpty();
  }

  @Test
  void files_areAtMost500Lines() {
    assertThat(sources()).allSatisfy(f -> assertThat(Project.lines(f)).hasSizeLessThan(501));
  }

  @Test
  void methods_areAtMost50Lines() {
    for (Path file : sources()) {
      int start = 0;
      String indent = "";
      List<String> lines = Project.lines(file);
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (line.matches(" {2,4}[\\w@<].*\\) (throws .*)?\\{")) {
          start = i;
          indent = line.substring(0, line.indexOf(line.strip()));
        } else if (line.equals(indent + "}") && start > 0) {
          assertThat(i - start).as("%s:%d", file.getFileName(), start + 1).isLessThan(50);
          start = 0;
        }
      }
    }
  }

  @Test
  void linker_isTouchedByOneClass() {
    Pattern use = compile("\\bLinker\\.(?!Option)");
    Set<String> files = new TreeSet<>();
    for (Line line : lines(text -> use.matcher(text).find())) {
      if (line.file().startsWith(Project.SOURCES)) {
        files.add(line.file().getFileName().toString());
      }
    }
    assertThat(files).containsExactly("Native.java");
  }

  @Test
  void words_thatNobodyShouldWrite() {
    String arena = "Arena.of" + "Shared(";
    String later = "TO" + "DO";
    String sleep = "Thread." + "sleep(";
    assertThat(lines(line -> line.contains(arena) || line.contains(later) || line.contains(sleep)))
        .isEmpty();
    String author = "@" + "author";
    assertThat(lines(line -> line.contains(author))).isEmpty();
  }

  @Test
  void handle_isNamedForItsSymbol_underItsPrototype_withItsMethod() {
    int handles = 0;
    for (Path file : Project.javaFiles(Project.SOURCES)) {
      List<String> lines = Project.lines(file);
      for (int i = 0; i < lines.size(); i++) {
        Matcher handle = HANDLE.matcher(lines.get(i));
        if (handle.matches()) {
          handle(lines, i, handle.group(1));
          handles++;
        }
      }
    }
    assertThat(handles).isGreaterThan(100);
  }

  private static void handle(List<String> lines, int at, String name) {
    String declaration = lines.get(at) + (at + 1 < lines.size() ? lines.get(at + 1) : "");
    Matcher symbol = SYMBOL.matcher(declaration);
    assertThat(symbol.find()).as(declaration).isTrue();
    String function = symbol.group(1);
    // Only the variadic ones, wrapped once for each kind of argument, have a suffix.
    assertThat(name).matches(function + (function.matches("fcntl|ioctl") ? "_\\w+" : ""));
    int comment = at - 1;
    while (lines.get(comment - 1).strip().startsWith("//")) {
      comment--;
    }
    String prototype = String.join(" ", lines.subList(comment, at)).replaceAll("\\s+// *", " ");
    assertThat(prototype).as("prototype of %s", name).contains(function + "(").endsWith(";");
    String text = String.join("\n", lines);
    Pattern call = Pattern.compile("\\b" + name + "\\.invokeExact\\(");
    assertThat(call.matcher(text).results()).as("calls through %s", name).hasSize(1);
    assertThat(Pattern.compile("public static \\w+ " + name + "\\(").matcher(text).find())
        .as("method %s", name)
        .isTrue();
  }

  @Test
  void wrappers_haveJavadocThatNamesTheManPage() {
    List<String> bare = new ArrayList<>();
    for (Path file : Project.javaFiles(Project.SOURCES)) {
      List<String> lines = Project.lines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (METHOD.matcher(lines.get(i)).matches() && lines.get(i).contains("public ")) {
          String javadoc = javadocAbove(lines, i);
          boolean sys = file.getFileName().toString().endsWith("Sys.java");
          if (javadoc.isEmpty() || (sys && !MAN_PAGE.matcher(javadoc).find())) {
            bare.add(file.getFileName() + ": " + lines.get(i).strip());
          }
        }
      }
    }
    assertThat(bare).isEmpty();
  }

  private static String javadocAbove(List<String> lines, int method) {
    int end = method - 1;
    while (lines.get(end).strip().startsWith("@")) {
      if (lines.get(end).strip().equals("@Override")) {
        return "inherited";
      }
      end--;
    }
    int start = end;
    while (start > 0 && lines.get(start).strip().startsWith("*")) {
      start--;
    }
    boolean javadoc = lines.get(start).strip().startsWith("/**");
    return javadoc
        ? String.join(" ", lines.subList(start, end + 1)).replaceAll("\\s+\\* ", " ")
        : "";
  }

  @Test
  void constants_standUnderACommentThatSaysWhatTheyAre() {
    for (Path file : Project.javaFiles(Project.SOURCES)) {
      List<String> lines = Project.lines(file);
      for (int i = 1; i < lines.size(); i++) {
        if (lines.get(i).matches(" {2}public static final (int|long) \\w+ =.*")) {
          assertThat(lines.get(i - 1).strip())
              .as("%s:%d", file.getFileName(), i + 1)
              .matches("//.*|/?\\*.*|public static final (int|long) .*");
        }
      }
    }
  }

  @Test
  void everyWrapper_isCalledByATest() {
    StringBuilder tests = new StringBuilder();
    Project.javaFiles(Project.TESTS)
        .forEach(file -> tests.append(String.join("\n", Project.lines(file))));
    List<String> untested = new ArrayList<>();
    for (Class<?> type : Project.sysClasses()) {
      Arrays.stream(type.getDeclaredMethods())
          .filter(method -> Modifier.isPublic(method.getModifiers()))
          .map(Method::getName)
          .filter(name -> !tests.toString().contains(type.getSimpleName() + "." + name + "("))
          .forEach(untested::add);
    }
    assertThat(untested).isEmpty();
  }
}
