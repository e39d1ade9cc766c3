package dev.sluice.benchmarks.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;

/**
 * What the harness asks of a server process, by its standard input, a word in a line: {@code heap}
 * is answered with the bytes that live on the Java heap. The server ends with its standard input,
 * so it outlives no harness.
 */
public final class Control {
  /** How many clients may wait, for all contenders. */
  public static final int BACKLOG = 4096;

  /** Into how many bytes all contenders receive. */
  public static final int BUFFER_BYTES = 16 * 1024;

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
        if (line.equals("heap")) {
          System.out.println("heap " + liveBytes());
          System.out.flush();
        }
      }
    } catch (IOException gone) {
      // As good as the end.
    }
    Runtime.getRuntime().halt(0);
  }

  /** Collects twice: the first time cleaners and references get to know that they may go. */
  private static long liveBytes() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
