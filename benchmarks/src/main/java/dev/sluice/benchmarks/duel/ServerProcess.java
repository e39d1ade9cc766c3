package dev.sluice.benchmarks.duel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server as a process, from its start to its end. Confined to one thread. */
final class ServerProcess implements AutoCloseable {
  private static final String LISTENING = "listening on 127.0.0.1:";
  private static final int PATIENCE_SECONDS = 30;
  private static final byte BYTE = 'x';
  private static final int KIB = 1024;

  private final Process process;
  private final BufferedReader output;
  private final int port;
  private final long begin;

  /**
   * Starts a server and waits until it listens.
   *
   * @param command its program; what it complains about is shown
   */
  ServerProcess(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    begin = System.nanoTime();
    process = builder.start();
    output = process.inputReader(UTF_8);
    try {
      String line = output.readLine();
      if (line == null || !line.startsWith(LISTENING)) {
        throw new IOException("the server does not say where it listens but: " + line);
      }
      port = Integer.parseInt(line.substring(LISTENING.length()));
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Lets it echo one byte; returns how many milliseconds its creation was ago then. */
  double firstByteMillis() throws IOException {
    try (Socket client = new Socket()) {
      client.setTcpNoDelay(true);
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      client.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      client.getOutputStream().write(BYTE);
      int echoed = client.getInputStream().read();
      if (echoed != BYTE) {
        throw new Disqualified("the first byte comes back as " + echoed + " instead of " + BYTE);
      }
      return (System.nanoTime() - begin) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
  }

  /** Returns what the kernel calls it; {@code taskset} has become the server. */
  long pid() {
    return process.pid();
  }

  int port() {
    return port;
  }

  /** Returns how much lives on the Java heap after a collection. */
  long heapBytes() throws IOException {
    return ask("heap");
  }

  /** Returns how long the compilers of the JVM have worked by now. */
  long compiledMillis() throws IOException {
    return ask("compiled");
  }

  private long ask(String word) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write((word + "\n").getBytes(UTF_8));
    input.flush();
    String line = output.readLine();
    if (line == null || !line.startsWith(word + " ")) {
      throw new IOException("asked for " + word + ", the server says: " + line);
    }
    return Long.parseLong(line.substring(word.length() + 1));
  }

  /** Returns how much memory of the process is resident. */
  long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return KIB * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("the server has ended");
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close(); // which ends those of ours
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    output.close();
  }
}
