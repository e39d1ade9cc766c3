package dev.sluice.benchmarks.socket;

import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.benchmarks.Contender;
import dev.sluice.benchmarks.Patience;
import dev.sluice.net.DatagramSocket;
import java.io.IOException;

/** Two connected UDP sockets of Sluice over loopback, and a window that goes from one to one. */
abstract class SluiceDatagrams extends Contender {
  private DatagramSocket sender;
  private DatagramSocket receiver;
  private final Patience patience = new Patience();
  private int sentCount;
  private int receivedCount;

  @Override
  protected void open() throws IOException {
    sender = DatagramSocket.open(Family.INET4);
    receiver = DatagramSocket.open(Family.INET4);
    sender.bind(InetEndpoint.loopback(Family.INET4, 0));
    receiver.bind(InetEndpoint.loopback(Family.INET4, 0));
    sender.connect(receiver.localEndpoint());
    receiver.connect(sender.localEndpoint());
    sender.setBlocking(false);
    receiver.setBlocking(false);
  }

  final DatagramSocket sender() {
    return sender;
  }

  final DatagramSocket receiver() {
    return receiver;
  }

  /** Returns the first byte of the next datagram to send. */
  final int nextSent() {
    return sentCount++ & 0xFF;
  }

  /** Checks the first byte of the next datagram received. */
  final void checkNext(int first) {
    if (first != (receivedCount++ & 0xFF)) {
      throw disqualified("datagram " + (receivedCount - 1) + " was lost or is another one");
    }
  }

  /** Sends a window. */
  abstract void send() throws IOException;

  /** Receives what is there: how many datagrams, none or less if nothing. */
  abstract int receive() throws IOException;

  @Override
  public final long call() throws IOException {
    send();
    patience.reset();
    int received = 0;
    while (received < expected()) {
      int count = receive();
      if (count > 0) {
        received += count;
      } else if (patience.isOver()) {
        throw disqualified("only " + received + " datagrams came");
      }
    }
    return received;
  }

  @Override
  protected void close() throws IOException {
    sender.close();
    receiver.close();
  }
}
