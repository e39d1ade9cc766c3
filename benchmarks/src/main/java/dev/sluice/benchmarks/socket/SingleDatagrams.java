package dev.sluice.benchmarks.socket;

import dev.sluice.IoBuffer;
import java.io.IOException;

/** {@code send} and {@code recv}: a call for each datagram. */
abstract class SingleDatagrams extends SluiceDatagrams {
  private final int bytesEach;
  private final IoBuffer[] out;
  private final IoBuffer[] in;

  SingleDatagrams(int datagrams, int bytesEach) {
    this.bytesEach = bytesEach;
    out = new IoBuffer[datagrams];
    in = new IoBuffer[datagrams];
  }

  @Override
  protected void open() throws IOException {
    super.open();
    for (int i = 0; i < out.length; i++) {
      out[i] = Pattern.sluice(bytesEach);
      in[i] = IoBuffer.allocate(bytesEach);
    }
  }

  /** Changes the last byte of what is sent from now on: for a test of the harness. */
  final void spoil() {
    out[0].clear().filled(bytesEach - 1).put(0);
  }

  @Override
  final void send() throws IOException {
    for (IoBuffer datagram : out) {
      datagram.clear().put(nextSent()).filled(bytesEach - 1);
      if (sender().send(datagram) != bytesEach) {
        throw disqualified("a datagram was not sent");
      }
    }
  }

  @Override
  final int receive() throws IOException {
    int received = 0;
    for (IoBuffer datagram : in) {
      int bytes = receiver().recv(datagram.clear());
      if (bytes < 0) {
        break;
      }
      if (bytes != bytesEach) {
        throw disqualified("a datagram of " + bytes + " bytes");
      }
      checkNext(datagram.peek(0));
      received++;
    }
    return received;
  }

  @Override
  public final long expected() {
    return in.length;
  }

  @Override
  protected final boolean isIntact() {
    for (IoBuffer datagram : in) {
      if (!Pattern.isIn(datagram, bytesEach)) {
        return false;
      }
    }
    return true;
  }

  @Override
  protected final void close() throws IOException {
    super.close();
    for (int i = 0; i < out.length; i++) {
      out[i].close();
      in[i].close();
    }
  }
}
