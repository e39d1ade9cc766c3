package dev.sluice.tidy;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import dev.sluice.NoLeakedDescriptors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Reads the sources of all modules: the rules that a compiler does not know. */
@ExtendWith(NoLeakedDescriptors.class)
class TidyTest {
  private static final int LINE_COLUMNS = 100;
  private static final int METHOD_LINES = 50;
  private static final int FILE_LINES = 500;

  private static final Set<String> LIBRARY = Set.of("native-bindings", "java-api");

  /**
   * The packages of the library, from the ground up, and which others each may know. None knows
   * itself through another: there is no circle. {@code dev.sluice.nio} loads where native access is
   * denied, so it never knows the raw layer.
   */
  private static final Map<String, Set<String>> KNOWS =
      Map.ofEntries(
          Map.entry("dev.sluice.sys", Set.of()),
          Map.entry("dev.sluice", Set.of("dev.sluice.sys")),
          Map.entry("dev.sluice.frame", Set.of("dev.sluice")),
          Map.entry("dev.sluice.spi", Set.of("dev.sluice")),
          Map.entry("dev.sluice.event", Set.of("dev.sluice", "dev.sluice.spi", "dev.sluice.sys")),
          Map.entry("dev.sluice.net", Set.of("dev.sluice", "dev.sluice.spi", "dev.sluice.sys")),
          Map.entry("dev.sluice.nio", Set.of("dev.sluice", "dev.sluice.spi", "dev.sluice.net")),
          Map.entry(
              "dev.sluice.backend",
              Set.of(
                  "dev.sluice",
                  "dev.sluice.spi",
                  "dev.sluice.event",
                  "dev.sluice.net",
                  "dev.sluice.nio",
                  "dev.sluice.sys")),
          Map.entry(
              "dev.sluice.backend.service",
              Set.of("dev.sluice.backend", "dev.sluice.spi", "dev.sluice.nio")),
          Map.entry(
              "dev.sluice.loop",
              Set.of(
                  "dev.sluice",
                  "dev.sluice.spi",
                  "dev.sluice.event",
                  "dev.sluice.net",
                  "dev.sluice.backend")),
          Map.entry(
              "dev.sluice.server",
              Set.of(
                  "dev.sluice",
                  "dev.sluice.spi",
                  "dev.sluice.event",
                  "dev.sluice.frame",
                  "dev.sluice.net",
                  "dev.sluice.backend",
                  "dev.sluice.loop")));

  /** What no source says, and why. */
  private static final Map<Pattern, String> NOWHERE =
      Map.of(
          Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b"), "finish it, or open an issue",
          Pattern.compile("@auth" + "or\\b"), "the history knows who wrote it",
          Pattern.compile("\\bThread\\.sl" + "eep\\("), "wait for a condition, with a deadline");

  /** What the library does not say, and why. */
  private static final Map<Pattern, String> NOT_IN_THE_LIBRARY =
      Map.of(
          Pattern.compile("\\bArena\\.ofShared\\("), "closing it stops all threads",
          Pattern.compile("\\.getBytes\\(\\)"), "name the charset",
          Pattern.compile("\\.to(Lower|Upper)Case\\(\\)"), "name the locale",
          Pattern.compile("\\bString\\.format\\(\""), "name the locale",
          Pattern.compile("\"\\.formatted\\("), "name the locale: String.format(Locale.ROOT, …)",
          Pattern.compile("\\bnew (FileReader|FileWriter|Scanner|PrintWriter)\\("),
              "name the charset",
          Pattern.compile("\\bSystem\\.(out|err)\\b"), "a library does not print",
          Pattern.compile("\\.printStackTrace\\("), "a library does not print",
          Pattern.compile("\\bSystem\\.exit\\("), "a library does not end the program",
          Pattern.compile("\\bfinalize\\("), "close it");

  private static List<SourceFile> main = List.of();
  private static List<SourceFile> tests = List.of();

  @BeforeAll
  static void parse() throws Exception {
    main = SourceFile.all("main");
    tests = SourceFile.all("test");
    assertThat(main).extracting(SourceFile::module).contains("native-bindings", "java-api");
  }

  private static List<SourceFile> everything() {
    List<SourceFile> both = new ArrayList<>(main);
    both.addAll(tests);
    return both;
  }

  private static List<SourceFile> library() {
    return main.stream().filter(file -> LIBRARY.contains(file.module())).toList();
  }

  private static List<String> lines(List<SourceFile> files, Map<Pattern, String> forbidden) {
    List<String> broken = new ArrayList<>();
    for (SourceFile file : files) {
      for (int i = 0; i < file.lines().size(); i++) {
        String line = file.lines().get(i);
        for (Map.Entry<Pattern, String> rule : forbidden.entrySet()) {
          if (rule.getKey().matcher(line).find()) {
            broken.add(file.broken(i + 1, line.strip() + " (" + rule.getValue() + ")"));
          }
        }
      }
    }
    return broken;
  }

  @Test
  void packages_ofTheLibrary_knowOnlyThoseBelow() {
    List<String> broken = new ArrayList<>();
    for (SourceFile file : library()) {
      String owner = file.packageName();
      if (!owner.isEmpty()) {
        assertThat(KNOWS).as("%s: is the package in the list?", file.path()).containsKey(owner);
        for (ImportTree tree : file.unit().getImports()) {
          String imported = packageOf(tree.getQualifiedIdentifier().toString());
          if (KNOWS.containsKey(imported)
              && !imported.equals(owner)
              && !KNOWS.getOrDefault(owner, Set.of()).contains(imported)) {
            broken.add(file.broken(file.line(tree), owner + " may not know " + imported));
          }
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  /** Cuts the type, its members and a wildcard off: packages are in lower case. */
  private static String packageOf(String imported) {
    StringBuilder name = new StringBuilder();
    for (String part : imported.split("\\.", -1)) {
      if (part.equals("*") || Character.isUpperCase(part.charAt(0))) {
        break;
      }
      name.append(name.isEmpty() ? "" : ".").append(part);
    }
    return name.toString();
  }

  /** Nor by a qualified name in the middle of the code, which no import shows. */
  @Test
  void nio_neverNamesTheRawLayer() {
    List<SourceFile> nio =
        library().stream().filter(file -> file.packageName().equals("dev.sluice.nio")).toList();
    assertThat(nio).isNotEmpty();
    assertThat(
            lines(nio, Map.of(Pattern.compile("\\bdev\\.sluice\\.sys\\b"), "it must load alone")))
        .isEmpty();
  }

  @Test
  void linker_isTouchedByOneClass() {
    Pattern use = Pattern.compile("\\bLinker\\.(?!Option)|\\bLinker [a-zA-Z]");
    assertThat(main)
        .filteredOn(file -> file.lines().stream().anyMatch(line -> use.matcher(line).find()))
        .extracting(SourceFile::name)
        .containsExactly("Native.java");
  }

  @Test
  void lines_areAtMost100Columns() {
    List<String> broken = new ArrayList<>();
    for (SourceFile file : everything()) {
      for (int i = 0; i < file.lines().size(); i++) {
        String line = file.lines().get(i);
        if (line.codePointCount(0, line.length()) > LINE_COLUMNS) {
          broken.add(file.broken(i + 1, "longer than " + LINE_COLUMNS + " columns"));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void files_areAtMost500Lines() {
    assertThat(everything())
        .filteredOn(file -> file.lines().size() > FILE_LINES)
        .extracting(file -> file.broken(FILE_LINES + 1, "more than " + FILE_LINES + " lines"))
        .isEmpty();
  }

  @Test
  void words_thatNobodyShouldWrite_areNowhere() {
    assertThat(lines(everything(), NOWHERE)).isEmpty();
    assertThat(lines(library(), NOT_IN_THE_LIBRARY)).isEmpty();
  }

  @Test
  void methods_areAtMost50Lines() {
    List<String> broken = new ArrayList<>();
    for (SourceFile file : everything()) {
      new TreePathScanner<@Nullable Void, @Nullable Void>() {
        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
          Tree body = method.getBody();
          if (body != null && file.lastLine(body) - file.line(body) + 1 > METHOD_LINES) {
            String rule = method.getName() + " has more than " + METHOD_LINES + " lines";
            broken.add(file.broken(file.line(method), rule));
          }
          return super.visitMethod(method, null);
        }
      }.scan(file.unit(), null);
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void publicThings_haveJavadoc() {
    List<String> broken = new ArrayList<>();
    for (SourceFile file : main) {
      new PublicThings(file, broken).scan(new TreePath(file.unit()), null);
    }
    assertThat(broken).isEmpty();
  }

  /** Visits what users see: public and protected, in types that are so themselves. */
  private static final class PublicThings extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final SourceFile file;
    private final List<String> broken;

    PublicThings(SourceFile file, List<String> broken) {
      this.file = file;
      this.broken = broken;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
      if (isVisible(type.getModifiers())) {
        check(type, type.getSimpleName().toString());
        return super.visitClass(type, null);
      }
      return null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
      boolean overrides =
          method.getModifiers().getAnnotations().stream()
              .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
      boolean compactConstructor = file.line(method) == 0;
      if (isVisible(method.getModifiers())
          && !overrides
          && !compactConstructor
          && !method.getName().contentEquals("main")) {
        check(method, method.getName() + "()");
      }
      return null;
    }

    private boolean isVisible(ModifiersTree modifiers) {
      TreePath parent = getCurrentPath().getParentPath();
      boolean inInterface =
          parent.getLeaf().getKind() == Tree.Kind.INTERFACE
              && !modifiers.getFlags().contains(Modifier.PRIVATE);
      return inInterface
          || modifiers.getFlags().contains(Modifier.PUBLIC)
          || modifiers.getFlags().contains(Modifier.PROTECTED);
    }

    private void check(Tree tree, String name) {
      if (!file.hasJavadoc(getCurrentPath())) {
        broken.add(file.broken(file.line(tree), name + " has no Javadoc"));
      }
    }
  }

  @Test
  void testClasses_ofTheLibrary_lookForLeakedDescriptors() {
    // Each engine asks its own annotation, and passes the other's over.
    assertThat(lackingLeakCheck("Test", "ExtendWith")).isEmpty();
    assertThat(lackingLeakCheck("Property", "AddLifecycleHook")).isEmpty();
  }

  /** Lists the classes that have such tests, and do not carry the check by that annotation. */
  private static List<String> lackingLeakCheck(String test, String annotation) {
    Map<String, ClassTree> types = new TreeMap<>();
    List<SourceFile> files =
        tests.stream().filter(file -> LIBRARY.contains(file.module())).toList();
    for (SourceFile file : files) {
      types.putAll(typesOf(file.unit()));
    }
    List<String> broken = new ArrayList<>();
    for (SourceFile file : files) {
      typesOf(file.unit())
          .forEach(
              (name, type) -> {
                if (hasTests(type, test) && !looksForLeaks(type, annotation, types)) {
                  String rule = name + " lacks @" + annotation + "(NoLeakedDescriptors.class)";
                  broken.add(file.broken(file.line(type), rule));
                }
              });
    }
    return broken;
  }

  private static Map<String, ClassTree> typesOf(CompilationUnitTree unit) {
    return unit.getTypeDecls().stream()
        .filter(ClassTree.class::isInstance)
        .map(ClassTree.class::cast)
        .collect(toMap(type -> unit.getPackageName() + "." + type.getSimpleName(), type -> type));
  }

  private static boolean hasTests(ClassTree type, String test) {
    return type.getMembers().stream()
        .filter(MethodTree.class::isInstance)
        .anyMatch(
            method ->
                ((MethodTree) method)
                    .getModifiers().getAnnotations().stream()
                        .anyMatch(a -> a.getAnnotationType().toString().endsWith(test)));
  }

  private static boolean looksForLeaks(
      ClassTree type, String annotation, Map<String, ClassTree> types) {
    // However javac prints the argument's name, and the annotation's.
    Pattern check = Pattern.compile("@" + annotation + "\\([^)]*NoLeakedDescriptors\\.class");
    if (check.matcher(type.getModifiers().getAnnotations().toString()).find()) {
      return true;
    }
    String parent = type.getExtendsClause() == null ? "" : type.getExtendsClause().toString();
    return types.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith("." + parent.replaceAll("<.*", "")))
        .anyMatch(entry -> looksForLeaks(entry.getValue(), annotation, types));
  }
}
