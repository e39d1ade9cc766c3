package dev.sluice.nio;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import java.io.IOException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a listening socket, over a {@link ServerSocketChannel}. NIO binds and listens in one
 * step, so {@code bind} keeps the address and {@code listen} binds: listening from {@code bind} on
 * would take connections that nobody asked for, with a backlog that nobody gave.
 */
final class NioListeningCalls extends NioCalls<ServerSocketChannel> {
  private @Nullable Endpoint wanted;
  private boolean listening;

  NioListeningCalls(Family family) throws IOException {
    super(family, ServerSocketChannel.open(NioEndpoints.protocol(family)));
    // Loads it: out of descriptors accept needs it, and the JVM can open no class file any more.
    IOException rehearsal = new IOException(Errno.EMFILE.description());
    boolean _ = NioErrors.fold(this, rehearsal, Errno.EINVAL) < 0;
    if (family != Family.UNIX) {
      // NIO sets it on its own; a new socket of C does not have it.
      channel().setOption(java.net.StandardSocketOptions.SO_REUSEADDR, false);
    }
  }

  @Override
  int readOperations() {
    return SelectionKey.OP_ACCEPT;
  }

  @Override
  public synchronized int bind(Endpoint local) {
    checkOpen();
    if (local.family() != family()) {
      return -Errno.EAFNOSUPPORT.number();
    }
    if (wanted != null) {
      return -Errno.EINVAL.number();
    }
    bindable(local);
    wanted = local;
    return 0;
  }

  @Override
  public synchronized Endpoint localEndpoint() throws IOException {
    if (listening || wanted == null) {
      return super.localEndpoint();
    }
    checkOpen();
    if (wanted instanceof InetEndpoint inet && inet.port() == 0) {
      throw new UnsupportedOperationException(
          "the port between bind and listen: the NIO backend binds when it listens, ask then");
    }
    return wanted;
  }

  @Override
  public synchronized int listen(int backlog) throws IOException {
    checkOpen();
    if (listening) {
      throw new UnsupportedOperationException(
          "another backlog: the NIO backend sets it once, with the first listen");
    }
    Endpoint local = wanted;
    if (local == null && family() == Family.UNIX) {
      return -Errno.EINVAL.number();
    }
    try {
      // NIO takes a backlog below 1 for its default; Linux takes 0 for one connection.
      channel().bind(local == null ? null : bindable(local), Math.max(1, backlog));
      listening = true;
      return 0;
    } catch (IOException e) {
      return NioErrors.fold(this, e, Errno.EINVAL);
    } catch (RuntimeException e) {
      return NioErrors.fold(e);
    }
  }

  @Override
  public @Nullable NioStreamCalls accept() throws IOException {
    try {
      SocketChannel accepted = channel().accept();
      return accepted == null ? null : new NioStreamCalls(family(), accepted);
    } catch (NotYetBoundException e) {
      throw new ErrnoException("accept(" + this + ")", Errno.EINVAL);
    } catch (IOException e) {
      throw ErrnoException.of("accept(" + this + ")", NioErrors.fold(this, e, Errno.EINVAL));
    }
  }

  @Override
  public int connect(Endpoint peer) {
    throw new UnsupportedOperationException("connect: " + this + " is a listening socket");
  }

  @Override
  public Endpoint peerEndpoint() throws IOException {
    checkOpen();
    throw notConnected();
  }
}
