package dev.sluice.benchmarks.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What the harness asks of a server process, by its standard input, a word in a line: {@code heap}
 * is answered with the bytes that live on the Java heap, {@code compiled} with the milliseconds
 * that the compilers have worked. The server ends with its standard input, so it outlives no
 * harness.
 */
public final class Control {
  /** How many clients may wait, for all contenders. */
  public static final int BACKLOG = 4096;

  /** Into how many bytes all contenders receive. */
  public static final int BUFFER_BYTES = 16 * 1024;

  /** A difference below this is what the JVM itself takes and gives. */
  private static final int NOISE_BYTES = 4096;

  private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private Control() {}

  /**
   * Tells where the server listens, and obeys from now on.
   *
   * @param port of 127.0.0.1
   */
  public static void begin(int port) {
    Thread.ofPlatform().daemon().name("control").start(Control::obey);
    System.out.println("listening on 127.0.0.1:" + port);
    System.out.flush();
  }

  private static void obey() {
    try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, US_ASCII))) {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        long answer =
            switch (line) {
              case "heap" -> liveBytes();
              case "compiled" -> compiledMillis();
              default -> throw new IOException("neither heap nor compiled: " + line);
            };
        System.out.println(line + " " + answer);
        System.out.flush();
      }
    } catch (IOException gone) {
      // As good as the end.
    }
    Runtime.getRuntime().halt(0);
  }

  private static long compiledMillis() {
    CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    return compilers == null ? 0 : compilers.getTotalCompilationTime(); // null with -Xint
  }

  /** Collects until less is not to be had: cleaners and references need a moment to let go. */
  private static long liveBytes() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long least = Long.MAX_VALUE;
    for (int vain = 0; vain < 2; ) {
      System.gc();
      long used = memory.getHeapMemoryUsage().getUsed();
      vain = used < least - NOISE_BYTES ? 0 : vain + 1;
      least = Math.min(least, used);
      LockSupport.parkNanos(MOMENT_NANOS);
    }
    return least;
  }
}
