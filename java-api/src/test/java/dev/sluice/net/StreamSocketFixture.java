package dev.sluice.net;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Where the stream contracts get their sockets from. A subclass says where to listen and, for
 * another backend, how sockets are made. Whatever a test opened is closed after it.
 */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(90)
abstract class StreamSocketFixture {
  @RegisterExtension final Async async = new Async();

  private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final List<AutoCloseable> opened = Collections.synchronizedList(new ArrayList<>());

  /** Returns an address to listen on that nobody else uses. */
  protected abstract Endpoint freshLocal() throws IOException;

  /** Opens a socket that listens. */
  protected ListeningSocket listen(Endpoint local, int backlog) throws IOException {
    return ListeningSocket.listenOn(local, backlog);
  }

  /** Opens a socket that is not connected to anything, fit to reach {@code peer}. */
  protected StreamSocket open(Endpoint peer) throws IOException {
    return StreamSocket.open(peer.family());
  }

  /** Opens a socket and connects it. */
  protected StreamSocket connectTo(Endpoint peer) throws IOException {
    return StreamSocket.connectTo(peer);
  }

  final <T extends AutoCloseable> T closeAfterwards(T resource) {
    opened.add(resource);
    return resource;
  }

  @AfterEach
  final void closeWhatWasOpened() throws Exception {
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }

  final ListeningSocket listening(int backlog) throws IOException {
    return closeAfterwards(listen(freshLocal(), backlog));
  }

  final StreamSocket unconnected(Endpoint peer) throws IOException {
    return closeAfterwards(open(peer));
  }

  final StreamSocket connected(Endpoint peer) throws IOException {
    return closeAfterwards(connectTo(peer));
  }

  final StreamSocket accept(ListeningSocket listener) throws IOException {
    return closeAfterwards(requireNonNull(listener.accept()));
  }

  /** Allocates a buffer that any thread may use. */
  final IoBuffer allocate(int bytes) {
    return IoBuffer.wrap(Arena.ofAuto().allocate(bytes));
  }

  /** Both ends of a connection, and the socket that listened for it. */
  record Connection(ListeningSocket listener, StreamSocket client, StreamSocket server) {}

  final Connection connect() throws IOException {
    ListeningSocket listener = listening(8);
    StreamSocket client = connected(listener.localEndpoint());
    return new Connection(listener, client, accept(listener));
  }

  /** Opens non-blocking sockets until one finds the backlog full; the last has no connection. */
  final void fillBacklog(Endpoint peer) throws IOException {
    for (int i = 0; i < 64; i++) {
      StreamSocket socket = unconnected(peer);
      socket.setBlocking(false);
      try {
        if (!socket.connect(peer) && !socket.awaitWritable(TimeUnit.MILLISECONDS.toNanos(300))) {
          return; // TCP: the kernel drops the request and the client tries again later.
        }
      } catch (ErrnoException full) {
        assertThat(full.errno().name()).isEqualTo("EAGAIN");
        return; // AF_UNIX says so at once.
      }
    }
    throw new AssertionError("the backlog of " + peer + " does not fill");
  }

  /** Sends until the kernel takes nothing more; leaves the socket non-blocking. */
  final long fill(StreamSocket socket) throws IOException {
    socket.setBlocking(false);
    IoBuffer buffer = allocate(16 * 1024);
    long total = 0;
    long before;
    do {
      before = total;
      int sent;
      while ((sent = socket.send(buffer.clear().filled(buffer.capacity())))
          != IoStatus.WOULD_BLOCK) {
        total += sent;
      }
      // TCP moves data on to the receiving side, and there is room once more.
    } while (socket.awaitWritable(SETTLE_NANOS) || total > before);
    return total;
  }

  /** Receives until the end of the stream, and returns how many bytes there were. */
  final long drain(StreamSocket socket) throws IOException {
    IoBuffer buffer = allocate(64 * 1024);
    long total = 0;
    int received;
    while ((received = socket.recv(buffer.clear())) != IoStatus.END_OF_STREAM) {
      assertThat(received).isPositive();
      total += received;
    }
    return total;
  }
}
