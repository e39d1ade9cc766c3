package dev.sluice.event;

import dev.sluice.AllocatedBytes;
import dev.sluice.IoBuffer;
import dev.sluice.net.SocketPair;
import dev.sluice.net.StreamSocket;
import java.io.IOException;

/** Prints what a wait of one mechanism and a transfer allocate; see {@link LinuxPollerContract}. */
final class PollerAllocationMain {
  private static final long SOON = 10_000_000_000L;

  private PollerAllocationMain() {}

  public static void main(String[] arguments) throws Exception {
    try (SocketPair<StreamSocket> pair = SocketPair.stream();
        Poller<String> poller = Poller.open(Mechanism.valueOf(arguments[0]));
        IoBuffer buffer = IoBuffer.allocate(64)) {
      poller.register(pair.first(), Interest.READ, "first");
      double bytes = AllocatedBytes.perRound(() -> pingOnce(pair, poller, buffer));
      System.out.println("await and read: " + bytes);
    }
  }

  private static void pingOnce(
      SocketPair<StreamSocket> pair, Poller<String> poller, IoBuffer buffer) throws IOException {
    pair.second().send(buffer.clear().put('x'));
    int count = poller.await(SOON);
    for (int i = 0; i < count; i++) {
      if (poller.isReadable(i) && !poller.attachment(i).isEmpty()) {
        pair.first().recv(buffer.clear());
      }
    }
  }
}
