package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example of the package documentation works: a JDK socket gets back what it sends. */
@ExtendWith(NoLeakedDescriptors.class)
class RawEchoTest {
  @Test
  void edgeTriggeredEcho_moreThanOneBufferAndTwoClients_returnsEveryByte() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = Kernel.loopback(arena);
      int listener = RawEcho.listen(address, SockaddrIn.SIZEOF);
      MemorySegment length = Kernel.length(arena, SockaddrIn.SIZEOF);
      Kernel.ok(SocketSys.getsockname(listener, address, length));
      int stop = Kernel.ok(EventFdSys.eventfd(0, EventFdSys.EFD_CLOEXEC));
      Thread server = Thread.ofPlatform().start(() -> RawEcho.serve(listener, stop));
      int port = InetSys.ntohs(SockaddrIn.sin_port.get(address));
      try (Socket first = new Socket(InetAddress.getLoopbackAddress(), port);
          Socket second = new Socket(InetAddress.getLoopbackAddress(), port)) {
        echo(first, "a".repeat(10_000));
        echo(second, "b".repeat(100));
        echo(first, "c");
        first.shutdownOutput();
        second.shutdownOutput();
        // The server closes a connection when its client has said all.
        assertThat(first.getInputStream().read()).isEqualTo(-1);
        assertThat(second.getInputStream().read()).isEqualTo(-1);
      }
      Kernel.ok(EventFdSys.eventfd_write(stop, 1));
      server.join();
      Kernel.close(listener, stop);
    }
  }

  private static void echo(Socket socket, String text) throws IOException {
    socket.setSoTimeout(Kernel.DEADLINE_MILLIS);
    byte[] sent = text.getBytes(StandardCharsets.US_ASCII);
    socket.getOutputStream().write(sent);
    assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
  }
}
