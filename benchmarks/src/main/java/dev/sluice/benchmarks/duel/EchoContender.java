package dev.sluice.benchmarks.duel;

import dev.sluice.benchmarks.harness.Java;
import dev.sluice.benchmarks.server.JavaNetServer;
import dev.sluice.benchmarks.server.NettyServer;
import dev.sluice.benchmarks.server.NioServer;
import dev.sluice.benchmarks.server.RawServer;
import dev.sluice.benchmarks.server.SluiceServer;
import java.util.ArrayList;
import java.util.List;

/**
 * Who takes part.
 *
 * @param name in tables and on the command line
 * @param what it is, in a few words
 * @param most how many connections it can carry, or carries in useful time
 * @param isJava tells whether it is a JVM, which can be asked for its heap
 * @param command what to start; the path of the C program is put before the words of {@code c}
 */
public record EchoContender(
    String name, String what, int most, boolean isJava, List<String> command) {
  /** The one that ratios are to, first. */
  public static final String C = "c-edge";

  /** The other one that ratios are to. */
  public static final String NIO = "nio";

  private static final int ANY = 10_000;
  private static final int FEW = 1_000;

  /** The same for all JVMs: what a process has on one processor, and memory that does not vary. */
  private static final List<String> JVM =
      List.of("-XX:+UseSerialGC", "-Xms64m", "-Xmx1g", "-Xmn24m", "-XX:-UsePerfData");

  /** Netty looks for leaks in one of 128 buffers, which nobody else does. */
  private static final List<String> NETTY = List.of("-Dio.netty.leakDetection.level=disabled");

  /** All, in the order of a round: whoever is compared most stands together. */
  public static List<EchoContender> all() {
    List<EchoContender> all = new ArrayList<>();
    all.add(c(C, "C, epoll edge-triggered", "edge", "1"));
    all.add(sluice("edge", "epoll-edge"));
    all.add(java("raw", "Sluice's raw layer, edge-triggered", ANY, RawServer.class));
    all.add(java(NIO, "java.nio by hand", ANY, NioServer.class));
    all.add(netty("netty-epoll", "Netty over JNI, edge-triggered", "epoll"));
    all.add(netty("netty-nio", "Netty over java.nio", "nio"));
    all.add(c("c-level", "C, epoll level-triggered", "level", "1"));
    all.add(sluice("level", "epoll-level"));
    all.add(c("c-edge-2", "c-edge with a second thread, asleep", "edge", "2"));
    all.add(sluice("virtual", "virtual-threads"));
    all.add(
        java(
            "virtual-blocking",
            "Sluice, blocking calls on virtual threads",
            ANY,
            SluiceServer.class,
            "virtual-threads",
            "blocking"));
    all.add(java("java-net", "java.net on virtual threads", ANY, JavaNetServer.class, "virtual"));
    all.add(sluice("sluice-nio", "nio"));
    all.add(sluice("poll", "poll"));
    all.add(sluice("select", "select", FEW));
    all.add(sluice("threads", "thread-per-connection", FEW));
    all.add(sluice("polling", "non-blocking-polling", FEW));
    all.add(sluice("sequential", "sequential", 1));
    return all;
  }

  /**
   * Returns one by its name.
   *
   * @throws IllegalArgumentException if there is none, naming what there is
   */
  public static EchoContender named(String name) {
    return all().stream()
        .filter(contender -> contender.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no contender "
                        + name
                        + "; there are "
                        + all().stream().map(EchoContender::name).toList()));
  }

  private static EchoContender c(String name, String what, String trigger, String threads) {
    return new EchoContender(name, what, ANY, false, List.of(trigger, threads));
  }

  private static EchoContender sluice(String name, String model) {
    return sluice(name, model, ANY);
  }

  private static EchoContender sluice(String name, String model, int most) {
    return java(name, "Sluice, model " + model, most, SluiceServer.class, model);
  }

  private static EchoContender netty(String name, String what, String transport) {
    List<String> arguments = new ArrayList<>(JVM);
    arguments.addAll(NETTY);
    List<String> command = Java.commandWithJars(NettyServer.class, arguments, "netty-");
    return new EchoContender(name, what, ANY, true, with(command, transport));
  }

  /** A JVM with a class of this program, or of a test. */
  static EchoContender java(
      String name, String what, int most, Class<?> main, String... arguments) {
    return new EchoContender(name, what, most, true, with(Java.command(main, JVM), arguments));
  }

  private static List<String> with(List<String> command, String... more) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return all;
  }

  /** Tells whether it takes part in a scenario. */
  boolean canCarry(Scenario scenario) {
    return scenario.connections() <= most;
  }
}
