package dev.sluice.examples;

import static java.util.Objects.requireNonNull;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.FdClosedException;
import dev.sluice.IoBuffer;
import dev.sluice.UnixEndpoint;
import dev.sluice.net.AttemptsFailedException;
import dev.sluice.net.Connector;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.MsgFlags;
import dev.sluice.net.Sender;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code sluice nc}: standard input to a peer, and what the peer says to standard output.
 *
 * <p>Here are the four ways to a peer: connected or listened for, stream or datagram. {@link
 * NcRelay} does the talking, {@link NcScan} looks at ports, {@link NcAddress} reads addresses.
 */
@Command(
    name = "nc",
    header = "netcat: TCP, UDP and AF_UNIX, to connect, to listen and to scan ports.",
    description = {
      "Sends standard input and prints what the peer sends, until both are at their ends. The end"
          + " of the input is told to the peer, who may go on sending."
    },
    footer = {
      "",
      "Examples:",
      "  sluice nc -l 7777 > copy             waits for a connection, and receives a file",
      "  sluice nc 127.0.0.1 7777 < file      sends a file",
      "  sluice nc -lkU @name                 an abstract AF_UNIX name, one client after the other",
      "  sluice nc -u -w 1 127.0.0.1 7777     UDP, until a second has passed in silence",
      "  sluice nc -z localhost 1-1024        which ports are open; exit code 1 if none is"
    })
final class Nc implements Callable<Integer> {
  private static final int BACKLOG = 16;
  private static final int FAILED = 1;

  @Mixin private final NcAddress address = new NcAddress();

  @Option(names = "-l", description = "Listen, instead of connecting.")
  private boolean listens;

  @Option(names = "-k", description = "Go on listening after the first; with -u, hear everybody.")
  private boolean keeps;

  @Option(names = "-z", description = "Tell which ports are open, and send nothing.")
  private boolean scans;

  @Option(
      names = "-w",
      paramLabel = "SECONDS",
      description = "Give up connecting, and end in silence, after so long (default: never).")
  private int patienceSeconds;

  @Option(
      names = "-q",
      paramLabel = "SECONDS",
      description = "End so long after the end of the input (default: when the peer does).")
  private int lingerSeconds = -1;

  @Option(
      names = {"-N", "--half-close"},
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Tell the peer when the input ends; it does unless --no-half-close is given.")
  private boolean halfCloses;

  @Option(names = "-v", description = "Tell on standard error who is connected, and how much went.")
  private boolean tells;

  @Override
  public Integer call() throws IOException, InterruptedException {
    address.check(listens, scans);
    address.require(!keeps || listens, "-k goes on listening: it needs -l");
    address.require(patienceSeconds >= 0, "-w takes seconds, not " + patienceSeconds);
    if (scans) {
      return new NcScan(address, patienceSeconds, tells).run() ? 0 : FAILED;
    }
    Thread main = Thread.currentThread();
    try (CtrlC ctrlC = new CtrlC();
        NcRelay relay =
            new NcRelay(patienceSeconds, lingerSeconds, halfCloses, keeps, this::tell)) {
      ctrlC.stopsBy(
          () -> {
            main.interrupt(); // connecting, or waiting for somebody
            relay.stop();
          });
      talk(relay);
    } catch (SocketTimeoutException e) {
      throw e; // an InterruptedIOException as well
    } catch (FdClosedException | InterruptedIOException | ClosedByInterruptException ctrlC) {
      return 0;
    }
    return 0;
  }

  private void talk(NcRelay relay) throws IOException {
    if (listens) {
      Endpoint local = address.endpoint();
      try {
        listen(relay, local);
      } catch (ErrnoException e) {
        throw e.call().startsWith("bind") || e.call().startsWith("listen")
            ? Failure.cannotListen(local, e)
            : e;
      }
    } else if (address.isDatagram()) {
      connectDatagrams(relay);
    } else {
      try (StreamSocket socket = connect()) {
        tell("connected to " + socket.peerEndpoint() + " from " + socket.localEndpoint());
        relay.run(NcPeer.of(socket));
      }
    }
  }

  private StreamSocket connect() throws IOException {
    try {
      Connector connector =
          patienceSeconds == 0
              ? Connector.withoutTimeout()
              : Connector.withTimeout(patienceSeconds * 1000L);
      List<Endpoint> peers = address.endpoints();
      Endpoint source = address.source(peers.getFirst());
      return (source == null ? connector : connector.from(source)).createConnection(peers);
    } catch (AttemptsFailedException e) {
      throw new Failure("cannot connect to " + reasons(e));
    }
  }

  static String reasons(AttemptsFailedException e) {
    String message = String.valueOf(e.getMessage());
    return message.substring(message.indexOf("): ") + 3);
  }

  private void connectDatagrams(NcRelay relay) throws IOException {
    Endpoint peer = address.endpoint();
    try (DatagramSocket socket = DatagramSocket.open(peer.family())) {
      Endpoint source = address.source(peer);
      if (source != null) {
        socket.bind(source);
      }
      socket.connect(peer);
      relay.run(NcPeer.of(socket));
    } catch (ErrnoException e) {
      throw new Failure("cannot talk to " + peer + ": " + e.errno());
    }
  }

  private void listen(NcRelay relay, Endpoint local) throws IOException {
    boolean isFile = local instanceof UnixEndpoint unix && unix.kind() == UnixEndpoint.Kind.PATH;
    try {
      if (address.isDatagram()) {
        listenForDatagrams(relay, local);
      } else {
        listenForConnections(relay, local);
      }
    } finally {
      if (isFile) {
        Files.deleteIfExists(Path.of(local.toString().substring("unix:".length())));
      }
    }
  }

  private void listenForConnections(NcRelay relay, Endpoint local) throws IOException {
    try (ListeningSocket listener = ListeningSocket.listenOn(local, BACKLOG)) {
      System.err.println("listening on " + listener.localEndpoint());
      do {
        try (StreamSocket socket = requireNonNull(listener.accept())) {
          tell("connection from " + socket.peerEndpoint());
          relay.run(NcPeer.of(socket));
        }
      } while (keeps);
    }
  }

  private void listenForDatagrams(NcRelay relay, Endpoint local) throws IOException {
    try (DatagramSocket socket = DatagramSocket.open(local.family())) {
      socket.bind(local);
      System.err.println("listening on " + socket.localEndpoint());
      boolean isConnected = !keeps && connectToFirst(socket);
      relay.run(isConnected ? NcPeer.of(socket) : NcPeer.ofEverybody(socket));
    }
  }

  /** Looks at the first datagram, without taking it, and talks to its sender alone from then on. */
  private boolean connectToFirst(DatagramSocket socket) throws IOException {
    Sender sender = new Sender();
    try (IoBuffer first = IoBuffer.allocate(1)) {
      socket.recvFrom(first, sender, MsgFlags.PEEK);
    }
    tell("datagram from " + sender.endpoint());
    if (sender.endpoint().equals(UnixEndpoint.unnamed())) {
      return false; // who has no name is heard, and cannot be answered
    }
    socket.connect(sender.endpoint());
    return true;
  }

  private void tell(String what) {
    if (tells) {
      System.err.println(what);
    }
  }
}
