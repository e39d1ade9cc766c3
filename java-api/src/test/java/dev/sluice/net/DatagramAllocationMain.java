package dev.sluice.net;

import dev.sluice.AllocatedBytes;
import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.FdClosedException;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.UnixEndpoint;
import java.io.IOException;

/** Prints how many bytes each datagram allocates; see {@link DatagramAllocationTest}. */
final class DatagramAllocationMain {
  private DatagramAllocationMain() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "connected" -> connected();
      case "IPv4" -> withAddresses(InetEndpoint.loopback(Family.INET4, 0));
      case "IPv6" -> withAddresses(InetEndpoint.loopback(Family.INET6, 0));
      case "AF_UNIX" -> withAddresses(UnixEndpoint.unnamed());
      default -> blocking(InetEndpoint.loopback(Family.INET4, 0));
    }
  }

  private static void print(String operation, AllocatedBytes.Round round) throws Exception {
    System.out.println(operation + ": " + AllocatedBytes.perRound(round));
  }

  private static DatagramSocket bound(Endpoint local) throws IOException {
    DatagramSocket socket = DatagramSocket.open(local.family());
    socket.bind(local);
    return socket;
  }

  private static void connected() throws Exception {
    try (DatagramSocket one = bound(InetEndpoint.loopback(Family.INET4, 0));
        DatagramSocket other = bound(InetEndpoint.loopback(Family.INET4, 0));
        IoBuffer buffer = IoBuffer.allocate(64)) {
      one.connect(other.localEndpoint());
      other.connect(one.localEndpoint());
      print(
          "send and recv",
          () -> {
            one.send(buffer.clear().filled(8));
            other.recv(buffer.clear());
          });
      one.setBlocking(false);
      print("recv of nothing", () -> one.recv(buffer.clear()));
    }
  }

  private static void withAddresses(Endpoint local) throws Exception {
    try (DatagramSocket one = bound(local);
        DatagramSocket other = bound(local);
        IoBuffer buffer = IoBuffer.allocate(64)) {
      Endpoint peer = other.localEndpoint();
      Sender sender = new Sender();
      print(
          "sendTo and recvFrom",
          () -> {
            one.sendTo(buffer.clear().filled(8), peer);
            other.recvFrom(buffer.clear(), sender);
          });
      if (!sender.endpoint().equals(one.localEndpoint())) {
        throw new AssertionError("from " + sender);
      }
    }
  }

  /** The answer comes from another thread, so that receiving has to wait for it. */
  private static void blocking(Endpoint local) throws Exception {
    try (DatagramSocket one = bound(local);
        DatagramSocket echo = bound(local);
        IoBuffer buffer = IoBuffer.allocate(64)) {
      Thread peer = Thread.ofPlatform().start(() -> echo(echo));
      Endpoint there = echo.localEndpoint();
      Sender sender = new Sender();
      print(
          "recvFrom that waits",
          () -> {
            one.sendTo(buffer.clear().filled(8), there);
            one.recvFrom(buffer.clear(), sender);
          });
      echo.close();
      peer.join();
    }
  }

  private static void echo(DatagramSocket socket) {
    Sender sender = new Sender();
    try (IoBuffer buffer = IoBuffer.allocate(64)) {
      for (; ; ) {
        socket.recvFrom(buffer.clear(), sender);
        socket.sendTo(buffer, sender.endpoint());
      }
    } catch (FdClosedException over) {
      // The measurement is done.
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
