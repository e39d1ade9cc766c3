package dev.sluice.server;

import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.OpenDescriptors;
import dev.sluice.loop.ConnectionLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Servers of some models under attack, in a process of their own, whose memory and descriptors are
 * measured. Arguments: how many of each kind of client, how many that come and go, and the models.
 */
final class HostileMain {
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final ServerSettings SETTINGS =
      ServerSettings.STANDARD.limits(
          ConnectionLimits.STANDARD
              .maxInput(1 << 16)
              .output(8 << 10, 32 << 10, 1 << 20)
              .idle(TimeUnit.SECONDS.toNanos(1))
              .message(TimeUnit.MILLISECONDS.toNanos(500)));

  private final List<StreamServer> servers = new ArrayList<>();
  private final List<HostileClients> clients = new ArrayList<>();

  private HostileMain() {}

  public static void main(String[] arguments) throws Exception {
    int each = Integer.parseInt(arguments[0]);
    int churn = Integer.parseInt(arguments[1]);
    HostileMain main = new HostileMain();
    for (String model : List.of(arguments).subList(2, arguments.length)) {
      main.open(ServerModel.parse(model));
    }
    // What the first of them costs, classes, compilers and pools, is not counted.
    main.attack(Math.max(20, each / 4), churn / 4);
    Usage before = Usage.now();
    main.attack(each, churn);
    Usage after = Usage.now();
    after.printSince(before, "left");
    main.close();
  }

  private void open(ServerModel model) throws IOException {
    StreamServer server =
        StreamServer.open(
            InetEndpoint.loopback(Family.INET4, 0), model, new FrameEchoHandler(), SETTINGS);
    servers.add(server);
    clients.add(new HostileClients(server.endpoint()));
    Thread.ofPlatform().start(() -> serve(server));
  }

  private static void serve(StreamServer server) {
    try {
      server.serve();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void attack(int each, int churn) throws IOException {
    Usage before = Usage.now();
    for (HostileClients client : clients) {
      client.beginFrames(each);
      client.sendWithoutReading(each);
      client.beServed();
    }
    Usage.now().printSince(before, "held");
    int dripping = 0;
    for (HostileClients client : clients) {
      client.release();
      client.beginFrames(each);
      dripping += client.held();
    }
    dripUntilAllAreEnded();
    System.out.println("slow clients ended: " + dripping);
    for (HostileClients client : clients) {
      client.sendWithoutReading(each);
    }
    awaitNobody(); // they are held, and it is the servers that end them
    System.out.println("clients that never read ended: " + each * clients.size());
    for (HostileClients client : clients) {
      for (int i = 0; i < each; i++) {
        client.announceTwoGibibytes();
      }
      client.beServed();
      client.release();
    }
    comeAndGo(churn);
    awaitNobody();
    long failures = servers.stream().mapToLong(server -> server.counted().handlerFailures()).sum();
    System.out.println("failures of handlers: " + failures);
  }

  private void dripUntilAllAreEnded() throws IOException {
    long end = System.nanoTime() + DEADLINE_NANOS;
    while (clients.stream().anyMatch(client -> client.held() > 0)) {
      for (HostileClients client : clients) {
        client.dripOnce();
        client.beServed();
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("slow clients are kept");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private void comeAndGo(int count) throws IOException {
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      for (HostileClients client : clients) {
        client.comeAndGo(i);
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf("connects per second: %.0f%n", count * clients.size() / seconds);
  }

  /** Only the listeners are left; the one that is served last was accepted after all others. */
  private void awaitNobody() throws IOException {
    for (HostileClients client : clients) {
      client.beServed();
    }
    for (StreamServer server : servers) {
      await(() -> server.counted().sources() == 1);
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + DEADLINE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not in time");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void close() throws IOException {
    for (StreamServer server : servers) {
      server.close();
    }
    clients.forEach(HostileClients::close);
  }

  /** What the process has. */
  private record Usage(long residentKilobytes, long heapKilobytes, int descriptors) {
    static Usage now() throws IOException {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      long heap = (runtime.totalMemory() - runtime.freeMemory()) / 1024;
      return new Usage(resident(), heap, OpenDescriptors.now().count());
    }

    private static long resident() throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
      throw new IOException("VmRSS is not told");
    }

    void printSince(Usage before, String when) {
      System.out.printf(
          "%s: resident %+d KiB, heap %+d KiB, descriptors %+d (of %d KiB, %d KiB, %d)%n",
          when,
          residentKilobytes - before.residentKilobytes,
          heapKilobytes - before.heapKilobytes,
          descriptors - before.descriptors,
          residentKilobytes,
          heapKilobytes,
          descriptors);
    }
  }
}
