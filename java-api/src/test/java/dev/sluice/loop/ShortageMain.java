package dev.sluice.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.event.EventFd;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A loop in a process that runs out of descriptors: at its limit, or at that of select(2).
 * Arguments: {@code descriptors} or {@code select}, and the loop.
 */
final class ShortageMain {
  private static final int FD_SETSIZE = 1024;
  private static final long DEADLINE_NANOS = 20_000_000_000L;

  private final EventLoop loop;
  private final ListeningSocket listening;
  private final List<EventFd> held = new ArrayList<>();

  private ShortageMain(EventLoop loop, ListeningSocket listening) {
    this.loop = loop;
    this.listening = listening;
  }

  public static void main(String[] arguments) throws Exception {
    EventLoopTest.Kind kind = EventLoopTest.Kind.valueOf(arguments[1]);
    try (EventLoop loop = kind.open();
        ListeningSocket socket =
            kind.sockets().listenOn(InetEndpoint.loopback(Family.INET4, 0), 64)) {
      loop.listen(socket, (peer, input) -> peer.send(input), ConnectionLimits.STANDARD, 1_000);
      Thread.ofPlatform().start(() -> run(loop));
      ShortageMain main = new ShortageMain(loop, socket);
      if (arguments[0].equals("select")) {
        main.select();
      } else {
        main.outOfDescriptors();
      }
    }
  }

  private static void run(EventLoop loop) {
    try {
      loop.run();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private StreamSocket connect() throws IOException {
    StreamSocket client = StreamSocket.connectTo(listening.localEndpoint());
    client.setTimeout(20_000);
    return client;
  }

  private static void echo(StreamSocket client) throws IOException {
    try (IoBuffer buffer = IoBuffer.allocate(4)) {
      client.sendAll(buffer.put("echo", UTF_8));
      client.recvExactly(buffer.clear(), 4);
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + DEADLINE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not in time");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void outOfDescriptors() throws IOException {
    try (StreamSocket first = connect()) {
      echo(first);
      loadWhatNeedsADescriptorToLoad();
      holdAll();
      held.removeLast().close(); // one, for a client; its server has none then
      try (StreamSocket waiting = connect()) {
        await(() -> loop.counted().acceptPauses() == 1);
        long before = loop.counted().iterations();
        long begin = System.nanoTime();
        await(() -> System.nanoTime() - begin > 1_000_000_000L);
        // Ten looks a second, and with 5 ms between them if it asks nobody.
        long allowed = loop.toString().startsWith("polling") ? 400 : 40;
        System.out.println("spins: " + (loop.counted().iterations() - before > allowed));
        echo(first);
        held.forEach(EventFd::close);
        echo(waiting);
        System.out.println("pauses: " + loop.counted().acceptPauses());
        System.out.println("served");
      }
    }
  }

  /** Classes, and what the log reads at its first line. */
  private void loadWhatNeedsADescriptorToLoad() throws IOException {
    await(() -> loop.counted().accepted() == 1);
    EventFd.open(0, EventFd.Kind.COUNTER).close();
    System.getLogger("dev.sluice.loop")
        .log(System.Logger.Level.WARNING, new ErrnoException("rehearsal", Errno.EAGAIN).toString());
  }

  private void holdAll() throws IOException {
    try {
      while (true) {
        held.add(EventFd.open(0, EventFd.Kind.COUNTER));
      }
    } catch (ErrnoException e) {
      if (!e.errno().equals(Errno.EMFILE)) {
        throw e;
      }
    }
  }

  private void select() throws IOException {
    try (StreamSocket first = connect()) {
      echo(first);
      for (int i = 0; i < FD_SETSIZE; i++) {
        held.add(EventFd.open(0, EventFd.Kind.COUNTER)); // those that follow are too great
      }
      for (int i = 1; i <= 5; i++) {
        int refusals = i;
        try (StreamSocket refused = connect()) {
          await(() -> loop.counted().refused() == refusals);
          echo(first);
        }
      }
      held.forEach(EventFd::close);
      try (StreamSocket next = connect()) {
        echo(next);
      }
      System.out.println("refused: " + loop.counted().refused());
      System.out.println("served");
    }
  }
}
