package dev.sluice.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Where things are in the source tree, and which classes the raw layer has. */
final class Project {
  static final Path ROOT = root();
  static final Path SOURCES = ROOT.resolve("native-bindings/src/main/java/dev/sluice/sys");
  static final Path TESTS = ROOT.resolve("native-bindings/src/test/java/dev/sluice/sys");

  private Project() {}

  private static Path root() {
    Path place = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(place.resolve("c-headers"))) {
      place = place.getParent();
      if (place == null) {
        throw new IllegalStateException("no c-headers above " + Path.of("").toAbsolutePath());
      }
    }
    return place;
  }

  /** Lists the Java files of a directory and below, in order. */
  static List<Path> javaFiles(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the lines of a file. */
  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lists the classes of the raw layer, except the package's description. */
  static List<Class<?>> classes() {
    return javaFiles(SOURCES).stream()
        .map(file -> file.getFileName().toString().replace(".java", ""))
        .filter(name -> !name.equals("package-info"))
        .<Class<?>>map(Project::load)
        .toList();
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName("dev.sluice.sys." + name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lists the classes that wrap functions. */
  static List<Class<?>> sysClasses() {
    return classes().stream().filter(type -> type.getSimpleName().endsWith("Sys")).toList();
  }

  /** Lists the public static fields of a class. */
  static List<Field> publicFields(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields())
        .filter(field -> Modifier.isPublic(field.getModifiers()))
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .toList();
  }

  /** Reads a static field. */
  static Object value(Field field) {
    try {
      field.setAccessible(true);
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a command of the source tree, and returns its output and its errors together. */
  static Outcome run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("sluice", ".txt");
    try {
      int status =
          new ProcessBuilder(command)
              .directory(ROOT.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start()
              .waitFor();
      return new Outcome(status, Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }

  /** How a command ended. */
  record Outcome(int status, String output) {}
}
