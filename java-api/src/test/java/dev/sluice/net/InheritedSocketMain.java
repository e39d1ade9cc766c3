package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.sys.FcntlSys;
import java.io.IOException;
import java.util.List;

/** What a service does with the sockets it is started with, for {@link InheritedSocketTest}. */
final class InheritedSocketMain {
  private InheritedSocketMain() {}

  public static void main(String[] args) throws IOException {
    switch (args[0]) {
      case "both" -> both();
      case "count" -> count();
      case "greet" -> greet();
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  /** Accepts the connection that fd 5 made before, and talks to itself. */
  private static void both() throws IOException {
    List<InheritedSocket> inherited = InheritedSocket.fromSystemd();
    Socket web = describe(inherited.get(0));
    Socket log = describe(inherited.get(1));
    Socket client = InheritedSocket.adopt(Fd.adopt(5));
    System.out.println("fd 5: " + client.getClass().getSimpleName());
    StreamSocket server = requireNonNull(((ListeningSocket) web).accept());
    try (IoBuffer buffer = IoBuffer.allocate(64)) {
      server.sendAll(buffer.put("hello", UTF_8));
      ((StreamSocket) client).recvExactly(buffer.clear(), 5);
      System.out.println("echoed " + buffer.getAll(UTF_8));
      ((DatagramSocket) log).recv(buffer.clear());
      System.out.println(buffer.getAll(UTF_8));
    }
    System.out.println("again: " + InheritedSocket.fromSystemd().size());
  }

  private static Socket describe(InheritedSocket inherited) throws ErrnoException {
    int number = inherited.fd().enter();
    int flags = FcntlSys.fcntl_getfd(number);
    inherited.fd().exit();
    Socket socket = inherited.adopt();
    System.out.println(inherited.name() + ": " + socket + ", close-on-exec " + flags);
    return socket;
  }

  private static void count() {
    try {
      System.out.println(InheritedSocket.fromSystemd().size());
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage());
      System.out.println("fd 3 is open: " + (FcntlSys.fcntl_getfd(3) >= 0));
    }
  }

  private static void greet() throws IOException {
    InheritedSocket only = InheritedSocket.fromSystemd().getFirst();
    try (ListeningSocket listener = (ListeningSocket) only.adopt();
        StreamSocket client = requireNonNull(listener.accept());
        IoBuffer buffer = IoBuffer.allocate(64)) {
      client.sendAll(buffer.put(only.name(), UTF_8));
    }
  }
}
