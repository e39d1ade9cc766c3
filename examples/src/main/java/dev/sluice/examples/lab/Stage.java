package dev.sluice.examples.lab;

import static java.util.Objects.requireNonNull;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.UnixEndpoint;
import dev.sluice.backend.Backend;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.Socket;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.Sockets;
import dev.sluice.net.StreamSocket;
import dev.sluice.net.TcpOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors of one scenario, by name. Whatever is watched is a channel under NIO; everything
 * else is Linux's own. Not thread-safe.
 */
final class Stage implements AutoCloseable {
  private static final int BUFFER_BYTES = 32 * 1024;
  private static final int BACKLOG = 64;
  private static final int CONNECT_MILLIS = 5_000;

  private final Set<String> channels;
  private final Map<String, End> ends = new HashMap<>();
  private final List<AutoCloseable> others = new ArrayList<>();

  private Stage(Set<String> channels) {
    this.channels = channels;
  }

  /** Prepares an empty stage. */
  static Stage of(Scenario scenario, Mechanism mechanism) {
    return new Stage(mechanism == Mechanism.NIO ? watched(scenario) : Set.of());
  }

  private static Set<String> watched(Scenario scenario) {
    Set<String> watched = new HashSet<>();
    for (Scenario.Line line : scenario.lines()) {
      if (line.step() instanceof Step.Watch watch) {
        watched.add(watch.name());
      }
    }
    for (Scenario.Line line : scenario.lines()) {
      // What a door accepts is of its kind, and so are both ends of a pipe.
      if (line.step() instanceof Step.Accept accept && watched.contains(accept.name())) {
        watched.add(accept.door());
      } else if (line.step() instanceof Step.OpenPipe pipe && watched.contains(pipe.writer())) {
        watched.add(pipe.reader());
      }
    }
    return watched;
  }

  /** Makes a socket prompt, and small enough to be filled soon. */
  static void tune(Socket socket) throws IOException {
    socket.set(TcpOptions.TCP_NODELAY, true);
    socket.set(SocketOptions.SO_SNDBUF, BUFFER_BYTES);
    socket.set(SocketOptions.SO_RCVBUF, BUFFER_BYTES);
  }

  private Sockets sockets(String name) {
    return (channels.contains(name) ? Backend.nio() : Backend.linux()).sockets();
  }

  End end(String name) {
    return requireNonNull(ends.get(name), "the parser knows the names");
  }

  private StreamEnd stream(String name) {
    return (StreamEnd) end(name);
  }

  /** Does a step that concerns no mechanism; returns what came of it in words. */
  String perform(Step step) throws IOException {
    return switch (step) {
      case Step.Connect s -> s.unix() ? connectUnix(s) : connectTcp(s);
      case Step.Open s -> done(ends.put(s.name(), fresh(s.name())));
      case Step.Listen s -> done(ends.put(s.name(), DoorEnd.of(listen(sockets(s.name())))));
      case Step.Dial s -> dial(s);
      case Step.Accept s -> done(ends.put(s.name(), ((DoorEnd) end(s.door())).accept()));
      case Step.OpenPipe s -> openPipe(s);
      case Step.OpenCounter s -> done(ends.put(s.name(), CounterEnd.open(s.semaphore())));
      case Step.Write s -> end(s.name()).write(s.count());
      case Step.Urgent s -> stream(s.name()).urgent();
      case Step.Read s -> end(s.name()).read(s.count());
      case Step.ReadAll s -> end(s.name()).readAll();
      case Step.ReadUrgent s -> stream(s.name()).readUrgent();
      case Step.Fill s -> end(s.name()).fill();
      case Step.Drain s -> end(s.name()).drain();
      case Step.ShutDown s -> stream(s.name()).shutDown(s.direction());
      case Step.Dup s -> done(ends.put(s.copy(), end(s.name()).dup()));
      case Step.TakeError s -> stream(s.name()).takeError();
      default -> throw new IllegalArgumentException(step + " is not for the stage");
    };
  }

  private static String done(@Nullable End former) {
    if (former != null) {
      throw new IllegalStateException(former.source() + " had this name already");
    }
    return "";
  }

  private String connectTcp(Step.Connect step) throws IOException {
    StreamSocket dialer = openTcp(step.dialer());
    try (ListeningSocket listener = listen(sockets(step.accepted()))) {
      dialer.setTimeout(CONNECT_MILLIS);
      dialer.connect(listener.localEndpoint());
      StreamSocket accepted = requireNonNull(listener.accept());
      others.add(accepted);
      tune(accepted);
      join(step, dialer, accepted, Family.INET4);
    }
    return "";
  }

  private String connectUnix(Step.Connect step) throws IOException {
    StreamSocket dialer = keep(sockets(step.dialer()).openStream(Family.UNIX));
    // NIO knows no abstract names, so there is a file, for a moment.
    Path directory = Files.createTempDirectory("sluice-lab");
    Path path = directory.resolve("socket");
    try (ListeningSocket listener =
        sockets(step.accepted()).listenOn(UnixEndpoint.path(path.toString()), 1)) {
      dialer.connect(listener.localEndpoint());
      join(step, dialer, keep(requireNonNull(listener.accept())), Family.UNIX);
    } finally {
      Files.deleteIfExists(path);
      Files.delete(directory);
    }
    return "";
  }

  private void join(Step.Connect step, StreamSocket dialer, StreamSocket accepted, Family family)
      throws IOException {
    StreamEnd first = StreamEnd.of(dialer, family, true);
    StreamEnd second = StreamEnd.of(accepted, family, true);
    StreamEnd.join(first, second);
    ends.put(step.dialer(), first);
    ends.put(step.accepted(), second);
  }

  /** Opens a socket that has an address already, so that it is found by it under NIO. */
  private StreamSocket openTcp(String name) throws IOException {
    StreamSocket socket = keep(sockets(name).openStream(Family.INET4));
    tune(socket);
    socket.bind(InetEndpoint.loopback(Family.INET4, 0));
    return socket;
  }

  private StreamEnd fresh(String name) throws IOException {
    return StreamEnd.of(openTcp(name), Family.INET4, false);
  }

  private static ListeningSocket listen(Sockets sockets) throws IOException {
    ListeningSocket listener = sockets.openListening(Family.INET4);
    try {
      listener.set(SocketOptions.SO_RCVBUF, BUFFER_BYTES); // inherited; later is too late
      listener.bind(InetEndpoint.loopback(Family.INET4, 0));
      listener.listen(BACKLOG);
      return listener;
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  private String dial(Step.Dial step) throws IOException {
    if (!ends.containsKey(step.name())) {
      ends.put(step.name(), fresh(step.name()));
    }
    StreamEnd dialer = stream(step.name());
    DoorEnd door = step.door() == null ? null : (DoorEnd) end(step.door());
    try {
      dialer.socket().connect(door == null ? nobody() : door.endpoint());
    } catch (ErrnoException e) {
      return e.errno().name();
    }
    if (door == null) {
      Deadline.await("the refusal did not arrive", () -> dialer.state().isOver());
    } else {
      door.arrived(dialer);
    }
    return "";
  }

  /** Returns the address of a socket that does not listen: nobody else can. */
  private Endpoint nobody() throws IOException {
    StreamSocket silent = keep(StreamSocket.open(Family.INET4));
    silent.bind(InetEndpoint.loopback(Family.INET4, 0));
    return silent.localEndpoint();
  }

  private String openPipe(Step.OpenPipe step) throws IOException {
    PipeEnd.Pair pipe = channels.contains(step.reader()) ? PipeEnd.openNio() : PipeEnd.openLinux();
    ends.put(step.reader(), pipe.reader());
    ends.put(step.writer(), pipe.writer());
    return "";
  }

  private <T extends Socket> T keep(T socket) {
    others.add(socket);
    return socket;
  }

  @Override
  public void close() throws IOException {
    for (End end : ends.values()) {
      end.close();
    }
    for (AutoCloseable other : others) {
      try {
        other.close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
