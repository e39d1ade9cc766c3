package dev.sluice.benchmarks.socket;

import dev.sluice.benchmarks.Contender;
import dev.sluice.benchmarks.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * Two connected datagram channels over loopback, and a window that goes from one to one: {@code
 * write} and {@code read}, which are leaner than {@code send} and {@code receive}.
 */
abstract class NioDatagrams extends Contender {
  private final int datagrams;
  private final ByteBuffer[] out;
  private final ByteBuffer[] in;
  private final Patience patience = new Patience();
  private DatagramChannel sender;
  private DatagramChannel receiver;
  private int sentCount;
  private int receivedCount;

  NioDatagrams(int datagrams, int bytesEach) {
    this.datagrams = datagrams;
    out = new ByteBuffer[datagrams];
    in = new ByteBuffer[datagrams];
    for (int i = 0; i < datagrams; i++) {
      out[i] = Pattern.nio(bytesEach);
      in[i] = ByteBuffer.allocateDirect(bytesEach);
    }
  }

  @Override
  protected void open() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    sender = DatagramChannel.open().bind(new InetSocketAddress(loopback, 0));
    receiver = DatagramChannel.open().bind(new InetSocketAddress(loopback, 0));
    sender.connect(receiver.getLocalAddress());
    receiver.connect(sender.getLocalAddress());
    sender.configureBlocking(false);
    receiver.configureBlocking(false);
  }

  @Override
  public final long call() throws IOException {
    for (ByteBuffer datagram : out) {
      datagram.clear().put(0, (byte) sentCount++);
      if (sender.write(datagram) != datagram.capacity()) {
        throw disqualified("a datagram was not sent");
      }
    }
    for (ByteBuffer datagram : in) {
      receive(datagram.clear());
    }
    return datagrams;
  }

  private void receive(ByteBuffer datagram) throws IOException {
    patience.reset();
    int bytes;
    while ((bytes = receiver.read(datagram)) <= 0) {
      if (patience.isOver()) {
        throw disqualified("datagram " + receivedCount + " did not come");
      }
    }
    if (bytes != datagram.capacity() || datagram.get(0) != (byte) receivedCount++) {
      throw disqualified("datagram " + (receivedCount - 1) + " was lost or is another one");
    }
  }

  @Override
  public final long expected() {
    return datagrams;
  }

  @Override
  protected final boolean isIntact() {
    for (ByteBuffer datagram : in) {
      if (!Pattern.isIn(datagram)) {
        return false;
      }
    }
    return true;
  }

  @Override
  protected final void close() throws IOException {
    sender.close();
    receiver.close();
  }
}
