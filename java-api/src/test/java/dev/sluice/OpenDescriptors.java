package dev.sluice;

import dev.sluice.nio.NioPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which descriptors this process has open, as {@code /proc/self/fd} tells. */
public final class OpenDescriptors {
  private static final Path DIRECTORY = Path.of("/proc/self/fd");

  private final Map<Integer, String> links;

  private OpenDescriptors(Map<Integer, String> links) {
    this.links = links;
  }

  /**
   * Lists what is open now, after the pooled waiters were closed. Regular files are left out: the
   * JVM opens jars whenever it loads classes.
   */
  public static OpenDescriptors now() {
    Map<Integer, String> links = new TreeMap<>();
    Waiter.emptyPool();
    try (Stream<Path> entries = Files.list(DIRECTORY)) {
      NioPool.empty();
      for (Path entry : entries.toList()) {
        String link = link(entry);
        if (link.contains(":[") || link.startsWith("anon_inode:")) {
          links.put(Integer.valueOf(entry.getFileName().toString()), link);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new OpenDescriptors(links);
  }

  /** Returns what a number is, for instance {@code socket:[4711]}; empty if it is not open. */
  public static String link(int number) {
    return link(DIRECTORY.resolve(Integer.toString(number)));
  }

  private static String link(Path entry) {
    try {
      return Files.readSymbolicLink(entry).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  /** Returns how many are open. */
  public int count() {
    return links.size();
  }

  /** Returns the numbers that are open. */
  public List<Integer> numbers() {
    return List.copyOf(links.keySet());
  }

  /**
   * Names what is open here and was not before. A number that stands for something else now counts;
   * anonymous inodes, which all look alike, are counted by kind.
   */
  public List<String> since(OpenDescriptors before) {
    List<String> known = new ArrayList<>(before.links.values());
    List<String> added = new ArrayList<>();
    links.forEach(
        (number, link) -> {
          if (!known.remove(link)) {
            added.add("fd " + number + " -> " + link);
          }
        });
    return added;
  }
}
