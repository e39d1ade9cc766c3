package dev.sluice.benchmarks;

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

/** The benchmarks of transfers: who takes part, and what is compared. */
final class Transfers {
  private Transfers() {}

  static List<TransferDuel> all() {
    List<TransferDuel> duels = new ArrayList<>();
    duels.add(
        new TransferDuel(
            DatagramBatchBenchmark.class,
            "datagram",
            List.of("batch", "single", "nio"),
            List.of(new Rate("batch", "nio", 1.3), new Rate("single", "nio", 0))));
    duels.add(
        new TransferDuel(
            DatagramSegmentBenchmark.class,
            "datagram",
            List.of("segments", "batch", "nio"),
            List.of(new Rate("segments", "nio", 3), new Rate("batch", "nio", 0))));
    List<String> streams = List.of("typed", "jnr", "nio");
    duels.add(
        new TransferDuel(
            UnixRoundTripBenchmark.class,
            "round trip",
            streams,
            List.of(new Rate("typed", "jnr", 2), new Rate("typed", "nio", 1))));
    duels.add(
        new TransferDuel(
            UnixStreamBenchmark.class,
            "64 KiB",
            streams,
            List.of(new Rate("typed", "jnr", 0), new Rate("typed", "nio", 0))));
    duels.add(
        new TransferDuel(
            UnixBlockingBenchmark.class,
            "round trip",
            streams,
            List.of(new Rate("typed", "jnr", 2), new Rate("typed", "nio", 1))));
    List<String> blocking = List.of("typed", "nio", "javaNet");
    List<Rate> overBoth = List.of(new Rate("typed", "nio", 0), new Rate("typed", "javaNet", 0));
    duels.add(new TransferDuel(TcpRoundTripBenchmark.class, "round trip", blocking, overBoth));
    duels.add(new TransferDuel(ConnectBenchmark.class, "connection", blocking, overBoth));
    duels.add(
        new TransferDuel(FdPassBenchmark.class, "message", List.of("one", "several"), List.of()));
    return duels;
  }
}
