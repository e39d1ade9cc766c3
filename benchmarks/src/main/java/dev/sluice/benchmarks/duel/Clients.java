package dev.sluice.benchmarks.duel;

import static dev.sluice.sys.EpollSys.EPOLLET;
import static dev.sluice.sys.EpollSys.EPOLLIN;
import static dev.sluice.sys.EpollSys.EPOLL_CLOEXEC;
import static dev.sluice.sys.EpollSys.EPOLL_CTL_ADD;
import static dev.sluice.sys.ErrnoSys.EAGAIN;
import static dev.sluice.sys.ErrnoSys.EINTR;
import static dev.sluice.sys.InetConstants.INADDR_LOOPBACK;
import static dev.sluice.sys.InetConstants.IPPROTO_TCP;
import static dev.sluice.sys.SocketConstants.AF_INET;
import static dev.sluice.sys.SocketConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.SocketConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.SocketConstants.SOCK_STREAM;
import static dev.sluice.sys.SocketConstants.SOL_SOCKET;
import static dev.sluice.sys.SocketConstants.SO_LINGER;
import static dev.sluice.sys.TcpConstants.TCP_NODELAY;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.sys.EpollEvent;
import dev.sluice.sys.EpollSys;
import dev.sluice.sys.FcntlSys;
import dev.sluice.sys.InetSys;
import dev.sluice.sys.SockaddrIn;
import dev.sluice.sys.SocketSys;
import dev.sluice.sys.UnistdSys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The connections of the generator: raw calls, no object for each, one request at a time on each.
 * Every byte that comes back is compared. Confined to one thread.
 *
 * <p>They never sleep: a wait returns at once, so that no contender pays for waking them up.
 */
final class Clients implements AutoCloseable {
  private static final int MAX = 10_000;

  /** How many answers one look may find. */
  static final int EVENTS = 1024;

  private static final int O_NONBLOCK = 0x800;

  /** More than the longest answer: what is too much is seen in the same call. */
  private static final int BUFFER_BYTES = 32 * 1024;

  private static final int NOT_BEGUN = -1;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment events = EpollEvent.allocate(arena, EVENTS);
  private final MemorySegment event = EpollEvent.allocate(arena, 1);
  private final MemorySegment buffer = arena.allocate(BUFFER_BYTES, Long.BYTES);
  private final Pattern pattern = new Pattern(arena, BUFFER_BYTES);
  private final int epoll;
  private final int[] fds = new int[MAX];
  private final long[] windows = new long[MAX];
  private final long[] requests = new long[MAX];

  /** Sent so far of the request that is under way, or {@link #NOT_BEGUN}. */
  private final int[] sent = new int[MAX];

  private final int[] received = new int[MAX];
  private int count;
  private int bytes;
  private int underWay;
  private int unsent;

  Clients() throws IOException {
    epoll = check("epoll_create1", EpollSys.epoll_create1(EPOLL_CLOEXEC));
  }

  int count() {
    return count;
  }

  /** Returns how many requests have no whole answer yet. */
  int underWay() {
    return underWay;
  }

  /** Says how long requests are from now on. Only while none is under way. */
  void requestBytes(int each) {
    bytes = each;
  }

  /** Opens one more connection. */
  void connect(int port) throws IOException {
    int fd = check("socket", SocketSys.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    fds[count] = fd;
    sent[count] = NOT_BEGUN;
    requests[count] = 0;
    count++;
    try (Arena local = Arena.ofConfined()) {
      MemorySegment address = local.allocate(SockaddrIn.SIZEOF, Long.BYTES);
      SockaddrIn.sin_family.set(address, AF_INET);
      SockaddrIn.sin_port.set(address, InetSys.htons(port));
      SockaddrIn.sin_addr.of(address).set(JAVA_INT, 0, InetSys.htonl(INADDR_LOOPBACK));
      check("connect", SocketSys.connect(fd, address, SockaddrIn.SIZEOF));
      MemorySegment on = local.allocateFrom(JAVA_INT, 1);
      set(fd, IPPROTO_TCP, TCP_NODELAY, on);
      // Closed by a reset: thousands of connections in TIME_WAIT would be in the way of the next.
      set(fd, SOL_SOCKET, SO_LINGER, local.allocateFrom(JAVA_INT, 1, 0));
    }
    check("fcntl", FcntlSys.fcntl_setfl(fd, O_NONBLOCK));
    EpollEvent.events(event, 0, EPOLLIN | EPOLLET);
    EpollEvent.data(event, 0, count - 1);
    check("epoll_ctl", EpollSys.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, event));
  }

  private static void set(int fd, int level, int option, MemorySegment value) throws IOException {
    check("setsockopt", SocketSys.setsockopt(fd, level, option, value, (int) value.byteSize()));
  }

  /** Tells whether a connection has no request under way. */
  boolean isFree(int client) {
    return sent[client] == NOT_BEGUN;
  }

  /** Sends the next request of a connection, or as much of it as there is room for. */
  void begin(int client) throws IOException {
    windows[client] = Pattern.window(client, requests[client]++);
    sent[client] = 0;
    received[client] = 0;
    underWay++;
    unsent++;
    proceed(client);
  }

  /** Sends what is left of the request. */
  private void proceed(int client) throws IOException {
    int left = bytes - sent[client];
    MemorySegment data = pattern.slice(windows[client] + sent[client], left);
    long result = SocketSys.send(fds[client], data, left, MSG_NOSIGNAL);
    if (result >= 0) {
      sent[client] += (int) result;
      unsent -= sent[client] == bytes ? 1 : 0;
    } else if (result != -EAGAIN && result != -EINTR) {
      throw new Disqualified("connection " + client + " cannot send: errno " + -result);
    }
  }

  /** Goes on with the requests for which there was not enough room. */
  void proceed() throws IOException {
    for (int client = 0; client < count && unsent > 0; client++) {
      if (!isFree(client) && sent[client] < bytes) {
        proceed(client);
      }
    }
  }

  /** Looks for answers, without sleeping; returns how many connections have some. */
  int look() throws IOException {
    int ready = EpollSys.epoll_wait(epoll, events, EVENTS, 0);
    return ready == -EINTR ? 0 : check("epoll_wait", ready);
  }

  /** Receives what one of those has; returns the connection if the answer is whole, or -1. */
  int receive(int index) throws IOException {
    int client = (int) EpollEvent.data(events, index);
    long result = SocketSys.recv(fds[client], buffer, BUFFER_BYTES, 0);
    if (result <= 0) {
      if (result == -EAGAIN || result == -EINTR) {
        return -1;
      }
      throw new Disqualified(
          "connection "
              + client
              + (result == 0 ? " was closed" : " failed: errno " + -result)
              + ", after "
              + state(client));
    }
    verify(client, (int) result);
    received[client] += (int) result;
    if (received[client] < bytes) {
      if (sent[client] < bytes) {
        proceed(client);
      }
      return -1;
    }
    sent[client] = NOT_BEGUN;
    underWay--;
    return client;
  }

  private void verify(int client, int more) throws Disqualified {
    if (isFree(client) || received[client] + more > bytes) {
      throw new Disqualified(
          "connection "
              + client
              + " got "
              + more
              + " bytes more than it was due, "
              + state(client));
    }
    long expected = windows[client] + received[client];
    long wrong = pattern.mismatch(buffer, more, expected);
    if (wrong >= 0) {
      throw new Disqualified(
          String.format(
              "connection %d, request %d: byte %d of the answer is %02x instead of %02x",
              client,
              requests[client],
              received[client] + wrong,
              buffer.get(java.lang.foreign.ValueLayout.JAVA_BYTE, wrong),
              pattern.at(expected + wrong)));
    }
  }

  /** Returns how far a connection is that has not got its answer, for a message. */
  String lateOne() {
    for (int client = 0; client < count; client++) {
      if (!isFree(client)) {
        return "connection " + client + ", " + state(client);
      }
    }
    return "none is late";
  }

  private String state(int client) {
    return isFree(client)
        ? requests[client] + " requests answered"
        : "%d of %d bytes of answer %d are there"
            .formatted(received[client], bytes, requests[client]);
  }

  private static int check(String call, int result) throws IOException {
    if (result < 0) {
      throw new IOException("the generator of load: " + call + " failed with errno " + -result);
    }
    return result;
  }

  /** Closes all connections; more can be opened then. */
  void closeAll() {
    for (int client = 0; client < count; client++) {
      UnistdSys.close(fds[client]);
    }
    count = 0;
    underWay = 0;
    unsent = 0;
  }

  @Override
  public void close() {
    closeAll();
    UnistdSys.close(epoll);
    arena.close();
  }
}
