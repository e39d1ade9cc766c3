package dev.sluice.net;

import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.event.Pipe;
import dev.sluice.event.Waker;
import dev.sluice.sys.SocketConstants;
import dev.sluice.sys.SocketSys;
import dev.sluice.sys.UnistdSys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Makes one kind of call, for {@link InterruptedCallsTest} to interrupt. */
final class InterruptedCallsMain {
  /** More calls of close than any other thread makes, the loader's included. */
  static final int CLOSES = 1_000;

  private InterruptedCallsMain() {}

  /** Runs in a thread of its own: strace counts the calls of each thread. */
  public static void main(String[] args) throws Exception {
    FutureTask<Boolean> work = new FutureTask<>(() -> run(args[0]), true);
    Thread.ofPlatform().start(work);
    work.get();
  }

  private static void run(String scenario) {
    try (ListeningSocket listener =
        ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 8)) {
      switch (scenario) {
        case "transfer" -> transfer(listener);
        case "connect" -> connect(listener);
        case "shortage" -> shortage(listener);
        case "wait" -> await();
        case "close" -> close();
        case "message" -> message();
        case "sendfile" -> sendfile(listener);
        case "splice" -> splice();
        case "createConnection" -> createConnection();
        case "zeroCopy" -> zeroCopy(listener);
        default -> throw new IllegalArgumentException(scenario);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes a socket when this thread has called close {@link #CLOSES} times before. */
  private static void close() throws IOException {
    StreamSocket socket = StreamSocket.open(Family.UNIX);
    System.out.println("closing " + socket.fd());
    for (int i = 0; i < CLOSES; i++) {
      UnistdSys.close(-1);
    }
    socket.close();
    System.out.println("closed");
  }

  private static void transfer(ListeningSocket listener) throws IOException {
    StreamSocket client = StreamSocket.connectTo(listener.localEndpoint());
    StreamSocket server = Objects.requireNonNull(listener.accept());
    echo(client, server);
    client.close();
    server.close();
  }

  private static void echo(StreamSocket client, StreamSocket server) throws IOException {
    try (IoBuffer buffer = IoBuffer.allocate(8)) {
      System.out.println("sent " + client.send(buffer.put(7)));
      System.out.println("received " + server.recv(buffer));
    }
  }

  /** Begins to connect past the typed layer, so that an interrupted connect is under way. */
  private static void connect(ListeningSocket listener) throws IOException {
    int flags = SocketConstants.SOCK_NONBLOCK | SocketConstants.SOCK_CLOEXEC;
    int number = SocketSys.socket(SocketConstants.AF_INET, SocketConstants.SOCK_STREAM | flags, 0);
    Sockaddr address = new Sockaddr();
    SocketSys.connect(number, address.memory(), address.encode(listener.localEndpoint()));
    try (StreamSocket client = StreamSocket.adopt(Fd.adopt(number))) {
      System.out.println("connected " + client.connect(listener.localEndpoint()));
      echo(client, Objects.requireNonNull(listener.accept()));
    }
  }

  private static void shortage(ListeningSocket listener) throws IOException {
    StreamSocket client = StreamSocket.connectTo(listener.localEndpoint());
    try {
      listener.accept();
    } catch (ErrnoException e) {
      System.out.println(String.valueOf(e.getMessage()).replaceAll("\\d+\\):", "N):"));
    }
    echo(client, Objects.requireNonNull(listener.accept()));
  }

  private static void await() throws IOException {
    try (Waker waker = Waker.open()) {
      long timeout = TimeUnit.MILLISECONDS.toNanos(300);
      long start = System.nanoTime();
      boolean ready = waker.fd().awaitReadable(timeout);
      System.out.println("ready " + ready);
      System.out.println("early " + (System.nanoTime() - start < timeout));
    }
  }

  private static void message() throws IOException {
    try (SocketPair<StreamSocket> pair = SocketPair.stream();
        Message message = Message.allocate(1, 0);
        IoBuffer buffer = IoBuffer.allocate(8)) {
      message.setBuffers(buffer.put(7));
      System.out.println("sent " + pair.first().send(message, MsgFlags.NONE));
      System.out.println("received " + pair.second().recv(message, MsgFlags.NONE));
    }
  }

  private static void sendfile(ListeningSocket listener) throws IOException {
    Path file = Files.writeString(Files.createTempFile("sendfile", ".txt"), "0123456789");
    try (StreamSocket client = StreamSocket.connectTo(listener.localEndpoint());
        Fd fd = FileTransfers.open(file);
        StreamSocket server = Objects.requireNonNull(listener.accept());
        IoBuffer buffer = IoBuffer.allocate(16)) {
      System.out.println("sent " + FileTransfers.send(client, fd, 3, 4));
      server.recvExactly(buffer, 4);
      System.out.println("received " + buffer.getAll(StandardCharsets.UTF_8));
    } finally {
      Files.delete(file);
    }
  }

  private static void splice() throws IOException {
    try (SocketPair<StreamSocket> pair = SocketPair.stream();
        Pipe first = Pipe.open();
        Pipe second = Pipe.open();
        IoBuffer buffer = IoBuffer.allocate(8)) {
      pair.first().sendAll(buffer.put(1).put(2));
      long moved = Splice.move(pair.second().fd(), first.writer().fd(), 8, SpliceFlags.NONE);
      System.out.println("moved " + moved);
      long copied = Splice.tee(first.reader().fd(), second.writer().fd(), 8, SpliceFlags.NONE);
      System.out.println("copied " + copied);
    }
  }

  /** To a full backlog, whose connection requests TCP drops: nobody answers. */
  private static void createConnection() throws IOException {
    long timeoutMillis = 300;
    List<StreamSocket> waiting = new ArrayList<>();
    try (ListeningSocket full =
        ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 0)) {
      boolean hasRoom;
      do {
        StreamSocket socket = StreamSocket.open(Family.INET4);
        waiting.add(socket);
        socket.setBlocking(false);
        hasRoom =
            socket.connect(full.localEndpoint())
                || socket.awaitWritable(TimeUnit.MILLISECONDS.toNanos(100));
      } while (hasRoom);
      long start = System.nanoTime();
      try {
        Connector.withTimeout(timeoutMillis)
            .createConnection(List.of(full.localEndpoint(), full.localEndpoint()))
            .close();
      } catch (SocketTimeoutException e) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        System.out.println("late, early " + (millis < timeoutMillis));
      }
    }
    waiting.forEach(StreamSocket::close);
  }

  private static void zeroCopy(ListeningSocket listener) throws IOException {
    byte[] word = {1, 2, 3, 4};
    try (StreamSocket client = StreamSocket.connectTo(listener.localEndpoint());
        StreamSocket server = Objects.requireNonNull(listener.accept());
        ZeroCopySender sender = ZeroCopySender.open(client, 2, word.length);
        IoBuffer buffer = IoBuffer.allocate(2 * word.length)) {
      for (int i = 0; i < 2; i++) {
        ZeroCopyBuffer chunk = Objects.requireNonNull(sender.acquire());
        System.out.println("sent as " + sender.send(chunk.put(word, 0, word.length)));
      }
      server.recvExactly(buffer, 2 * word.length);
      System.out.println("received " + buffer.readable());
      System.out.println("complete " + sender.awaitComplete(1, TimeUnit.SECONDS.toNanos(20)));
    } catch (ErrnoException e) {
      System.out.println(e.errno().name());
    }
  }
}
