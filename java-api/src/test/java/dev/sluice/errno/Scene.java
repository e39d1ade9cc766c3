package dev.sluice.errno;

import static dev.sluice.sys.SocketConstants.AF_INET;
import static dev.sluice.sys.SocketConstants.AF_UNIX;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.Pollable;
import dev.sluice.UnixEndpoint;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.SeqpacketSocket;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.SocketPair;
import dev.sluice.net.StreamSocket;
import dev.sluice.sys.FileSys;
import dev.sluice.sys.InAddr;
import dev.sluice.sys.InetSys;
import dev.sluice.sys.PipeSys;
import dev.sluice.sys.SockaddrIn;
import dev.sluice.sys.SockaddrUn;
import dev.sluice.sys.UnistdSys;
import java.io.IOException;
import java.io.Serial;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a row needs for its bad situation: sockets, files and memory, all gone when it is closed.
 * Names are short, so that a row is a line.
 */
final class Scene implements AutoCloseable {
  /** No process has so many. */
  static final int NO_FD = 1 << 29;

  /** Nothing is mapped there. */
  static final MemorySegment NOWHERE = MemorySegment.ofAddress(8);

  static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Arena arena = Arena.ofConfined();
  private final List<AutoCloseable> made = new ArrayList<>();
  private final List<Fd> fds = new ArrayList<>();
  private Object last = "nothing";
  private @Nullable Path directory;

  /** This machine cannot bring the situation about. */
  static final class CannotHappenHere extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    CannotHappenHere(String reason) {
      super(reason);
    }
  }

  /** Skips the row unless the condition holds. */
  void needs(boolean condition, String what) {
    if (!condition) {
      throw new CannotHappenHere("needs " + what);
    }
  }

  /** Puts descriptors and the endpoint into the text of a call. */
  String fillIn(String call) {
    String filled = call.replace("@", last.toString());
    for (int i = 0; i < fds.size(); i++) {
      filled = filled.replace("#" + i, fds.get(i).toString());
    }
    return filled;
  }

  /** Counts it as the next {@code #}, and closes it in the end. */
  <T extends Pollable & AutoCloseable> T own(T opened) {
    fds.add(opened.fd());
    made.add(opened);
    return opened;
  }

  /** Closes it in the end. */
  <T extends AutoCloseable> T keep(T opened) {
    made.add(opened);
    return opened;
  }

  /** What {@code @} stands for. */
  <T> T last(T told) {
    last = told;
    return told;
  }

  /** The endpoint that {@code @} stands for. */
  Endpoint lastEndpoint() {
    return (Endpoint) last;
  }

  /** Another socket takes the place of the first. */
  void insteadOfFirst(StreamSocket another) {
    made.add(another);
    fds.set(0, another.fd());
  }

  /** Returns the number, for a raw call. */
  static int n(Pollable opened) {
    Fd fd = opened.fd();
    int number = fd.enter();
    fd.exit();
    return number;
  }

  /** The number of a TCP socket. */
  static int nTcp(Scene scene) throws IOException {
    return n(scene.tcp());
  }

  /** The number of a TCP socket over IPv6. */
  static int nTcp6(Scene scene) throws IOException {
    return n(scene.tcp6());
  }

  /** The number of a UDP socket. */
  static int nUdp(Scene scene) throws IOException {
    return n(scene.udp());
  }

  /** The number of an AF_UNIX stream. */
  static int nUnix(Scene scene) throws IOException {
    return n(scene.unix());
  }

  /** The number of an AF_UNIX stream that is connected. */
  static int nStream(Scene scene) throws IOException {
    return n(scene.streams().first());
  }

  /** Takes the result of a raw call that has to succeed. */
  static int ok(int result) {
    if (result < 0) {
      throw new IllegalStateException("errno " + -result);
    }
    return result;
  }

  /** Counts the result of a raw call as the next {@code #}. */
  Fd own(int number) {
    Fd fd = Fd.adopt(ok(number));
    fds.add(fd);
    made.add(fd);
    return fd;
  }

  StreamSocket tcp() throws IOException {
    return own(StreamSocket.open(Family.INET4));
  }

  StreamSocket tcp6() throws IOException {
    needs(Files.exists(Path.of("/proc/net/if_inet6")), "IPv6");
    return own(StreamSocket.open(Family.INET6));
  }

  StreamSocket unix() throws IOException {
    return own(StreamSocket.open(Family.UNIX));
  }

  DatagramSocket udp() throws IOException {
    return own(DatagramSocket.open(Family.INET4));
  }

  DatagramSocket udp6() throws IOException {
    needs(Files.exists(Path.of("/proc/net/if_inet6")), "IPv6");
    return own(DatagramSocket.open(Family.INET6));
  }

  DatagramSocket unixgram() throws IOException {
    return own(DatagramSocket.open(Family.UNIX));
  }

  SeqpacketSocket seqpacket() throws IOException {
    return own(SeqpacketSocket.open(Family.UNIX));
  }

  /** A socket that {@code listen} has not been called on. */
  ListeningSocket unlistening(Family family) throws IOException {
    return own(ListeningSocket.open(family));
  }

  ListeningSocket listener() throws IOException {
    return own(ListeningSocket.listenOn(any(), 1));
  }

  ListeningSocket listener(Endpoint local) throws IOException {
    return own(ListeningSocket.listenOn(local, 1));
  }

  /** A connection that was accepted: the client is the first descriptor, the server the second. */
  SocketPair<StreamSocket> connection() throws IOException {
    ListeningSocket listener = ListeningSocket.listenOn(any(), 1);
    made.add(listener);
    StreamSocket client = own(StreamSocket.connectTo(listener.localEndpoint()));
    StreamSocket server = listener.accept();
    if (server == null) {
      throw new IllegalStateException("no connection waits");
    }
    return new SocketPair<>(client, own(server));
  }

  SocketPair<StreamSocket> streams() throws IOException {
    SocketPair<StreamSocket> pair = SocketPair.stream();
    return new SocketPair<>(own(pair.first()), own(pair.second()));
  }

  SocketPair<DatagramSocket> datagrams() throws IOException {
    SocketPair<DatagramSocket> pair = SocketPair.datagram();
    return new SocketPair<>(own(pair.first()), own(pair.second()));
  }

  SocketPair<SeqpacketSocket> records() throws IOException {
    SocketPair<SeqpacketSocket> pair = SocketPair.seqpacket();
    return new SocketPair<>(own(pair.first()), own(pair.second()));
  }

  /** A stream whose other end is gone. */
  StreamSocket abandoned() throws IOException {
    SocketPair<StreamSocket> pair = streams();
    pair.second().close();
    return pair.first();
  }

  /** A TCP connection that the peer has reset, and not yet told. */
  StreamSocket reset() throws IOException {
    SocketPair<StreamSocket> pair = connection();
    pair.second().set(SocketOptions.SO_LINGER, Optional.of(Duration.ZERO));
    pair.second().close();
    await(pair.first().awaitReadable(DEADLINE_NANOS));
    return pair.first();
  }

  /** A UDP socket that heard from its peer that nobody is there. */
  DatagramSocket refused() throws IOException {
    DatagramSocket socket = udp();
    socket.connect(udpDead());
    socket.send(buf(1));
    await(socket.awaitReadable(DEADLINE_NANOS));
    return socket;
  }

  static void await(boolean happened) {
    if (!happened) {
      throw new IllegalStateException("not within the deadline");
    }
  }

  /** A client of a server whose backlog is full: its connection goes on for ever. */
  StreamSocket connecting() throws IOException {
    ListeningSocket full = ListeningSocket.listenOn(any(), 0);
    made.add(full);
    Endpoint peer = full.localEndpoint();
    for (int i = 0; ; i++) {
      StreamSocket client = StreamSocket.open(Family.INET4);
      made.add(client);
      client.setBlocking(false);
      client.connect(peer);
      if (!client.awaitWritable(TimeUnit.MILLISECONDS.toNanos(200))) {
        last(peer);
        fds.add(client.fd());
        return client;
      }
      needs(i < 10, "a backlog that fills up");
    }
  }

  /** Where a full AF_UNIX backlog is. */
  UnixEndpoint full() throws IOException {
    UnixEndpoint path = path("full");
    made.add(ListeningSocket.listenOn(path, 0));
    StreamSocket client = StreamSocket.open(Family.UNIX);
    made.add(client);
    client.connect(path);
    return path;
  }

  /** 127.0.0.1 and a port of the kernel's choice. */
  static InetEndpoint any() {
    return InetEndpoint.loopback(Family.INET4, 0);
  }

  /** An endpoint as text. */
  Endpoint at(String text) {
    return last(Endpoint.parse(text));
  }

  /** Where a socket is bound. */
  Endpoint at(dev.sluice.net.Socket socket) throws IOException {
    return last(socket.localEndpoint());
  }

  /** A TCP port that is taken and where nobody listens. */
  Endpoint dead() throws IOException {
    return dead(InetEndpoint.loopback(Family.INET4, 0));
  }

  Endpoint dead(InetEndpoint local) throws IOException {
    StreamSocket bound = StreamSocket.open(local.family());
    made.add(bound);
    bound.bind(local);
    return last(bound.localEndpoint());
  }

  /** A UDP port that was taken a moment ago. */
  Endpoint udpDead() throws IOException {
    try (DatagramSocket bound = DatagramSocket.open(Family.INET4)) {
      bound.bind(any());
      return last(bound.localEndpoint());
    }
  }

  /** A directory of the scene's own. */
  Path directory() throws IOException {
    Path made = directory;
    if (made == null) {
      made = Files.createTempDirectory("errno");
      directory = made;
    }
    return made;
  }

  /** A place in the scene's directory where nothing is yet. */
  Path file(String name) throws IOException {
    return directory().resolve(name);
  }

  /** A file of some bytes. */
  Path regular() throws IOException {
    return Files.writeString(file("regular"), "some bytes");
  }

  /** A symbolic link to itself. */
  Path loop() throws IOException {
    return Files.createSymbolicLink(file("loop"), file("loop"));
  }

  /** Opens a file, as the next {@code #}. */
  Fd open(Path path, int flags) throws IOException {
    return own(FileSys.open(text(path.toString()), flags | FileSys.O_CLOEXEC, 0));
  }

  /** Both ends of a pipe, as the next two. */
  Fd[] pipe() {
    MemorySegment ends = arena.allocate(JAVA_INT, 2);
    ok(PipeSys.pipe2(ends, FileSys.O_CLOEXEC | FileSys.O_NONBLOCK));
    return new Fd[] {own(ends.getAtIndex(JAVA_INT, 0)), own(ends.getAtIndex(JAVA_INT, 1))};
  }

  /** What is no socket. */
  int noSocket() {
    return n(pipe()[0]);
  }

  UnixEndpoint path(String name) throws IOException {
    return path(file(name));
  }

  UnixEndpoint path(Path path) {
    return last(UnixEndpoint.path(path.toString()));
  }

  /** Binds, and forgets, so that the file alone is left. */
  UnixEndpoint orphan() throws IOException {
    UnixEndpoint path = path("orphan");
    try (StreamSocket bound = StreamSocket.open(Family.UNIX)) {
      bound.bind(path);
    }
    return path;
  }

  /** Where a datagram socket receives. */
  UnixEndpoint gram() throws IOException {
    UnixEndpoint path = path("gram");
    DatagramSocket bound = DatagramSocket.open(Family.UNIX);
    made.add(bound);
    bound.bind(path);
    return path;
  }

  /** Where a stream socket listens. */
  UnixEndpoint stream() throws IOException {
    UnixEndpoint path = path("stream");
    made.add(ListeningSocket.listenOn(path, 1));
    return path;
  }

  /** A buffer of so many bytes to send. */
  IoBuffer buf(int bytes) {
    IoBuffer buffer = IoBuffer.allocate(Math.max(bytes, 1));
    made.add(buffer);
    return buffer.put(new byte[bytes]);
  }

  /** Room to receive into. */
  IoBuffer room() {
    return buf(1).clear();
  }

  MemorySegment mem(long bytes) {
    return arena.allocate(bytes, 8);
  }

  MemorySegment num(int value) {
    return arena.allocateFrom(JAVA_INT, value);
  }

  MemorySegment text(String text) {
    return arena.allocateFrom(text, UTF_8);
  }

  /** The raw address of 127.0.0.1 and a port. */
  MemorySegment in(int port) {
    MemorySegment address = arena.allocate(SockaddrIn.SIZEOF, 8);
    SockaddrIn.sin_family.set(address, AF_INET);
    SockaddrIn.sin_port.set(address, InetSys.htons(port));
    InAddr.s_addr.set(SockaddrIn.sin_addr.of(address), InetSys.htonl(0x7F000001));
    return address;
  }

  /** The raw address of a path. */
  MemorySegment un(UnixEndpoint path) {
    MemorySegment address = arena.allocate(SockaddrUn.SIZEOF, 8);
    SockaddrUn.sun_family.set(address, AF_UNIX);
    byte[] name = path.name();
    MemorySegment.copy(MemorySegment.ofArray(name), 0, address, 2, name.length);
    return address;
  }

  /** Sends until the kernel takes no more, and returns the result of the call that says so. */
  static long fill(Callable<Long> send) throws Exception {
    for (; ; ) {
      long result = send.call();
      if (result < 0) {
        return result;
      }
    }
  }

  /** Does it while this process has no descriptor left; once before, because classes are files. */
  void withoutDescriptors(Callable<? extends AutoCloseable> open) throws Exception {
    open.call().close();
    List<Integer> taken = new ArrayList<>();
    try {
      int spare = n(pipe()[0]);
      for (int copy = UnistdSys.dup(spare); copy >= 0; copy = UnistdSys.dup(spare)) {
        taken.add(copy);
      }
      open.call().close();
    } finally {
      taken.forEach(UnistdSys::close);
    }
  }

  /** Also what a row has locked. */
  private static void delete(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
        for (Path file : files) {
          delete(file);
        }
      }
    }
    Files.delete(path);
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : made.reversed()) {
      each.close();
    }
    arena.close();
    if (directory != null) {
      delete(directory);
    }
  }
}
