package dev.sluice.benchmarks.socket;

import dev.sluice.net.MessageBatch;
import dev.sluice.net.MsgFlags;
import java.io.IOException;

/** {@code sendmmsg(2)} and {@code recvmmsg(2)}: a window with one call each. */
abstract class BatchDatagrams extends SluiceDatagrams {
  private final int datagrams;
  private final int bytesEach;
  private MessageBatch out;
  private MessageBatch in;

  BatchDatagrams(int datagrams, int bytesEach) {
    this.datagrams = datagrams;
    this.bytesEach = bytesEach;
  }

  @Override
  protected void open() throws IOException {
    super.open();
    out = MessageBatch.allocate(datagrams, bytesEach, 0);
    in = MessageBatch.allocate(datagrams, bytesEach, 0);
    for (int i = 0; i < datagrams; i++) {
      Pattern.fill(out.buffer(i), bytesEach);
    }
  }

  @Override
  final void send() throws IOException {
    for (int i = 0; i < datagrams; i++) {
      out.buffer(i).clear().put(nextSent()).filled(bytesEach - 1);
    }
    int sent = sender().send(out, 0, datagrams, MsgFlags.NONE);
    if (sent != datagrams) {
      throw disqualified(sent + " datagrams sent");
    }
  }

  @Override
  final int receive() throws IOException {
    int received = receiver().recv(in, MsgFlags.NONE);
    for (int i = 0; i < received; i++) {
      if (in.length(i) != bytesEach) {
        throw disqualified("a datagram of " + in.length(i) + " bytes");
      }
      checkNext(in.buffer(i).peek(0));
    }
    return received;
  }

  @Override
  public final long expected() {
    return datagrams;
  }

  @Override
  protected final boolean isIntact() {
    for (int i = 0; i < datagrams; i++) {
      if (!Pattern.isIn(in.buffer(i), bytesEach)) {
        return false;
      }
    }
    return true;
  }

  @Override
  protected final void close() throws IOException {
    super.close();
    out.close();
    in.close();
  }
}
