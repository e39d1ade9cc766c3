package dev.sluice.benchmarks.harness;

import java.nio.file.Files;
import java.nio.file.Path;

/** Optional programs of the machine. */
public final class Tools {
  private Tools() {}

  /** Tells whether the PATH has a program of this name. */
  public static boolean isInstalled(String name) {
    String path = System.getenv("PATH");
    for (String directory : path == null ? new String[0] : path.split(":", -1)) {
      if (Files.isExecutable(Path.of(directory, name))) {
        return true;
      }
    }
    return false;
  }
}
