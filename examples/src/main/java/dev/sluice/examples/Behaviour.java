package dev.sluice.examples;

import static dev.sluice.examples.TrialServer.LOOPBACK;
import static java.util.Objects.requireNonNull;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.IoBuffer;
import dev.sluice.UnixEndpoint;
import dev.sluice.event.EventFd;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.Sender;
import dev.sluice.net.Shutdown;
import dev.sluice.net.StreamSocket;
import dev.sluice.server.DatagramServer;
import dev.sluice.server.ServerModel;
import dev.sluice.server.ServerSettings;
import dev.sluice.server.StreamServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What {@code sluice models} tries with a server.
 *
 * @param heading the column
 * @param meaning what "yes" means
 * @param trial tries it
 */
record Behaviour(String heading, String meaning, Trial trial) {
  private static final int CLIENTS = 100;
  private static final int BYSTANDERS = 16;
  private static final int MEBIBYTE = 1 << 20;
  private static final int SELECT_LIMIT = 1024;

  /** Tries something with a server of a model; what it throws is a no with that reason. */
  @FunctionalInterface
  interface Trial {
    Outcome of(ServerModel model) throws Exception;
  }

  /** What came out: {@code yes}, {@code waits} or {@code no}, and why. */
  record Outcome(String cell, String reason) {
    static final Outcome YES = new Outcome("yes", "");

    static Outcome waits(String reason) {
      return new Outcome("waits", reason);
    }

    static Outcome no(String reason) {
      return new Outcome("no", reason);
    }

    static Outcome of(boolean holds, String reasonIfNot) {
      return holds ? YES : no(reasonIfNot);
    }
  }

  static List<Behaviour> all() {
    return List.of(
        new Behaviour("echo", "1 byte, 1,000 bytes and 1 MiB come back unchanged", Behaviour::echo),
        new Behaviour("100", "100 clients that stay are all answered", Behaviour::manyClients),
        new Behaviour(
            "slow",
            "others are answered while a client does not read 8 MiB",
            Behaviour::slowReader),
        new Behaviour(
            "half-close",
            "who shuts its sending side down still gets it all",
            Behaviour::halfClose),
        new Behaviour("throws", "a handler that throws ends one connection", Behaviour::throwing),
        new Behaviour(
            "blocks", "16 others are answered while a handler blocks", Behaviour::blocking),
        new Behaviour(
            "thread", "takes a BlockingHandler, with a thread of its own", Behaviour::ownThread),
        new Behaviour("fd 1024", "serves descriptors above 1,023", Behaviour::largeDescriptor),
        new Behaviour(
            "unix", "serves AF_UNIX by path, whose file it removes, and abstract", Behaviour::unix),
        new Behaviour(
            "restart", "listens at the same port again, at once", Behaviour::restartAtOnce),
        new Behaviour("drain", "answers what has arrived before shutdown", Behaviour::drain),
        new Behaviour("udp", "serves datagrams too", Behaviour::datagrams),
        new Behaviour("sleeps", "does nothing while nothing happens", Behaviour::sleeps));
  }

  private static Outcome echo(ServerModel model) throws Exception {
    try (TrialServer trial = new TrialServer(model, LOOPBACK)) {
      StreamSocket client = trial.connect();
      boolean same = true;
      for (int bytes : new int[] {1, 1_000, MEBIBYTE}) {
        same &= TrialServer.echoes(client, bytes);
      }
      return Outcome.of(same, "other bytes came back");
    }
  }

  private static Outcome manyClients(ServerModel model) throws Exception {
    try (TrialServer trial = new TrialServer(model, LOOPBACK)) {
      List<StreamSocket> clients = trial.connect(CLIENTS);
      return judge(
          clients,
          answered -> answered.forEach(StreamSocket::close),
          " of " + CLIENTS + " clients waited until those before them had gone");
    }
  }

  /** Lets somebody who is in the way go. */
  @FunctionalInterface
  private interface Release {
    void answered(List<StreamSocket> answered) throws IOException;
  }

  /** Who is not answered while somebody is in the way may be answered afterwards: it waits. */
  private static Outcome judge(List<StreamSocket> clients, Release release, String waiting)
      throws IOException {
    List<StreamSocket> answered = TrialServer.answered(clients);
    List<StreamSocket> waited = new ArrayList<>(clients);
    waited.removeAll(answered);
    release.answered(answered);
    int atLast = 0;
    for (StreamSocket client : waited) {
      atLast += TrialServer.receives(client) ? 1 : 0;
      client.close();
    }
    if (waited.isEmpty()) {
      return Outcome.YES;
    }
    return atLast == waited.size()
        ? Outcome.waits(waited.size() + waiting)
        : Outcome.no(waited.size() - atLast + " were never answered");
  }

  private static Outcome slowReader(ServerModel model) throws Exception {
    try (TrialServer trial = new TrialServer(model, LOOPBACK)) {
      StreamSocket slow = trial.connect();
      if (!TrialServer.answered(List.of(slow)).contains(slow)) {
        return Outcome.no("the first client was not answered");
      }
      byte[] much = new byte[8 * MEBIBYTE];
      Thread sender = Thread.ofVirtual().start(() -> TrialServer.sendQuietly(slow, much));
      List<StreamSocket> others = trial.connect(1);
      return judge(
          others,
          answered -> {
            try (IoBuffer all = IoBuffer.allocate(much.length)) {
              slow.recvExactly(all, much.length);
            }
            join(sender);
            slow.close();
          },
          " client waited until the slow one had read, and gone");
    }
  }

  private static void join(Thread thread) throws IOException {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static Outcome halfClose(ServerModel model) throws Exception {
    try (TrialServer trial = new TrialServer(model, LOOPBACK)) {
      StreamSocket client = trial.connect();
      TrialServer.send(client, "a".repeat(100_000));
      client.shutdown(Shutdown.WRITE);
      long received = TrialServer.readToEnd(client);
      return Outcome.of(received == 100_000, received + " of 100000 bytes came back");
    }
  }

  private static Outcome throwing(ServerModel model) throws Exception {
    try (TrialServer trial = new TrialServer(model, LOOPBACK)) {
      StreamSocket bad = trial.connect();
      TrialServer.send(bad, "!");
      if (TrialServer.receives(bad)) {
        return Outcome.no("its connection went on");
      }
      bad.close();
      List<StreamSocket> good = trial.connect(1);
      return Outcome.of(TrialServer.answered(good).equals(good), "others were not served");
    }
  }

  private static Outcome blocking(ServerModel model) throws Exception {
    String name = "sluice-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    try (ListeningSocket database = ListeningSocket.listenOn(UnixEndpoint.abstractName(name), 1);
        TrialServer trial = new TrialServer(model, LOOPBACK)) {
      StreamSocket busy = trial.connect();
      TrialServer.send(busy, "#" + name);
      database.setTimeout(5 * TrialServer.PATIENCE_MILLIS);
      try (StreamSocket blocked = requireNonNull(database.accept(), "a blocking accept")) {
        return judge(
            trial.connect(BYSTANDERS),
            answered -> {
              blocked.shutdown(Shutdown.BOTH);
              busy.close();
            },
            " of 16 waited until it went on");
      }
    }
  }

  private static Outcome ownThread(ServerModel model) throws Exception {
    try (StreamServer server =
        StreamServer.openBlocking(LOOPBACK, model, connection -> {}, ServerSettings.STANDARD)) {
      return Outcome.of(server.model().equals(model), "it serves otherwise");
    }
  }

  private static Outcome largeDescriptor(ServerModel model) throws Exception {
    List<EventFd> taken = new ArrayList<>();
    try (TrialServer trial = new TrialServer(model, LOOPBACK)) {
      while (taken.size() < SELECT_LIMIT) {
        taken.add(EventFd.open(0, EventFd.Kind.COUNTER));
      }
      List<StreamSocket> client = trial.connect(1);
      boolean served = TrialServer.answered(client).equals(client);
      return Outcome.of(served, "its connection is refused");
    } catch (ErrnoException e) {
      return e.errno().equals(Errno.EMFILE)
          ? new Outcome("?", "a larger 'ulimit -n' is needed to see")
          : Outcome.no("its connection is refused");
    } finally {
      taken.forEach(EventFd::close);
    }
  }

  private static Outcome unix(ServerModel model) throws Exception {
    Path directory = Files.createTempDirectory("sluice");
    Path file = directory.resolve("trial.sock");
    String name = "sluice-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    try {
      boolean echoed = true;
      for (Endpoint local :
          List.of(UnixEndpoint.path(file.toString()), UnixEndpoint.abstractName(name))) {
        try (TrialServer trial = new TrialServer(model, local)) {
          echoed &= TrialServer.echoes(trial.connect(), MEBIBYTE);
        }
      }
      return Outcome.of(echoed && !Files.exists(file), "other bytes, or a file that is left");
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }

  private static Outcome restartAtOnce(ServerModel model) throws Exception {
    Endpoint endpoint;
    StreamSocket witness;
    try (TrialServer first = new TrialServer(model, LOOPBACK)) {
      endpoint = first.server.endpoint();
      witness = first.connect();
      TrialServer.answered(List.of(witness));
      first.server.shutdown(TimeUnit.SECONDS.toNanos(2));
      TrialServer.readToEnd(witness);
    }
    try (TrialServer second = new TrialServer(model, endpoint)) {
      return Outcome.of(TrialServer.echoes(second.connect(), 1_000), "other bytes came back");
    }
  }

  private static Outcome drain(ServerModel model) throws Exception {
    try (TrialServer trial = new TrialServer(model, LOOPBACK)) {
      StreamSocket client = trial.connect();
      TrialServer.answered(List.of(client));
      TrialServer.send(client, "a".repeat(100_000));
      trial.server.shutdown(TimeUnit.SECONDS.toNanos(2));
      long received = TrialServer.readToEnd(client);
      return Outcome.of(received == 100_000, received + " of 100000 bytes came back");
    }
  }

  private static Outcome datagrams(ServerModel model) throws Exception {
    try (DatagramServer server =
            DatagramServer.open(
                LOOPBACK, model, (port, datagram, sender) -> port.send(datagram, sender), 100);
        DatagramSocket client = DatagramSocket.open(LOOPBACK.family());
        IoBuffer buffer = IoBuffer.allocate(100)) {
      Thread thread = Thread.ofPlatform().daemon().start(() -> serve(server));
      client.setTimeout(5 * TrialServer.PATIENCE_MILLIS);
      client.sendTo(buffer.filled(10), server.endpoint());
      int received = client.recvFrom(buffer.clear(), new Sender());
      server.shutdown(TimeUnit.SECONDS.toNanos(1));
      thread.join();
      return Outcome.of(received == 10, received + " of 10 bytes came back");
    }
  }

  private static void serve(DatagramServer server) {
    try {
      server.serve();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With a client that says nothing: whoever waits for readiness wakes up for nothing. */
  private static Outcome sleeps(ServerModel model) throws Exception {
    try (TrialServer trial = new TrialServer(model, LOOPBACK)) {
      List<StreamSocket> client = trial.connect(1);
      if (!TrialServer.answered(client).equals(client)) {
        return Outcome.no("its client was not answered");
      }
      TimeUnit.MILLISECONDS.sleep(100);
      long before = trial.server.counted().iterations();
      TimeUnit.MILLISECONDS.sleep(200);
      long looked = trial.server.counted().iterations() - before;
      return Outcome.of(looked <= 2, "looks " + looked + " times in 0.2 s");
    }
  }
}
