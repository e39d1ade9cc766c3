package dev.sluice.net;

import static java.util.Objects.requireNonNull;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.FdClosedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ListeningSocket} as {@code java.net} has it, see {@link ListeningSocketFactory}. Every
 * public method is here, so that the superclass never opens a socket of its own; a test sees to it.
 */
final class ServerSocketView extends ServerSocket {
  private static final int DEFAULT_BACKLOG = 50;

  private final @Nullable Endpoint fixedLocal;
  private final ViewOptions options = new ViewOptions();

  private volatile @Nullable ListeningSocket socket;
  private volatile Family family = Family.INET4;
  private volatile int soTimeoutMillis;
  private volatile boolean bound;
  private volatile boolean closed;

  /** Makes one that does not listen, and listens at this address whatever is asked for. */
  ServerSocketView(@Nullable Endpoint fixedLocal) throws IOException {
    this.fixedLocal = fixedLocal;
  }

  /** Makes a view of a socket that listens. */
  ServerSocketView(ListeningSocket listening) throws IOException {
    fixedLocal = null;
    socket = listening;
    family = listening.localEndpoint().family();
    bound = true;
  }

  private synchronized ListeningSocket opened(@Nullable Family wanted) throws SocketException {
    checkOpen();
    ListeningSocket existing = socket;
    if (existing != null) {
      return existing;
    }
    try {
      family = wanted == null ? ViewAddresses.family(fixedLocal) : wanted;
      ListeningSocket opened = ListeningSocket.open(family);
      socket = opened;
      ViewAddresses.serveBoth(opened, family);
      if (family != Family.UNIX) {
        opened.set(SocketOptions.SO_REUSEADDR, true);
      }
      return opened;
    } catch (IOException e) {
      throw ViewErrors.socketException(e);
    }
  }

  private void checkOpen() throws SocketException {
    if (closed) {
      throw new SocketException("Socket is closed");
    }
  }

  @Override
  public void bind(@Nullable SocketAddress endpoint) throws IOException {
    bind(endpoint, DEFAULT_BACKLOG);
  }

  @Override
  public void bind(@Nullable SocketAddress endpoint, int backlog) throws IOException {
    checkOpen();
    if (bound) {
      throw new SocketException("Already bound");
    }
    Endpoint local = fixedLocal;
    if (local == null && endpoint != null) {
      local = ViewAddresses.endpoint(endpoint);
    }
    ListeningSocket opened = opened(ViewAddresses.family(local));
    try {
      opened.bind(
          local == null ? ViewAddresses.any(family) : ViewAddresses.forFamily(local, family));
      opened.listen(backlog < 1 ? DEFAULT_BACKLOG : backlog);
      bound = true;
    } catch (IOException e) {
      throw ViewErrors.of(e);
    } catch (FdClosedException e) {
      throw ViewErrors.of(e);
    }
  }

  private @Nullable Endpoint local() {
    ListeningSocket current = socket;
    if (current == null || !bound || closed) {
      return null;
    }
    try {
      return current.localEndpoint();
    } catch (IOException | FdClosedException e) {
      return null;
    }
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return ViewAddresses.inetAddress(local());
  }

  @Override
  public int getLocalPort() {
    return ViewAddresses.port(local(), -1);
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return ViewAddresses.socketAddress(local());
  }

  @Override
  public java.net.Socket accept() throws IOException {
    checkOpen();
    ListeningSocket current = socket;
    if (current == null || !bound) {
      throw new SocketException("Socket is not bound yet");
    }
    try {
      return new SocketView(accept(current));
    } catch (SocketTimeoutException e) {
      throw new SocketTimeoutException("Accept timed out");
    } catch (InterruptedIOException e) {
      close();
      SocketException closedByInterrupt = new SocketException("Closed by interrupt");
      closedByInterrupt.initCause(e);
      throw closedByInterrupt;
    } catch (IOException e) {
      throw ViewErrors.of(e);
    } catch (FdClosedException e) {
      throw ViewErrors.of(e);
    }
  }

  private StreamSocket accept(ListeningSocket current) throws IOException {
    int timeout = soTimeoutMillis;
    if (timeout > 0) {
      current.setTimeout(timeout);
    } else {
      current.setBlocking(true);
    }
    StreamSocket accepted = requireNonNull(current.accept());
    accepted.setBlocking(true);
    return accepted;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      ListeningSocket current = socket;
      if (current != null) {
        current.close();
      }
    }
  }

  /** Returns {@code null}: there is no channel. */
  @Override
  public @Nullable ServerSocketChannel getChannel() {
    return null;
  }

  @Override
  public boolean isBound() {
    return bound;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    checkOpen();
    soTimeoutMillis = ViewInput.checkTimeout(timeout);
  }

  @Override
  public int getSoTimeout() throws IOException {
    checkOpen();
    return soTimeoutMillis;
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    options.set(opened(null), family, StandardSocketOptions.SO_REUSEADDR, on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return options.get(opened(null), family, StandardSocketOptions.SO_REUSEADDR);
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    int checked = ViewOptions.checkSize(size);
    options.set(opened(null), family, StandardSocketOptions.SO_RCVBUF, checked);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return options.get(opened(null), family, StandardSocketOptions.SO_RCVBUF);
  }

  /** Does nothing: there is one protocol to choose from. */
  @Override
  public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {}

  @Override
  public <T> ServerSocket setOption(SocketOption<T> name, T value) throws IOException {
    options.set(opened(null), family, name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return options.get(opened(null), family, name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return ViewOptions.supportedByServers();
  }

  /** Returns for instance {@code ServerSocket[127.0.0.1:80]}. */
  @Override
  public String toString() {
    Endpoint local = local();
    return "ServerSocket[" + (local == null ? "unbound" : local) + "]";
  }
}
