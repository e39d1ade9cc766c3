package dev.sluice.sys;

import static dev.sluice.sys.InetConstants.INADDR_LOOPBACK;
import static dev.sluice.sys.InetSys.htonl;
import static dev.sluice.sys.SocketConstants.AF_INET;
import static dev.sluice.sys.SocketConstants.AF_UNIX;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What tests do with the kernel again and again. */
final class Kernel {
  /** Milliseconds after which a wait in a test has failed. */
  static final int DEADLINE_MILLIS = 10_000;

  private Kernel() {}

  /** Asserts that a call succeeded, and returns its result. */
  static int ok(int result) {
    assertThat(result).as(() -> text(result)).isNotNegative();
    return result;
  }

  /** Asserts that a call succeeded, and returns its result. */
  static long ok(long result) {
    assertThat(result).as(() -> text(result)).isNotNegative();
    return result;
  }

  private static String text(long result) {
    return result < 0 ? Foreign.string(ErrnoSys.strerror((int) -result)) : "success";
  }

  static void close(int... fds) {
    for (int fd : fds) {
      ok(UnistdSys.close(fd));
    }
  }

  /** Makes 127.0.0.1 and port 0. */
  static MemorySegment loopback(Arena arena) {
    MemorySegment address = arena.allocate(SockaddrIn.SIZEOF, 8);
    SockaddrIn.sin_family.set(address, AF_INET);
    InAddr.s_addr.set(SockaddrIn.sin_addr.of(address), htonl(INADDR_LOOPBACK));
    return address;
  }

  /** Opens a socket on 127.0.0.1 and writes the port it got into {@code address}. */
  static int bound(Arena arena, int type, MemorySegment address) {
    int fd = ok(SocketSys.socket(AF_INET, type, 0));
    ok(SocketSys.bind(fd, address, SockaddrIn.SIZEOF));
    ok(SocketSys.getsockname(fd, address, length(arena, SockaddrIn.SIZEOF)));
    return fd;
  }

  /** Makes a {@code socklen_t} to hand over by address. */
  static MemorySegment length(Arena arena, int bytes) {
    return arena.allocateFrom(JAVA_INT, bytes);
  }

  /** Opens two connected AF_UNIX sockets. */
  static int[] pair(Arena arena, int type) {
    MemorySegment sv = arena.allocate(JAVA_INT, 2);
    ok(SocketSys.socketpair(AF_UNIX, type, 0, sv));
    return sv.toArray(JAVA_INT);
  }

  /** Opens a pipe. */
  static int[] pipe(Arena arena) {
    MemorySegment ends = arena.allocate(JAVA_INT, 2);
    ok(PipeSys.pipe2(ends, FileSys.O_CLOEXEC | FileSys.O_NONBLOCK));
    return ends.toArray(JAVA_INT);
  }
}
