package dev.sluice.sys;

import static dev.sluice.sys.SocketConstants.MSG_CMSG_CLOEXEC;
import static dev.sluice.sys.SocketConstants.MSG_DONTWAIT;
import static dev.sluice.sys.SocketConstants.MSG_TRUNC;
import static dev.sluice.sys.SocketConstants.MSG_WAITFORONE;
import static dev.sluice.sys.SocketConstants.SCM_RIGHTS;
import static dev.sluice.sys.SocketConstants.SOCK_DGRAM;
import static dev.sluice.sys.SocketConstants.SOL_SOCKET;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls each function of {@link MessageSys} and {@link DatagramSys}. */
@ExtendWith(NoLeakedDescriptors.class)
class MessageSysTest {
  @Test
  void sendto_recvfrom_bringsTheSender() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment here = Kernel.loopback(arena);
      MemorySegment there = Kernel.loopback(arena);
      int receiver = Kernel.bound(arena, SOCK_DGRAM, here);
      int sender = Kernel.bound(arena, SOCK_DGRAM, there);
      MemorySegment data = arena.allocateFrom("datagram");
      assertThat(DatagramSys.sendto(sender, data, 9, 0, here, SockaddrIn.SIZEOF)).isEqualTo(9);
      MemorySegment got = arena.allocate(4);
      MemorySegment from = arena.allocate(SockaddrIn.SIZEOF);
      MemorySegment length = Kernel.length(arena, SockaddrIn.SIZEOF);
      // recv(2): MSG_TRUNC returns the datagram's length, even where the buffer is shorter.
      assertThat(DatagramSys.recvfrom(receiver, got, 4, MSG_TRUNC, from, length)).isEqualTo(9);
      assertThat(from.mismatch(there)).isEqualTo(-1);
      assertThat(length.get(JAVA_INT, 0)).isEqualTo(SockaddrIn.SIZEOF);
      Kernel.close(receiver, sender);
    }
  }

  @Test
  void sendmsg_recvmsg_passesADescriptor() {
    try (Arena arena = Arena.ofConfined()) {
      int[] pair = Kernel.pair(arena, SOCK_DGRAM);
      int[] pipe = Kernel.pipe(arena);
      MemorySegment control = arena.allocate(Cmsghdr.CMSG_SPACE(4), 8);
      Cmsghdr.cmsg_len.set(control, Cmsghdr.CMSG_LEN(4));
      Cmsghdr.cmsg_level.set(control, SOL_SOCKET);
      Cmsghdr.cmsg_type.set(control, SCM_RIGHTS);
      control.set(JAVA_INT, Cmsghdr.CMSG_DATA(0), pipe[1]);
      MemorySegment message = message(arena, arena.allocateFrom("x"), control);
      assertThat(MessageSys.sendmsg(pair[0], message, 0)).isEqualTo(2);

      control.fill((byte) 0);
      assertThat(MessageSys.recvmsg(pair[1], message, MSG_CMSG_CLOEXEC)).isEqualTo(2);
      assertThat(Msghdr.msg_flags.get(message)).isEqualTo(MSG_CMSG_CLOEXEC);
      MemorySegment filled = control.asSlice(0, Msghdr.msg_controllen.get(message));
      long place = Cmsghdr.CMSG_FIRSTHDR(filled);
      assertThat(place).isZero();
      assertThat(Cmsghdr.cmsg_type.get(filled, place)).isEqualTo(SCM_RIGHTS);
      assertThat(Cmsghdr.CMSG_NXTHDR(filled, place)).isEqualTo(-1);
      int passed = filled.get(JAVA_INT, Cmsghdr.CMSG_DATA(place));
      assertThat(UnistdSys.write(passed, arena.allocateFrom("!"), 1)).isEqualTo(1);
      assertThat(UnistdSys.read(pipe[0], arena.allocate(8), 8)).isEqualTo(1);
      Kernel.close(pair);
      Kernel.close(pipe);
      Kernel.close(passed);
    }
  }

  @Test
  void ancillaryData_twoElementsAndABrokenOne_areWalked() {
    MemorySegment control = MemorySegment.ofArray(new long[8]).asSlice(0, 56);
    assertThat(Cmsghdr.CMSG_FIRSTHDR(control.asSlice(0, 15))).isEqualTo(-1);
    Cmsghdr.cmsg_len.set(control, Cmsghdr.CMSG_LEN(4));
    long second = Cmsghdr.CMSG_NXTHDR(control, 0);
    assertThat(second).isEqualTo(24);
    Cmsghdr.cmsg_len.set(control, second, Cmsghdr.CMSG_LEN(8));
    assertThat(Cmsghdr.CMSG_NXTHDR(control, second)).isEqualTo(-1);
    for (long length : new long[] {0, 15, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      Cmsghdr.cmsg_len.set(control, length);
      assertThat(Cmsghdr.CMSG_NXTHDR(control, 0)).isEqualTo(-1);
    }
  }

  @Test
  void sendmmsg_recvmmsg_eachDatagramHasItsOwnLength() {
    try (Arena arena = Arena.ofConfined()) {
      int[] pair = Kernel.pair(arena, SOCK_DGRAM);
      MemorySegment vector = arena.allocate(3L * Mmsghdr.SIZEOF, 8);
      for (int i = 0; i < 3; i++) {
        MemorySegment header = Mmsghdr.msg_hdr.of(vector, (long) i * Mmsghdr.SIZEOF);
        header.copyFrom(message(arena, arena.allocate(i + 1), MemorySegment.NULL));
      }
      assertThat(DatagramSys.sendmmsg(pair[0], vector, 3, 0)).isEqualTo(3);
      // recvmmsg(2): the time is looked at after each datagram, so 0 would end it after one.
      MemorySegment timeout = arena.allocate(Timespec.SIZEOF, 8);
      Timespec.tv_sec.set(timeout, 10);
      int flags = MSG_WAITFORONE | MSG_DONTWAIT;
      assertThat(DatagramSys.recvmmsg(pair[1], vector, 3, flags, timeout)).isEqualTo(3);
      for (int i = 0; i < 3; i++) {
        assertThat(Mmsghdr.msg_len.get(vector, (long) i * Mmsghdr.SIZEOF)).isEqualTo(i + 1);
      }
      Kernel.close(pair);
    }
  }

  private static MemorySegment message(Arena arena, MemorySegment data, MemorySegment control) {
    MemorySegment vector = arena.allocate(Iovec.SIZEOF, 8);
    Iovec.iov_base.set(vector, data);
    Iovec.iov_len.set(vector, data.byteSize());
    MemorySegment message = arena.allocate(Msghdr.SIZEOF, 8);
    Msghdr.msg_iov.set(message, vector);
    Msghdr.msg_iovlen.set(message, 1);
    Msghdr.msg_control.set(message, control);
    Msghdr.msg_controllen.set(message, control.byteSize());
    return message;
  }
}
