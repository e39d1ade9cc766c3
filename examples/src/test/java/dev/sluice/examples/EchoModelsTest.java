package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.UnixEndpoint;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import dev.sluice.server.ServerModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code sluice echo --model M}, for each of them: from a stale socket file to Ctrl-C. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class EchoModelsTest {
  private static final int PENDING_BYTES = 100_000;

  @TempDir Path directory;

  static List<ServerModel> models() {
    return ServerModel.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void ctrlC_whileAReplyIsPending_losesNothing_andLeavesNoFile(ServerModel model)
      throws IOException {
    Path file = directory.resolve("echo.sock");
    UnixEndpoint local = UnixEndpoint.path(file.toString());
    ListeningSocket.listenOn(local, 1).close(); // as a killed server leaves its file, unix(7)
    try (Program server =
            Program.sluice("echo", "--unix", file.toString(), "--model", model.toString());
        IoBuffer buffer = IoBuffer.allocate(PENDING_BYTES)) {
      assertThat(server.listening()).isEqualTo(local);
      try (StreamSocket client = StreamSocket.connectTo(local)) {
        client.setTimeout(20_000);
        client.sendAll(buffer.filled(1));
        client.recvExactly(buffer.clear(), 1);
        client.sendAll(buffer.clear().filled(PENDING_BYTES));
        server.signal("INT");
        int received = 0;
        for (int part = 0; part != IoStatus.END_OF_STREAM; part = client.recv(buffer.clear())) {
          received += part;
        }
        assertThat(received).isEqualTo(PENDING_BYTES);
      }
      assertThat(server.exitCode()).isZero();
      assertThat(server.errors()).isEmpty();
    }
    assertThat(file).doesNotExist();
  }
}
