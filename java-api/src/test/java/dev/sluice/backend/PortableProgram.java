package dev.sluice.backend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.UnixEndpoint;
import dev.sluice.event.Interest;
import dev.sluice.event.Poller;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.Sender;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.Sockets;
import dev.sluice.net.StreamSocket;
import dev.sluice.net.TcpOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program for any backend, run in a JVM of its own: prints what it ran on, and what it heard. */
final class PortableProgram {
  private static final long SOON = 20_000_000_000L;

  private PortableProgram() {}

  public static void main(String[] arguments) throws IOException {
    Sockets sockets = Backend.best().sockets();
    Path directory = Files.createTempDirectory("sluice");
    Path path = directory.resolve("socket");
    try {
      System.out.println("backend " + Backend.best());
      System.out.println("tcp " + stream(sockets, InetEndpoint.loopback(Family.INET4, 0)));
      System.out.println("unix " + stream(sockets, UnixEndpoint.path(path.toString())));
      System.out.println("udp " + datagram(sockets));
    } finally {
      Files.deleteIfExists(path);
      Files.delete(directory);
    }
  }

  private static String stream(Sockets sockets, Endpoint local) throws IOException {
    try (ListeningSocket listener = sockets.listenOn(local, 8);
        Poller<String> poller = Poller.best();
        StreamSocket client = sockets.connectTo(listener.localEndpoint());
        StreamSocket server = requireNonNull(listener.accept());
        IoBuffer buffer = IoBuffer.allocate(64)) {
      if (local.family() != Family.UNIX) {
        client.set(TcpOptions.TCP_NODELAY, true);
        client.set(SocketOptions.SO_KEEPALIVE, true);
      }
      server.setTimeout(20_000);
      client.send(buffer.put("hello", US_ASCII));
      server.recv(buffer.clear());
      server.setBlocking(false);
      poller.register(server, Interest.READ, "echo");
      client.send(buffer);
      poller.await(SOON);
      server.recv(buffer.clear());
      return poller.mechanism() + " " + poller.attachment(0) + " " + buffer.getAll(US_ASCII);
    }
  }

  private static String datagram(Sockets sockets) throws IOException {
    try (DatagramSocket receiver = sockets.openDatagram(Family.INET4);
        DatagramSocket sender = sockets.openDatagram(Family.INET4);
        IoBuffer buffer = IoBuffer.allocate(64)) {
      receiver.bind(InetEndpoint.loopback(Family.INET4, 0));
      receiver.setTimeout(20_000);
      sender.sendTo(buffer.put("datagram", US_ASCII), receiver.localEndpoint());
      Sender from = new Sender();
      receiver.recvFrom(buffer.clear(), from);
      return from.endpoint().family() + " " + buffer.getAll(US_ASCII);
    }
  }
}
