package dev.sluice.sys;

import static dev.sluice.sys.Kernel.ok;
import static dev.sluice.sys.SocketConstants.AF_INET;
import static dev.sluice.sys.SocketConstants.AF_UNIX;
import static dev.sluice.sys.SocketConstants.MSG_DONTWAIT;
import static dev.sluice.sys.SocketConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.SocketConstants.MSG_OOB;
import static dev.sluice.sys.SocketConstants.SHUT_WR;
import static dev.sluice.sys.SocketConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.SocketConstants.SOCK_SEQPACKET;
import static dev.sluice.sys.SocketConstants.SOCK_STREAM;
import static dev.sluice.sys.SocketConstants.SOL_SOCKET;
import static dev.sluice.sys.SocketConstants.SO_PEERCRED;
import static dev.sluice.sys.SocketConstants.SO_REUSEADDR;
import static dev.sluice.sys.SocketConstants.SO_TYPE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls each function of {@link SocketSys} and {@link SocketQuerySys}. */
@ExtendWith(NoLeakedDescriptors.class)
class SocketSysTest {
  @Test
  void tcp_fromSocketToShutdown_carriesBytes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = Kernel.loopback(arena);
      int listener = Kernel.bound(arena, SOCK_STREAM | SOCK_CLOEXEC, address);
      ok(SocketSys.listen(listener, 1));
      int client = ok(SocketSys.socket(AF_INET, SOCK_STREAM, 0));
      ok(SocketSys.connect(client, address, SockaddrIn.SIZEOF));
      MemorySegment peer = arena.allocate(SockaddrIn.SIZEOF);
      MemorySegment length = Kernel.length(arena, SockaddrIn.SIZEOF);
      int server = ok(SocketSys.accept4(listener, peer, length, SOCK_CLOEXEC));

      MemorySegment name = arena.allocate(SockaddrIn.SIZEOF);
      ok(SocketSys.getsockname(client, name, length));
      assertThat(SockaddrIn.sin_port.get(peer)).isEqualTo(SockaddrIn.sin_port.get(name));
      ok(SocketSys.getpeername(client, name, length));
      assertThat(SockaddrIn.sin_port.get(name)).isEqualTo(SockaddrIn.sin_port.get(address));

      MemorySegment hello = arena.allocateFrom("hello");
      assertThat(SocketSys.send(client, hello, 6, MSG_NOSIGNAL)).isEqualTo(6);
      MemorySegment got = arena.allocate(16);
      assertThat(SocketSys.recv(server, got, 16, 0)).isEqualTo(6);
      assertThat(got.getString(0)).isEqualTo("hello");
      ok(SocketSys.shutdown(client, SHUT_WR));
      // recv(2): when the peer has shut down, the result is 0.
      assertThat(SocketSys.recv(server, got, 16, 0)).isZero();
      Kernel.close(listener, client, server);
    }
  }

  @Test
  void accept_withoutFlagsAndAddress_isAccept() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = Kernel.loopback(arena);
      int listener = Kernel.bound(arena, SOCK_STREAM, address);
      ok(SocketSys.listen(listener, 1));
      int client = ok(SocketSys.socket(AF_INET, SOCK_STREAM, 0));
      ok(SocketSys.connect(client, address, SockaddrIn.SIZEOF));
      int server = ok(SocketSys.accept(listener, MemorySegment.NULL, MemorySegment.NULL));
      Kernel.close(listener, client, server);
    }
  }

  @Test
  void sockatmark_urgentByteIsNext_is1() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = Kernel.loopback(arena);
      int listener = Kernel.bound(arena, SOCK_STREAM, address);
      ok(SocketSys.listen(listener, 1));
      int client = ok(SocketSys.socket(AF_INET, SOCK_STREAM, 0));
      ok(SocketSys.connect(client, address, SockaddrIn.SIZEOF));
      int server = ok(SocketSys.accept(listener, MemorySegment.NULL, MemorySegment.NULL));
      MemorySegment byteToSend = arena.allocateFrom("!");
      assertThat(SocketQuerySys.sockatmark(server)).isZero();
      assertThat(SocketSys.send(client, byteToSend, 1, MSG_OOB)).isEqualTo(1);
      MemorySegment entry = Pollfd.allocate(arena, 1);
      Pollfd.set(entry, 0, server, PollSys.POLLPRI);
      assertThat(PollSys.poll(entry, 1, Kernel.DEADLINE_MILLIS)).isEqualTo(1);
      assertThat(SocketQuerySys.sockatmark(server)).isEqualTo(1);
      Kernel.close(listener, client, server);
    }
  }

  @Test
  void socketpair_seqpacket_keepsBoundaries() {
    try (Arena arena = Arena.ofConfined()) {
      int[] pair = Kernel.pair(arena, SOCK_SEQPACKET);
      MemorySegment bytes = arena.allocateFrom("abc", UTF_8);
      assertThat(SocketSys.send(pair[0], bytes, 2, 0)).isEqualTo(2);
      assertThat(SocketSys.send(pair[0], bytes, 1, 0)).isEqualTo(1);
      assertThat(SocketSys.recv(pair[1], arena.allocate(8), 8, 0)).isEqualTo(2);
      assertThat(SocketSys.recv(pair[1], arena.allocate(8), 8, 0)).isEqualTo(1);
      assertThat(SocketSys.recv(pair[1], arena.allocate(8), 8, MSG_DONTWAIT))
          .isEqualTo(-ErrnoSys.EAGAIN);
      Kernel.close(pair);
    }
  }

  @Test
  void options_areSetAndRead() {
    try (Arena arena = Arena.ofConfined()) {
      int fd = ok(SocketSys.socket(AF_INET, SOCK_STREAM, 0));
      MemorySegment value = arena.allocateFrom(JAVA_INT, 1);
      MemorySegment length = Kernel.length(arena, 4);
      ok(SocketSys.setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, value, 4));
      value.set(JAVA_INT, 0, 0);
      ok(SocketQuerySys.getsockopt(fd, SOL_SOCKET, SO_REUSEADDR, value, length));
      assertThat(value.get(JAVA_INT, 0)).isEqualTo(1);
      ok(SocketQuerySys.getsockopt(fd, SOL_SOCKET, SO_TYPE, value, length));
      assertThat(value.get(JAVA_INT, 0)).isEqualTo(SOCK_STREAM);
      assertThat(SocketSys.setsockopt(fd, SOL_SOCKET, -1, value, 4))
          .isEqualTo(-ErrnoSys.ENOPROTOOPT);
      Kernel.close(fd);
    }
  }

  @Test
  void peerCredentials_areOurs() {
    try (Arena arena = Arena.ofConfined()) {
      int[] pair = Kernel.pair(arena, SOCK_STREAM);
      MemorySegment credentials = arena.allocate(Ucred.SIZEOF);
      MemorySegment length = Kernel.length(arena, Ucred.SIZEOF);
      ok(SocketQuerySys.getsockopt(pair[0], SOL_SOCKET, SO_PEERCRED, credentials, length));
      assertThat(Ucred.pid.get(credentials)).isEqualTo(CredentialsSys.getpid());
      assertThat(Ucred.uid.get(credentials)).isEqualTo(CredentialsSys.geteuid());
      assertThat(Ucred.gid.get(credentials)).isEqualTo(CredentialsSys.getegid());
      Kernel.close(pair);
    }
  }

  @Test
  void abstractName_isAsLongAsItsAddress() {
    try (Arena arena = Arena.ofConfined()) {
      int fd = ok(SocketSys.socket(AF_UNIX, SOCK_STREAM, 0));
      MemorySegment address = arena.allocate(SockaddrUn.SIZEOF);
      SockaddrUn.sun_family.set(address, AF_UNIX);
      int familyOnly = (int) SockaddrUn.sun_path.offset();
      // unix(7): binding the family alone asks the kernel for a name, a NUL and five digits.
      ok(SocketSys.bind(fd, address, familyOnly));
      MemorySegment length = Kernel.length(arena, SockaddrUn.SIZEOF);
      ok(SocketSys.getsockname(fd, address, length));
      assertThat(length.get(JAVA_INT, 0)).isEqualTo(familyOnly + 6);
      assertThat(Field.u8(familyOnly).get(address)).isZero();
      Kernel.close(fd);
    }
  }
}
