package dev.sluice.benchmarks.startup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.benchmarks.harness.Java;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One start of an echo server as a process, one byte there and back, and its orderly end. */
final class EchoProcess {
  private static final long DEADLINE_SECONDS = 60;
  private static final int DEADLINE_MILLIS = 60_000;
  private static final byte BYTE = 'x';

  /**
   * What one start took.
   *
   * @param wallMillis from just before the process is created until its first byte is back
   * @param cpuMillis what all threads of the process had used by then, the JIT's included
   */
  record Result(double wallMillis, double cpuMillis) {}

  private EchoProcess() {}

  /**
   * Starts a server, lets it echo, and waits for its end.
   *
   * @param main the class to start
   * @param jvmArguments what the JVM gets
   * @throws IOException if it does not echo or does not end well: then it is not measured
   */
  static Result run(Class<?> main, List<String> jvmArguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(Java.command(main, jvmArguments))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    long start = System.nanoTime();
    Process process = builder.start();
    try (BufferedReader output = process.inputReader(US_ASCII)) {
      String port = output.readLine();
      if (port == null || !port.matches("[0-9]+")) {
        throw new IOException(main.getName() + " printed no port but " + port);
      }
      Result result = echo(process.pid(), Integer.parseInt(port), start);
      while (output.readLine() != null) {
        // What the JVM reports at its end, for instance about an AOT cache that it has written.
      }
      if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(main.getName() + " did not end well");
      }
      return result;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + main.getName() + " was running", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Result echo(long pid, int port, long start) throws IOException {
    try (Socket client = new Socket()) {
      client.setTcpNoDelay(true);
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      client.setSoTimeout(DEADLINE_MILLIS);
      client.getOutputStream().write(BYTE);
      int echoed = client.getInputStream().read();
      long end = System.nanoTime();
      if (echoed != BYTE) {
        throw new IOException("the server echoed " + echoed + " instead of " + BYTE);
      }
      return new Result((end - start) / 1e6, cpuNanos(pid) / 1e6);
    }
  }

  /** Adds up the threads that are there; those that have ended at start-up did next to nothing. */
  private static long cpuNanos(long pid) throws IOException {
    long nanos = 0;
    try (DirectoryStream<Path> tasks =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path task : tasks) {
        nanos += threadNanos(task.resolve("schedstat"));
      }
    }
    return nanos;
  }

  private static long threadNanos(Path schedstat) throws IOException {
    try {
      String line = Files.readString(schedstat);
      return Long.parseLong(line.substring(0, line.indexOf(' ')));
    } catch (NoSuchFileException ended) {
      return 0;
    }
  }
}
