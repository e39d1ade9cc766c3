package dev.sluice.examples.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.examples.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory that is served, and nothing outside it. Names are checked before they become paths,
 * and paths again by where the kernel finds them: a symbolic link on the way is refused wherever it
 * leads, and what was opened is looked at once more, because links may change between the two.
 */
final class Store {
  private static final int MAX_NAME_BYTES = 1_000;

  private final Path root;

  private Store(Path root) {
    this.root = root;
  }

  static Store open(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new Failure(directory + " is no directory");
    }
    return new Store(directory.toRealPath());
  }

  /** A file or directory as clients see it. */
  record Entry(String name, long bytes) {}

  /** Lists a directory; the names of directories end with a slash. */
  List<Entry> list(String directory) throws IOException {
    Path path = directory.isEmpty() ? root : real(path(directory), directory);
    if (!Files.isDirectory(path)) {
      throw new Refusal(directory + " is no directory");
    }
    List<Entry> entries = new ArrayList<>();
    try (Stream<Path> all = Files.list(path)) {
      for (Path each : all.sorted().toList()) {
        entry(each).ifPresent(entries::add);
      }
    }
    return entries;
  }

  /** What cannot be named is not listed either: links, devices, parts. */
  private static Optional<Entry> entry(Path path) {
    String name = path.getFileName().toString();
    try {
      BasicFileAttributes file =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (file.isDirectory()) {
        return isStep(name) ? Optional.of(new Entry(name + "/", 0)) : Optional.empty();
      }
      return file.isRegularFile() && isStep(name)
          ? Optional.of(new Entry(name, file.size()))
          : Optional.empty();
    } catch (IOException goneMeanwhile) {
      return Optional.empty();
    }
  }

  /** Opens a file to be sent. */
  Outgoing get(String name) throws IOException {
    Path path = real(path(name), name);
    if (!Files.isRegularFile(path)) {
      throw new Refusal(name + " is no regular file");
    }
    Outgoing file = Outgoing.open(path);
    if (!file.realPath().equals(path)) {
      file.close();
      throw new Refusal(name + " leads through a symbolic link");
    }
    return file;
  }

  /** Opens a file to be received. */
  Incoming put(String name) throws IOException {
    Path path = path(name);
    Path directory = path.getParent();
    if (directory == null || !Files.isDirectory(real(directory, name))) {
      throw new Refusal("there is no directory for " + name);
    }
    return Incoming.open(path);
  }

  /** Makes a path of a name that can only lead downwards. */
  private Path path(String name) throws Refusal {
    if (name.isEmpty() || name.getBytes(UTF_8).length > MAX_NAME_BYTES) {
      throw new Refusal("a name has 1 to " + MAX_NAME_BYTES + " bytes");
    }
    for (String step : name.split("/", -1)) {
      if (!isStep(step)) {
        throw new Refusal(
            "'"
                + name.codePoints()
                    .filter(c -> !Character.isISOControl(c))
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                + "' is no name here: names lead downwards, by printable characters, and do not"
                + " end with "
                + Incoming.SUFFIX);
      }
    }
    try {
      return root.resolve(name);
    } catch (InvalidPathException e) {
      throw new Refusal("this server's file names cannot have the characters of " + name);
    }
  }

  private static boolean isStep(String step) {
    return !step.isEmpty()
        && !step.equals(".")
        && !step.equals("..")
        && !step.endsWith(Incoming.SUFFIX)
        && step.codePoints().noneMatch(Character::isISOControl);
  }

  private static Path real(Path path, String name) throws IOException {
    Path real;
    try {
      real = path.toRealPath();
    } catch (IOException e) {
      throw new Refusal("there is no " + name);
    }
    if (!real.equals(path)) {
      throw new Refusal(name + " leads through a symbolic link");
    }
    return real;
  }
}
