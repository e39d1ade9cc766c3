package dev.sluice.benchmarks.socket;

import dev.sluice.IoBuffer;
import dev.sluice.net.AncillaryData;
import dev.sluice.net.AncillaryTypes;
import dev.sluice.net.Message;
import dev.sluice.net.MsgFlags;
import dev.sluice.net.UdpOptions;
import java.io.IOException;

/**
 * {@code UDP_SEGMENT} and {@code UDP_GRO}: a window goes out in one buffer that the kernel cuts,
 * and comes merged, with the length of its datagrams.
 */
abstract class SegmentDatagrams extends SluiceDatagrams {
  private final int datagrams;
  private final int bytesEach;
  private IoBuffer out;
  private IoBuffer in;
  private Message message;

  SegmentDatagrams(int datagrams, int bytesEach) {
    this.datagrams = datagrams;
    this.bytesEach = bytesEach;
  }

  @Override
  protected void open() throws IOException {
    super.open();
    sender().set(UdpOptions.UDP_SEGMENT, bytesEach);
    receiver().set(UdpOptions.UDP_GRO, true);
    out = IoBuffer.allocate(datagrams * bytesEach);
    Pattern.fill(out, bytesEach);
    in = IoBuffer.allocate(1 << 16);
    message = Message.allocate(1, AncillaryData.spaceBytes(Integer.BYTES)).setBuffers(in);
  }

  @Override
  final void send() throws IOException {
    out.clear();
    for (int i = 0; i < datagrams; i++) {
      out.put(nextSent()).filled(bytesEach - 1);
    }
    if (sender().send(out) != datagrams * bytesEach) {
      throw disqualified("a window was not sent");
    }
  }

  @Override
  final int receive() throws IOException {
    in.clear();
    int bytes = receiver().recv(message, MsgFlags.NONE);
    if (bytes < 0) {
      return 0;
    }
    int each = message.ancillary().getInt(AncillaryTypes.UDP_GRO, bytes);
    if (each != bytesEach || bytes % bytesEach != 0) {
      throw disqualified(bytes + " bytes of datagrams of " + each);
    }
    for (int i = 0; i < bytes; i += bytesEach) {
      checkNext(in.peek(i));
    }
    return bytes / bytesEach;
  }

  @Override
  public final long expected() {
    return datagrams;
  }

  @Override
  protected final boolean isIntact() {
    return Pattern.isIn(in, bytesEach);
  }

  @Override
  protected final void close() throws IOException {
    super.close();
    message.close();
    out.close();
    in.close();
  }
}
