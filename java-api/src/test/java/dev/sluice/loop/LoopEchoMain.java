package dev.sluice.loop;

import com.sun.management.ThreadMXBean;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** Prints how many bytes an edge-triggered loop allocates for each request that it echoes. */
final class LoopEchoMain {
  private static final int REQUESTS = 10_000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private LoopEchoMain() {}

  public static void main(String[] arguments) throws Exception {
    try (EventLoop loop = EventLoop.openEdge();
        ListeningSocket socket =
            ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 1)) {
      loop.listen(
          socket, (connection, input) -> connection.send(input), ConnectionLimits.STANDARD, 10);
      Thread thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      loop.run();
                    } catch (java.io.IOException e) {
                      throw new AssertionError(e);
                    }
                  });
      try (StreamSocket client = StreamSocket.connectTo(socket.localEndpoint());
          IoBuffer buffer = IoBuffer.allocate(64)) {
        System.out.println("bytes per request: " + leastPerRequest(client, buffer, thread));
      }
      System.out.println("served: " + (loop.counted().receivedBytes() >= 8L * REQUESTS));
    }
  }

  private static double leastPerRequest(StreamSocket client, IoBuffer buffer, Thread thread)
      throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long end = System.nanoTime() + PATIENCE_NANOS;
    long least = Long.MAX_VALUE;
    while (least > 0 && System.nanoTime() < end) {
      long before = threads.getThreadAllocatedBytes(thread.threadId());
      for (int i = 0; i < REQUESTS; i++) {
        client.sendAll(buffer.clear().filled(8));
        client.recvExactly(buffer.clear(), 8);
      }
      long allocated = threads.getThreadAllocatedBytes(thread.threadId()) - before;
      least = Math.min(least, allocated);
    }
    return (double) least / REQUESTS;
  }
}
