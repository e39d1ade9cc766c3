package dev.sluice.tidy;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A source file of the project, as javac parses it. */
final class SourceFile {
  private static final Path ROOT = root();

  private final Path path;
  private final List<String> lines;
  private final CompilationUnitTree unit;
  private final DocTrees trees;

  private SourceFile(CompilationUnitTree unit, DocTrees trees) throws IOException {
    this.path = ROOT.relativize(Path.of(unit.getSourceFile().toUri()));
    this.lines = Files.readAllLines(ROOT.resolve(path));
    this.unit = unit;
    this.trees = trees;
  }

  static Path root() {
    Path place = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(place.resolve("c-headers"))) {
      place = place.getParent();
      if (place == null) {
        throw new IllegalStateException("no c-headers above " + Path.of("").toAbsolutePath());
      }
    }
    return place;
  }

  /**
   * Parses the sources of all modules in one of their source roots, {@code main} or {@code test}.
   */
  static List<SourceFile> all(String sourceRoot) throws IOException {
    List<Path> paths = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.sorted().toList()) {
        Path sources = module.resolve("src").resolve(sourceRoot).resolve("java");
        if (Files.isDirectory(sources)) {
          try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(paths::add);
          }
        }
      }
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, List.of(), null, files.getJavaFileObjectsFromPaths(paths));
      DocTrees trees = DocTrees.instance(task);
      List<SourceFile> parsed = new ArrayList<>();
      for (CompilationUnitTree unit : task.parse()) {
        parsed.add(new SourceFile(unit, trees));
      }
      return parsed;
    }
  }

  /** Returns the path from the project's root on. */
  Path path() {
    return path;
  }

  /** Returns the module's directory. */
  String module() {
    return path.getName(0).toString();
  }

  String name() {
    return path.getFileName().toString();
  }

  List<String> lines() {
    return lines;
  }

  CompilationUnitTree unit() {
    return unit;
  }

  /** Returns the package, empty for a module's description. */
  String packageName() {
    return unit.getPackageName() == null ? "" : unit.getPackageName().toString();
  }

  boolean hasJavadoc(TreePath tree) {
    return trees.getDocComment(tree) != null;
  }

  int line(Tree tree) {
    return lineAt(trees.getSourcePositions().getStartPosition(unit, tree));
  }

  int lastLine(Tree tree) {
    return lineAt(trees.getSourcePositions().getEndPosition(unit, tree));
  }

  private int lineAt(long position) {
    return (int) unit.getLineMap().getLineNumber(position);
  }

  /** Says what is wrong where. */
  String broken(int line, String rule) {
    return path + ":" + line + ": " + rule;
  }
}
