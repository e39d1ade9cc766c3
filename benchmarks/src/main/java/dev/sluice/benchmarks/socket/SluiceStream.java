package dev.sluice.benchmarks.socket;

import static java.util.Objects.requireNonNull;

import dev.sluice.IoBuffer;
import dev.sluice.UnixEndpoint;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.io.IOException;

/** A stream of Sluice. */
abstract class SluiceStream extends StreamEnds {
  private final IoBuffer out;
  private final IoBuffer server;
  private final IoBuffer back;
  private StreamSocket clientSocket;
  private StreamSocket serverSocket;
  private boolean cameBack;

  SluiceStream(int bytes) {
    super(bytes);
    out = Pattern.sluice(bytes);
    server = IoBuffer.allocate(bytes);
    back = IoBuffer.allocate(bytes);
  }

  @Override
  protected final void open() throws IOException {
    try (UnixPath path = new UnixPath();
        ListeningSocket listener =
            ListeningSocket.listenOn(UnixEndpoint.path(path.path().toString()), 1)) {
      clientSocket = StreamSocket.connectTo(listener.localEndpoint());
      serverSocket = requireNonNull(listener.accept());
      clientSocket.setBlocking(false);
      serverSocket.setBlocking(false);
    }
  }

  @Override
  final void clear() {
    server.clear();
    back.clear();
    cameBack = false;
  }

  @Override
  final void stamp(byte number) {
    out.clear().put(number).filled(bytes() - 1);
  }

  @Override
  final boolean clientSends() throws IOException {
    clientSocket.send(out);
    return out.isEmpty();
  }

  @Override
  final boolean serverReceives() throws IOException {
    serverSocket.recv(server);
    return server.writable() == 0;
  }

  @Override
  final boolean serverSends() throws IOException {
    serverSocket.send(server);
    return server.isEmpty();
  }

  @Override
  final boolean clientReceives() throws IOException {
    clientSocket.recv(back);
    cameBack = back.writable() == 0;
    return cameBack;
  }

  @Override
  final byte first() {
    return (byte) (cameBack ? back : server).peek(0);
  }

  @Override
  protected final boolean isIntact() {
    return Pattern.isIn(cameBack ? back : server, bytes());
  }

  @Override
  protected final void close() {
    clientSocket.close();
    serverSocket.close();
    out.close();
    server.close();
    back.close();
  }
}
