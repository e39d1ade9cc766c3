package dev.sluice.benchmarks.duel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.concurrent.TimeUnit;

/**
 * The generator of load, a process of its own that lives as long as the duel, so that it is warm:
 * the same for all contenders. It obeys lines of its standard input, {@link GeneratorProcess} has
 * the words, with a line each, and ends with it.
 */
public final class Generator {
  private static final int TOUCH_BYTES = 64;

  private final Clients clients = new Clients();
  private CpuClock clock = new CpuClock(ProcessHandle.current().pid());
  private Load load = new Load(clients, clock);
  private int port;

  private Generator() throws IOException {}

  public static void main(String[] args) throws IOException {
    Generator generator = new Generator();
    try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        System.out.println(generator.answer(line.split(" ", -1)));
        System.out.flush();
      }
    }
  }

  private String answer(String[] words) {
    try {
      return "ok " + obey(words);
    } catch (Disqualified e) {
      clients.closeAll();
      return "disqualified " + e.getMessage();
    } catch (IOException | RuntimeException e) {
      clients.closeAll();
      return "failed " + e;
    }
  }

  private Object obey(String[] words) throws IOException {
    return switch (words[0]) {
      case "server" -> turnTo(Long.parseLong(words[1]), number(words[2]));
      case "connect" -> connect(number(words[1]));
      case "close" -> close();
      case "closed" -> {
        clients.requestBytes(number(words[2]));
        yield load.closed(number(words[1]), millis(words[3]));
      }
      case "open" -> {
        clients.requestBytes(number(words[2]));
        yield load.open(number(words[1]), millis(words[3]), number(words[4]));
      }
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  private String turnTo(long pid, int serversPort) {
    clock.close();
    clock = new CpuClock(pid);
    load = new Load(clients, clock);
    port = serversPort;
    return "";
  }

  private String connect(int connections) throws IOException {
    int before = clients.count();
    clients.requestBytes(TOUCH_BYTES);
    while (clients.count() < connections) {
      clients.connect(port);
    }
    load.touch(before);
    return "";
  }

  private String close() {
    clients.closeAll();
    return "";
  }

  private static int number(String word) {
    return Integer.parseInt(word);
  }

  private static long millis(String word) {
    return TimeUnit.MILLISECONDS.toNanos(number(word));
  }
}
