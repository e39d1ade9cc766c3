package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.OpenDescriptors;
import dev.sluice.Property;
import dev.sluice.event.Pipe;
import dev.sluice.sys.Cmsghdr;
import dev.sluice.sys.Iovec;
import dev.sluice.sys.MessageSys;
import dev.sluice.sys.Msghdr;
import dev.sluice.sys.SocketConstants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Control buffers that no library would write, through the kernel and into rooms of any length. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileControlTest {
  private static final int CONTROL_BYTES = 96;

  @Test
  void anyControl_thatTheKernelTakes_isReceivedAndLeaksNothing() throws Exception {
    try (Pipe pipe = Pipe.open();
        SocketPair<DatagramSocket> pair = SocketPair.datagram()) {
      pair.second().set(SocketOptions.SO_PASSCRED, true);
      pair.second().setBlocking(false);
      int[] accepted = new int[1];
      OpenDescriptors before = OpenDescriptors.now();
      Property.holds(random -> accepted[0] += exchange(pair, pipe, random));
      assertThat(OpenDescriptors.now().since(before)).isEmpty();
      assertThat(accepted[0]).isPositive();
    }
  }

  /** Sends and receives one; 1 if the kernel took it. */
  private static int exchange(SocketPair<DatagramSocket> pair, Pipe pipe, Random random) {
    try (Arena arena = Arena.ofConfined();
        IoBuffer buffer = IoBuffer.allocate(8);
        Message in = Message.allocate(1, random.nextInt(CONTROL_BYTES * 2)).setBuffers(buffer)) {
      Fd fd = pair.first().fd();
      int number = fd.enter();
      long sent;
      try {
        MemorySegment message = message(arena, random, pipe);
        // unix(7): what is no descriptor, no credentials of ours or no header is refused.
        sent = MessageSys.sendmsg(number, message, SocketConstants.MSG_DONTWAIT);
      } finally {
        fd.exit();
      }
      int received = pair.second().recv(in, MsgFlags.NONE);
      assertThat(received).isEqualTo(sent < 0 ? IoStatus.WOULD_BLOCK : 1);
      if (random.nextBoolean()) {
        in.ancillary().takeRights().forEach(Fd::close);
      }
      return sent < 0 ? 0 : 1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MemorySegment message(Arena arena, Random random, Pipe pipe) {
    MemorySegment vector = arena.allocate(Iovec.SIZEOF, 8);
    Iovec.iov_base.set(vector, arena.allocate(1));
    Iovec.iov_len.set(vector, 1);
    MemorySegment message = arena.allocate(Msghdr.SIZEOF, 8);
    Msghdr.msg_iov.set(message, vector);
    Msghdr.msg_iovlen.set(message, 1);
    Msghdr.msg_control.set(message, control(arena, random, pipe));
    Msghdr.msg_controllen.set(message, random.nextInt(CONTROL_BYTES + 1));
    return message;
  }

  /** Noise, in which some elements are right, nearly right, or of a wrong length. */
  private static MemorySegment control(Arena arena, Random random, Pipe pipe) {
    byte[] noise = new byte[CONTROL_BYTES];
    if (random.nextBoolean()) {
      random.nextBytes(noise);
    }
    MemorySegment control = arena.allocate(CONTROL_BYTES, 8);
    MemorySegment.copy(noise, 0, control, JAVA_BYTE, 0, CONTROL_BYTES);
    int fds = 1 + random.nextInt(4);
    long length = Cmsghdr.CMSG_LEN((long) fds * Integer.BYTES);
    Cmsghdr.cmsg_len.set(control, random.nextInt(4) == 0 ? random.nextInt(120) : length);
    Cmsghdr.cmsg_level.set(control, random.nextInt(8) == 0 ? 0 : SocketConstants.SOL_SOCKET);
    Cmsghdr.cmsg_type.set(control, 1 + random.nextInt(random.nextBoolean() ? 1 : 4));
    for (int i = 0; i < fds; i++) {
      Fd fd = random.nextBoolean() ? pipe.writer().fd() : pipe.reader().fd();
      control.setAtIndex(JAVA_INT, 4 + i, number(fd));
    }
    return control;
  }

  private static int number(Fd fd) {
    int number = fd.enter();
    fd.exit();
    return number;
  }
}
