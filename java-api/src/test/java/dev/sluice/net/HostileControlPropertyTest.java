package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Fd;
import dev.sluice.HostileBytes;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.OpenDescriptors;
import dev.sluice.event.Pipe;
import dev.sluice.sys.Cmsghdr;
import dev.sluice.sys.Iovec;
import dev.sluice.sys.MessageSys;
import dev.sluice.sys.Msghdr;
import dev.sluice.sys.SocketConstants;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/**
 * Control buffers that no library would write, through the kernel and into rooms of any length.
 * Neither side ever blocks.
 */
@AddLifecycleHook(NoLeakedDescriptors.class)
class HostileControlPropertyTest {
  private static final int CONTROL_BYTES = 96;

  /** Which end of a pipe is passed. */
  enum End {
    READER,
    WRITER
  }

  /** The header of the first element: right, nearly right, or of a wrong length. */
  record Header(long length, int level, int type, List<End> ends) {}

  /** Returns what is in memory before, behind and between. */
  @Provide
  static Arbitrary<byte[]> noise() {
    return Arbitraries.oneOf(
        Arbitraries.create(() -> new byte[CONTROL_BYTES]), HostileBytes.ofLength(CONTROL_BYTES));
  }

  @Provide
  static Arbitrary<Header> headers() {
    return Arbitraries.of(End.class).list().ofMinSize(1).ofMaxSize(4).flatMap(ends -> header(ends));
  }

  private static Arbitrary<Header> header(List<End> ends) {
    long right = Cmsghdr.CMSG_LEN((long) ends.size() * Integer.BYTES);
    Arbitrary<Long> lengths =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.just(right)), Tuple.of(1, Arbitraries.longs().between(0, 119)));
    Arbitrary<Integer> levels =
        Arbitraries.frequency(Tuple.of(7, SocketConstants.SOL_SOCKET), Tuple.of(1, 0));
    Arbitrary<Integer> types =
        Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.just(SocketConstants.SCM_RIGHTS)),
            Tuple.of(1, Arbitraries.integers().between(1, 4)));
    return Combinators.combine(lengths, levels, types)
        .as((length, level, type) -> new Header(length, level, type, ends));
  }

  @Property
  @StatisticsReport(StatisticsReportMode.OFF)
  void anyControl_sentOrRefused_isReceivedAndLeaksNothing(
      @ForAll("noise") byte[] noise,
      @ForAll("headers") Header header,
      @ForAll @IntRange(max = CONTROL_BYTES) int controlBytes,
      @ForAll @IntRange(max = CONTROL_BYTES * 2 - 1) int roomBytes,
      @ForAll boolean take)
      throws IOException {
    OpenDescriptors before = OpenDescriptors.now();
    try (Pipe pipe = Pipe.open();
        Arena arena = Arena.ofConfined();
        IoBuffer buffer = IoBuffer.allocate(8);
        SocketPair<DatagramSocket> pair = SocketPair.datagram();
        Message in = Message.allocate(1, roomBytes).setBuffers(buffer)) {
      pair.second().set(SocketOptions.SO_PASSCRED, true);
      pair.second().setBlocking(false);
      MemorySegment control = arena.allocate(CONTROL_BYTES, 8);
      MemorySegment.copy(noise, 0, control, JAVA_BYTE, 0, CONTROL_BYTES);
      write(header, pipe, control);
      long sent = send(pair.first().fd(), message(arena, control, controlBytes));
      int received = pair.second().recv(in, MsgFlags.NONE);
      assertThat(received).isEqualTo(sent < 0 ? IoStatus.WOULD_BLOCK : 1);
      if (take) {
        in.ancillary().takeRights().forEach(Fd::close);
      }
      checkThatSomeAreTaken(sent);
    }
    assertThat(OpenDescriptors.now().since(before)).isEmpty();
  }

  /** Buffers that are refused one and all would say nothing about those that arrive. */
  private static void checkThatSomeAreTaken(long sent) {
    Statistics.collect(sent < 0 ? "refused" : "taken");
    Statistics.coverage(coverage -> coverage.check("taken").count(tries -> tries > 0));
  }

  /** unix(7): what is no descriptor, no credentials of ours or no header is refused. */
  private static long send(Fd fd, MemorySegment message) throws IOException {
    int number = fd.enter();
    try {
      return MessageSys.sendmsg(number, message, SocketConstants.MSG_DONTWAIT);
    } finally {
      fd.exit();
    }
  }

  private static MemorySegment message(Arena arena, MemorySegment control, int controlBytes) {
    MemorySegment vector = arena.allocate(Iovec.SIZEOF, 8);
    Iovec.iov_base.set(vector, arena.allocate(1));
    Iovec.iov_len.set(vector, 1);
    MemorySegment message = arena.allocate(Msghdr.SIZEOF, 8);
    Msghdr.msg_iov.set(message, vector);
    Msghdr.msg_iovlen.set(message, 1);
    Msghdr.msg_control.set(message, control);
    Msghdr.msg_controllen.set(message, controlBytes);
    return message;
  }

  private static void write(Header header, Pipe pipe, MemorySegment control) throws IOException {
    Cmsghdr.cmsg_len.set(control, header.length());
    Cmsghdr.cmsg_level.set(control, header.level());
    Cmsghdr.cmsg_type.set(control, header.type());
    for (int i = 0; i < header.ends().size(); i++) {
      Fd fd = header.ends().get(i) == End.WRITER ? pipe.writer().fd() : pipe.reader().fd();
      control.setAtIndex(JAVA_INT, 4 + i, number(fd));
    }
  }

  private static int number(Fd fd) throws IOException {
    int number = fd.enter();
    fd.exit();
    return number;
  }
}
