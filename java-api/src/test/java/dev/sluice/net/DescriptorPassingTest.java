package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Fd;
import dev.sluice.FdClosedException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.OpenDescriptors;
import dev.sluice.event.Pipe;
import dev.sluice.sys.CredentialsSys;
import dev.sluice.sys.FcntlSys;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Descriptors and identities over AF_UNIX. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class DescriptorPassingTest {
  private final SocketPair<StreamSocket> pair = SocketPair.stream();
  private final Pipe pipe = Pipe.open();
  private final IoBuffer buffer = IoBuffer.allocate(16);
  private final Message out = Message.allocate(1, 256).setBuffers(buffer);
  private final Message in = Message.allocate(1, 256).setBuffers(buffer);

  DescriptorPassingTest() throws IOException {}

  @AfterEach
  void close() {
    out.close();
    in.close();
    buffer.close();
    pipe.close();
    pair.close();
  }

  private void pass(Message into) throws IOException {
    buffer.clear().put("x", UTF_8);
    assertThat(pair.first().send(out, MsgFlags.NONE)).isEqualTo(1);
    assertThat(pair.second().recv(into, MsgFlags.NONE)).isEqualTo(1);
  }

  private int openNow() throws IOException {
    return OpenDescriptors.now().since(before).size();
  }

  private final OpenDescriptors before = OpenDescriptors.now();

  @Test
  void rights_several_areOwnedAndCloseOnExec() throws Exception {
    out.ancillary().addRights(pipe.writer().fd(), pipe.reader().fd(), pipe.writer().fd());
    pass(in);
    List<Fd> taken = in.ancillary().takeRights();
    assertThat(taken).hasSize(3);
    assertThat(in.ancillary().takeRights()).isEmpty();
    for (Fd fd : taken) {
      int number = fd.enter();
      assertThat(FcntlSys.fcntl_getfd(number) & FcntlSys.FD_CLOEXEC).isNotZero();
      fd.exit();
    }
    pipe.writer().close();
    try (Pipe.Reader _ = pipe.reader();
        IoBuffer data = IoBuffer.allocate(4)) {
      taken.get(0).close();
      // pipe(7): the end comes only when the last duplicate of the writing end is closed.
      assertThat(pipe.reader().read(data)).isEqualTo(IoStatus.WOULD_BLOCK);
      taken.get(2).close();
      assertThat(pipe.reader().read(data)).isEqualTo(IoStatus.END_OF_STREAM);
      taken.get(1).close();
    }
  }

  @Test
  void rights_notTaken_areClosedByNextCallClearOrClose() throws Exception {
    out.ancillary().addRights(pipe.writer().fd(), pipe.reader().fd());
    pass(in);
    assertThat(openNow()).isEqualTo(2);
    pass(in);
    assertThat(openNow()).isZero();
    out.ancillary().addRights(pipe.writer().fd());
    pass(in);
    in.ancillary().clear();
    assertThat(openNow()).isZero();
    out.ancillary().addRights(pipe.writer().fd());
    pass(in);
    in.close();
    assertThat(openNow()).isZero();
  }

  /** netty#16872: those that had arrived before the rest was cut stayed open. */
  @Test
  void rights_truncated_leaksNone() throws Exception {
    for (int room = 0; room <= AncillaryData.spaceBytes(3 * Integer.BYTES); room++) {
      try (Message small = Message.allocate(1, room).setBuffers(buffer)) {
        out.ancillary().addRights(pipe.writer().fd(), pipe.reader().fd(), pipe.writer().fd());
        pass(small);
        // cmsg(3): three descriptors need 28 bytes; what does not fit sets MSG_CTRUNC.
        boolean fits = room >= 16 + 3 * Integer.BYTES;
        assertThat(small.flags().containsAll(MsgFlags.CTRUNC)).as("room %d", room).isEqualTo(!fits);
        assertThat(openNow()).as("room %d", room).isEqualTo(fits ? 3 : 0);
        if (!fits) {
          assertThat(small.ancillary().takeRights()).isEmpty();
        }
      }
      assertThat(openNow()).isZero();
    }
  }

  @Test
  void rights_closedBeforeSending_isRefusedAndNothingHeld() throws Exception {
    Fd copy = pipe.writer().fd().dup();
    out.ancillary().addRights(pipe.reader().fd(), copy);
    copy.close();
    buffer.put("x", UTF_8);
    assertThatThrownBy(() -> pair.first().send(out, MsgFlags.NONE))
        .isInstanceOf(FdClosedException.class);
    assertThat(openNow()).isZero();
    // Nobody is inside the first one any more: releasing it would be refused.
    pipe.reader().fd().enter();
    pipe.reader().fd().exit();
    assertThatThrownBy(() -> pipe.reader().fd().exit()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void credentials_areTheSenders() throws Exception {
    pair.second().set(SocketOptions.SO_PASSCRED, true);
    PeerCredentials self =
        new PeerCredentials(
            CredentialsSys.getpid(),
            Integer.toUnsignedLong(CredentialsSys.getuid()),
            Integer.toUnsignedLong(CredentialsSys.getgid()));
    out.ancillary().add(AncillaryTypes.SCM_CREDENTIALS, self).addRights(pipe.reader().fd());
    pass(in);
    assertThat(in.ancillary().get(AncillaryTypes.SCM_CREDENTIALS)).isEqualTo(self);
    in.ancillary().takeRights().forEach(Fd::close);
  }

  @Test
  void pidfd_isTheSendersAndOwned() throws Exception {
    pair.second().set(SocketOptions.SO_PASSPIDFD, true);
    pass(in);
    Fd pidfd = requireNonNull(in.ancillary().takePidfd());
    // pidfd_open(2): readable once the process has ended, and this one has not.
    assertThat(pidfd.awaitReadable(0)).isFalse();
    assertThat(in.ancillary().takePidfd()).isNull();
    pidfd.close();
    pass(in);
    assertThat(openNow()).isEqualTo(1);
    pass(in);
    assertThat(openNow()).isEqualTo(1);
    in.ancillary().clear();
    assertThat(openNow()).isZero();
  }
}
