package dev.sluice.benchmarks;

import dev.sluice.benchmarks.event.WaitArrivalBenchmark;
import dev.sluice.benchmarks.harness.TransferDuel;
import dev.sluice.benchmarks.harness.TransferDuel.Rate;
import dev.sluice.benchmarks.socket.ConnectBenchmark;
import dev.sluice.benchmarks.socket.DatagramBatchBenchmark;
import dev.sluice.benchmarks.socket.DatagramSegmentBenchmark;
import dev.sluice.benchmarks.socket.FdPassBenchmark;
import dev.sluice.benchmarks.socket.TcpRoundTripBenchmark;
import dev.sluice.benchmarks.socket.UnixBlockingBenchmark;
import dev.sluice.benchmarks.socket.UnixRoundTripBenchmark;
import dev.sluice.benchmarks.socket.UnixStreamBenchmark;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The benchmarks of transfers: who takes part, and what is compared. */
final class Transfers {
  private Transfers() {}

  static List<TransferDuel> all() {
    List<TransferDuel> duels = new ArrayList<>();
    duels.add(
        new TransferDuel(
            WaitArrivalBenchmark.class,
            "arrival",
            List.of("raw", "edge", "level", "poll", "select", "nio", "nettyEpoll", "nettyNio"),
            over("edge", "level", "poll", "select", "nio", "nettyEpoll", "nettyNio")));
    addDatagrams(duels);
    addUnix(duels);
    addTcp(duels);
    return duels;
  }

  private static void addDatagrams(List<TransferDuel> duels) {
    duels.add(
        new TransferDuel(
            DatagramBatchBenchmark.class,
            "datagram",
            List.of("batch", "single", "nio", "nettyEpoll"),
            List.of(
                new Rate("batch", "nio", 1.3),
                new Rate("batch", "nettyEpoll", 0),
                new Rate("single", "nio", 0))));
    duels.add(
        new TransferDuel(
            DatagramSegmentBenchmark.class,
            "datagram",
            List.of("segments", "batch", "nio"),
            List.of(new Rate("segments", "nio", 3), new Rate("batch", "nio", 0))));
  }

  private static void addUnix(List<TransferDuel> duels) {
    List<String> contenders = List.of("typed", "jnr", "nio", "nettyEpoll", "nettyNio");
    List<Rate> twice =
        List.of(
            new Rate("typed", "jnr", 2),
            new Rate("typed", "nio", 1),
            new Rate("typed", "nettyEpoll", 0),
            new Rate("typed", "nettyNio", 0));
    List<Rate> overAll = over("typed", "jnr", "nio", "nettyEpoll", "nettyNio");
    duels.add(new TransferDuel(UnixRoundTripBenchmark.class, "round trip", contenders, twice));
    duels.add(new TransferDuel(UnixStreamBenchmark.class, "64 KiB", contenders, overAll));
    duels.add(
        new TransferDuel(
            UnixBlockingBenchmark.class,
            "round trip",
            List.of("typed", "spinning", "jnr", "nio", "nettyEpoll", "nettyNio"),
            Stream.concat(twice.stream(), Stream.of(new Rate("spinning", "jnr", 2))).toList()));
    duels.add(
        new TransferDuel(
            FdPassBenchmark.class,
            "message",
            List.of("one", "several", "nettyEpoll"),
            over("one", "nettyEpoll")));
  }

  private static void addTcp(List<TransferDuel> duels) {
    duels.add(
        new TransferDuel(
            TcpRoundTripBenchmark.class,
            "round trip",
            List.of("typed", "spinning", "nio", "javaNet", "nettyEpoll", "nettyNio"),
            over("typed", "spinning", "nio", "javaNet", "nettyEpoll", "nettyNio")));
    duels.add(
        new TransferDuel(
            ConnectBenchmark.class,
            "connection",
            List.of("typed", "nio", "javaNet", "nettyEpoll"),
            over("typed", "nio", "javaNet", "nettyEpoll")));
  }

  /** The rate of one by those of others, without a target. */
  private static List<Rate> over(String mine, String... theirs) {
    return Stream.of(theirs).map(each -> new Rate(mine, each, 0)).toList();
  }
}
