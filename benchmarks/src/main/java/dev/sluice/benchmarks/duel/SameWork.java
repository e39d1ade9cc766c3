package dev.sluice.benchmarks.duel;

import static dev.sluice.sys.InetConstants.IPPROTO_TCP;
import static dev.sluice.sys.SocketConstants.SOL_SOCKET;
import static dev.sluice.sys.SocketConstants.SO_ACCEPTCONN;
import static dev.sluice.sys.SocketConstants.SO_BUF_LOCK;
import static dev.sluice.sys.TcpConstants.TCP_INFO;
import static dev.sluice.sys.TcpConstants.TCP_NODELAY;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.ErrnoException;
import dev.sluice.benchmarks.server.Control;
import dev.sluice.sys.ErrnoSys;
import dev.sluice.sys.PidFdSys;
import dev.sluice.sys.SocketQuerySys;
import dev.sluice.sys.TcpInfo;
import dev.sluice.sys.UnistdSys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the sockets of a server are like, as the kernel tells it and not the server: its descriptors
 * are duplicated by {@code pidfd_getfd(2)}, asked, and closed.
 *
 * @param connections how many are accepted
 * @param noDelay how many of these have {@code TCP_NODELAY}
 * @param backlog of the listening socket
 * @param fixedBuffers how many have a {@code SO_RCVBUF} or {@code SO_SNDBUF} that was set, and that
 *     the kernel does not fit to the load as those of the others
 */
record SameWork(int connections, int noDelay, int backlog, int fixedBuffers) {

  /**
   * Looks at a server.
   *
   * @throws ErrnoException {@code EPERM} where a process may not look into its children
   */
  static SameWork of(long pid) throws IOException {
    int process = PidFdSys.pidfd_open((int) pid, 0);
    if (process < 0) {
      throw ErrnoException.of("pidfd_open(" + pid + ")", process);
    }
    try {
      SameWork seen = new SameWork(0, 0, 0, 0);
      for (int number : sockets(pid)) {
        int fd = PidFdSys.pidfd_getfd(process, number, 0);
        if (fd == -ErrnoSys.EBADF) {
          continue; // closed since it was listed, as the connections of a step before may be
        }
        if (fd < 0) {
          throw ErrnoException.of("pidfd_getfd(" + number + ")", fd);
        }
        try {
          seen = seen.with(fd);
        } finally {
          UnistdSys.close(fd);
        }
      }
      return seen;
    } finally {
      UnistdSys.close(process);
    }
  }

  private static List<Integer> sockets(long pid) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    try (Stream<Path> entries = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path entry : entries.toList()) {
        if (isSocket(entry)) {
          numbers.add(Integer.parseInt(entry.getFileName().toString()));
        }
      }
    }
    return numbers;
  }

  private static boolean isSocket(Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (NoSuchFileException closedMeanwhile) {
      return false;
    }
  }

  private SameWork with(int fd) throws IOException {
    if (option(fd, SOL_SOCKET, SO_ACCEPTCONN) != 0) {
      return new SameWork(connections, noDelay, backlog(fd), fixedBuffers);
    }
    int delay = option(fd, IPPROTO_TCP, TCP_NODELAY);
    int fixed = option(fd, SOL_SOCKET, SO_BUF_LOCK) == 0 ? 0 : 1;
    return new SameWork(connections + 1, noDelay + delay, backlog, fixedBuffers + fixed);
  }

  private static int option(int fd, int level, int name) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      return get(fd, level, name, value) < 0 ? 0 : value.get(JAVA_INT, 0);
    }
  }

  /** Of a socket that listens, {@code TCP_INFO} tells the backlog where others have SACKs. */
  private static int backlog(int fd) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(TcpInfo.SIZEOF, Long.BYTES);
      get(fd, IPPROTO_TCP, TCP_INFO, info);
      return TcpInfo.tcpi_sacked.get(info);
    }
  }

  /** A socket that is none of TCP, a JVM's own, has no such option. */
  private static int get(int fd, int level, int name, MemorySegment value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
      return SocketQuerySys.getsockopt(fd, level, name, value, length);
    }
  }

  /**
   * Sees to it that a server does the same as the others.
   *
   * @param expected how many connections it has
   * @param somaxconn how long a backlog the kernel allows
   * @throws Disqualified if it does not
   */
  void verify(int expected, int somaxconn) throws Disqualified {
    int wanted = Math.min(Control.BACKLOG, somaxconn);
    if (connections < expected) {
      throw new Disqualified("only " + connections + " of " + expected + " connections are open");
    }
    if (noDelay < expected) {
      throw new Disqualified("only " + noDelay + " of " + expected + " have TCP_NODELAY");
    }
    if (backlog != wanted) {
      throw new Disqualified("its backlog is " + backlog + " and not " + wanted);
    }
    if (fixedBuffers > 0) {
      throw new Disqualified(fixedBuffers + " have a SO_RCVBUF or SO_SNDBUF of its own");
    }
  }
}
