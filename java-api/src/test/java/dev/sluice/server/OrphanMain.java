package dev.sluice.server;

import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.event.ProcessFd;
import dev.sluice.event.Signal;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;

/** A server that dies of SIGKILL; one of its two workers blocks then. Prints their numbers. */
final class OrphanMain {
  private OrphanMain() {}

  public static void main(String[] args) throws IOException {
    StreamServer server =
        StreamServer.open(
            InetEndpoint.loopback(Family.INET4, 0),
            ServerModel.prefork(2),
            new PidHandler(),
            ServerSettings.STANDARD);
    Thread.ofPlatform().daemon().start(() -> serve(server));
    Set<Long> workers = new TreeSet<>();
    StreamSocket client = StreamSocket.connectTo(server.endpoint());
    while (workers.size() < 2) {
      client = StreamSocket.connectTo(server.endpoint());
      workers.add(PreforkTest.workerOf(client));
    }
    client.sendAll(IoBuffer.allocate(1).put('!'));
    System.out.println("workers " + workers.toString().replaceAll("[^0-9]+", " ").strip());
    System.out.flush();
    ProcessFd.open(ProcessHandle.current().pid()).send(Signal.KILL);
  }

  private static void serve(StreamServer server) {
    try {
      server.serve();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
