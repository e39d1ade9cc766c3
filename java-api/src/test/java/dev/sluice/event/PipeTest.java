package dev.sluice.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.FdClosedException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.sys.FcntlSys;
import dev.sluice.sys.PipeSys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The kernel's rules for pipes. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class PipeTest {
  @Test
  void write_read_sameBytes() throws Exception {
    try (Pipe pipe = Pipe.open();
        IoBuffer buffer = IoBuffer.allocate(64)) {
      assertThat(pipe.reader().read(buffer)).isEqualTo(IoStatus.WOULD_BLOCK);
      buffer.put("through a pipe", UTF_8);
      assertThat(pipe.writer().write(buffer)).isEqualTo(14);
      assertThat(buffer.isEmpty()).isTrue();
      assertThat(pipe.reader().read(buffer.clear())).isEqualTo(14);
      assertThat(buffer.getAll(UTF_8)).isEqualTo("through a pipe");
    }
  }

  @Test
  void read_writersGone_isTheEndAfterWhatIsLeft() throws Exception {
    // The end of the stream comes after the last byte, when no writer is left.
    try (Pipe pipe = Pipe.open();
        IoBuffer buffer = IoBuffer.allocate(8)) {
      pipe.writer().write(buffer.put(1));
      pipe.writer().close();
      assertThat(pipe.reader().read(buffer)).isEqualTo(1);
      assertThat(pipe.reader().read(buffer)).isEqualTo(IoStatus.END_OF_STREAM);
    }
  }

  @Test
  void read_writerDuplicated_isNotTheEnd() throws Exception {
    try (Pipe pipe = Pipe.open();
        Pipe.Writer copy = Pipe.Writer.adopt(pipe.writer().fd().dup());
        IoBuffer buffer = IoBuffer.allocate(8)) {
      pipe.writer().close();
      assertThat(pipe.reader().read(buffer)).isEqualTo(IoStatus.WOULD_BLOCK);
      copy.close();
      assertThat(pipe.reader().read(buffer)).isEqualTo(IoStatus.END_OF_STREAM);
    }
  }

  @Test
  void write_readersGone_isEpipeAndNoSignal() throws Exception {
    try (Pipe pipe = Pipe.open();
        IoBuffer buffer = IoBuffer.allocate(8)) {
      pipe.reader().close();
      buffer.put(1);
      assertThatThrownBy(() -> pipe.writer().write(buffer)).hasMessageContaining("EPIPE");
      assertThat(buffer.readable()).isEqualTo(1);
    }
  }

  @Test
  void write_full_wouldBlockAndKeepsTheRest() throws Exception {
    // Up to PIPE_BUF goes whole or not at all.
    try (Pipe pipe = Pipe.open();
        IoBuffer buffer = IoBuffer.allocate(PipeSys.PIPE_BUF)) {
      Peers.fill(pipe.writer());
      Peers.read(pipe.reader(), 1);
      buffer.filled(PipeSys.PIPE_BUF);
      assertThat(pipe.writer().write(buffer)).isEqualTo(IoStatus.WOULD_BLOCK);
      assertThat(buffer.readable()).isEqualTo(PipeSys.PIPE_BUF);
    }
  }

  @Test
  void capacity_set_isRoundedUpAndHolds() throws Exception {
    try (Pipe pipe = Pipe.open()) {
      pipe.writer().setCapacity(5_000);
      assertThat(pipe.writer().capacityBytes()).isGreaterThanOrEqualTo(5_000);
      assertThat(Peers.fill(pipe.writer())).isEqualTo(pipe.writer().capacityBytes());
    }
  }

  @Test
  void ends_closeOnExec_andClosedAreRefused() throws Exception {
    try (Pipe pipe = Pipe.open();
        IoBuffer buffer = IoBuffer.allocate(8)) {
      for (var end : new dev.sluice.Pollable[] {pipe.reader(), pipe.writer()}) {
        int number = end.fd().enter();
        assertThat(FcntlSys.fcntl_getfd(number)).isEqualTo(FcntlSys.FD_CLOEXEC);
        end.fd().exit();
      }
      pipe.close();
      assertThatThrownBy(() -> pipe.reader().read(buffer)).isInstanceOf(FdClosedException.class);
      assertThatThrownBy(() -> pipe.writer().write(buffer.put(1)))
          .isInstanceOf(FdClosedException.class);
    }
  }

  @Test
  void read_fullBuffer_isRefused() throws Exception {
    try (Pipe pipe = Pipe.open();
        IoBuffer buffer = IoBuffer.allocate(1)) {
      buffer.put(1);
      assertThatThrownBy(() -> pipe.reader().read(buffer))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("compact");
    }
  }
}
