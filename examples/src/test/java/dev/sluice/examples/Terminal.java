package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A terminal of a transcript: one program after the other, and what they show. */
final class Terminal implements AutoCloseable {
  private final Path directory;
  private final Duration patience;
  private @Nullable Process process;
  private int exitCode;

  // Guarded by this, for a thread fills it.
  private final StringBuilder screen = new StringBuilder();
  private boolean isOver;

  /** How far the transcript has told what is on the screen. */
  private int told;

  Terminal(Path directory, Duration patience) {
    this.directory = directory;
    this.patience = patience;
  }

  boolean isRunning() {
    return process != null;
  }

  /** Types a command at the shell; the one before has to be over. */
  void run(String command) throws IOException {
    // In a session of its own, so that Ctrl-C reaches all that a pipeline runs, and nobody else.
    Process started =
        new ProcessBuilder("setsid", "bash", "-c", "(exit " + exitCode + ")\n" + command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    process = started;
    synchronized (this) {
      screen.setLength(0);
      isOver = false;
    }
    told = 0;
    Thread.ofPlatform().daemon().name("terminal").start(() -> show(started.inputReader(UTF_8)));
  }

  private void show(Reader output) {
    char[] chars = new char[8192];
    try {
      for (int n = output.read(chars); n >= 0; n = output.read(chars)) {
        synchronized (this) {
          screen.append(chars, 0, n);
          notifyAll();
        }
      }
    } catch (IOException closed) {
      // it is over as well
    }
    synchronized (this) {
      if (!screen.isEmpty() && screen.charAt(screen.length() - 1) != '\n') {
        screen.append('\n'); // where the shell's prompt would stand
      }
      isOver = true;
      notifyAll();
    }
  }

  /** Types to the program. */
  void type(String line) throws IOException {
    Writer input = running().outputWriter(UTF_8);
    input.write(line + "\n");
    input.flush();
  }

  /** Ctrl-D. */
  void endInput() throws IOException {
    running().getOutputStream().close();
  }

  /** Ctrl-C. */
  void interrupt() throws IOException {
    try (Program kill = Program.any("kill", "-INT", "--", "-" + running().pid())) {
      kill.exitCode();
    }
  }

  private Process running() {
    if (process == null) {
      throw new AssertionError("no program runs there");
    }
    return process;
  }

  /**
   * Waits until what comes next on the screen is of this pattern, and returns the match; null if it
   * is not, which is told at once where nothing to come can change it.
   */
  @SuppressWarnings("JdkObsolete") // what is read here is a stream, for which hitEnd is
  @Nullable Matcher next(Pattern pattern) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (this) {
      for (; ; ) {
        Matcher matcher = pattern.matcher(screen.substring(told));
        if (matcher.lookingAt()) {
          told += matcher.end();
          return matcher;
        }
        if (isOver || !matcher.hitEnd() || !isWoken(deadline)) {
          return null;
        }
      }
    }
  }

  private synchronized boolean isWoken(long deadline) throws InterruptedException {
    long left = deadline - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return left > 0;
  }

  /** Waits for the end of the program, and tells whether it came in time. */
  boolean ends() throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (this) {
      while (!isOver) {
        if (!isWoken(deadline)) {
          return false;
        }
      }
    }
    if (!running().waitFor(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
      return false;
    }
    exitCode = running().exitValue();
    close();
    return true;
  }

  /** Returns what is on the screen and was not told. */
  synchronized String untold() {
    return screen.substring(told);
  }

  synchronized String state() {
    return isOver ? "has ended" : "still runs";
  }

  @Override
  public void close() {
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      try {
        process.getOutputStream().close();
      } catch (IOException endedMeanwhile) {
        // nobody is left to read it
      }
      process = null;
    }
  }
}
