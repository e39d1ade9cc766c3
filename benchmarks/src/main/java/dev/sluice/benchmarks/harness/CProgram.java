package dev.sluice.benchmarks.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A C contender, compiled where it runs out of the source that is part of this program: {@link
 * #compile} → {@link #command}, {@link #run} → {@link #close}, which deletes it.
 */
public final class CProgram implements AutoCloseable {
  private static final String SOURCES = "/dev/sluice/benchmarks/";

  private final Path directory;
  private final String name;

  private CProgram(Path directory, String name) {
    this.directory = directory;
    this.name = name;
  }

  /** Tells whether there is a C compiler, called {@code cc}, as POSIX has it. */
  public static boolean isCompilerPresent() {
    return Tools.isInstalled("cc");
  }

  /**
   * Compiles, with {@code cc -O2 -pthread}.
   *
   * @param name of the source, without {@code .c}
   * @throws IOException if the compiler complains: with what it said
   */
  public static CProgram compile(String name) throws IOException {
    CProgram program = new CProgram(Files.createTempDirectory("sluice-" + name), name);
    String resource = SOURCES + name + ".c";
    try (InputStream source = CProgram.class.getResourceAsStream(resource)) {
      Files.copy(Objects.requireNonNull(source, resource), program.source());
      execute(
          "cc",
          "-O2",
          "-Wall",
          "-Wextra",
          "-Werror",
          "-pthread",
          "-o",
          program.command(),
          program.source().toString());
      return program;
    } catch (IOException | RuntimeException e) {
      program.close();
      throw e;
    }
  }

  private Path source() {
    return directory.resolve(name + ".c");
  }

  /** Returns the path of the program. */
  public String command() {
    return directory.resolve(name).toString();
  }

  /**
   * Runs the program to its end.
   *
   * @return what it printed
   * @throws IOException if it fails: with what it said
   */
  public String run(String... arguments) throws IOException {
    String[] command = new String[arguments.length + 1];
    command[0] = command();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return execute(command);
  }

  private static String execute(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(String.join(" ", command) + ": status " + status + "\n" + output);
      }
      return output;
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command[0] + " was running", e);
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(source());
    Files.deleteIfExists(Path.of(command()));
    Files.deleteIfExists(directory);
  }
}
