package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.FdClosedException;
import dev.sluice.sys.IoctlSys;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link StreamSocket} as {@code java.net} has it, see {@link StreamSocketFactory}. It has no
 * {@link SocketImpl} to fall back on, so every public method is here; a test sees to it.
 */
final class SocketView extends java.net.Socket {
  private final @Nullable Endpoint fixedPeer;
  private final ViewOptions options = new ViewOptions();

  private volatile @Nullable StreamSocket socket;
  private volatile @Nullable ViewInput input;
  private volatile @Nullable ViewOutput output;
  private volatile Family family = Family.INET4;
  private volatile int soTimeoutMillis;
  private volatile boolean bound;
  private volatile boolean connected;
  private volatile boolean inputShutdown;
  private volatile boolean outputShutdown;
  private volatile boolean closed;

  /** Makes one that is not connected, and connects to this peer whatever is asked for. */
  @SuppressWarnings("NullAway") // java.net.Socket takes null for "none", and never asks again
  SocketView(@Nullable Endpoint fixedPeer) throws IOException {
    super((SocketImpl) null);
    this.fixedPeer = fixedPeer;
  }

  /** Makes a view of a connection. */
  SocketView(StreamSocket connection) throws IOException {
    this((Endpoint) null);
    family = connection.localEndpoint().family();
    use(connection);
    bound = true;
    connected = true;
  }

  private synchronized StreamSocket use(StreamSocket opened) {
    socket = opened;
    input = new ViewInput(this, opened);
    output = new ViewOutput(this, opened);
    if (closed) {
      opened.close();
    }
    return opened;
  }

  /** Opens late, as {@code java.net} does: who never connects has nothing to close. */
  private synchronized StreamSocket opened(@Nullable Family wanted) throws SocketException {
    checkOpen();
    StreamSocket existing = socket;
    if (existing != null) {
      return existing;
    }
    try {
      family = wanted == null ? ViewAddresses.family(fixedPeer) : wanted;
      StreamSocket opened = StreamSocket.open(family);
      ViewAddresses.serveBoth(opened, family);
      return use(opened);
    } catch (IOException e) {
      throw ViewErrors.socketException(e);
    }
  }

  private void checkOpen() throws SocketException {
    if (closed) {
      throw new SocketException("Socket is closed");
    }
  }

  private void checkConnected() throws SocketException {
    checkOpen();
    if (!connected) {
      throw new SocketException("Socket is not connected");
    }
  }

  void checkInput() throws SocketException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
  }

  void checkOutput() throws SocketException {
    checkInput();
    if (outputShutdown) {
      throw new SocketException("Socket output is shutdown");
    }
  }

  long readTimeoutNanos() {
    return ViewInput.nanos(soTimeoutMillis);
  }

  /** An interrupt closes, as it does for channels, and for virtual threads on any socket. */
  SocketException interrupted(InterruptedIOException e) {
    close();
    SocketException closedByInterrupt = new SocketException("Closed by interrupt");
    closedByInterrupt.initCause(e);
    return closedByInterrupt;
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    ViewInput.checkTimeout(timeout);
    if (connected) {
      throw new SocketException("already connected");
    }
    checkOpen();
    Endpoint peer = fixedPeer == null ? ViewAddresses.endpoint(endpoint) : fixedPeer;
    StreamSocket opened = opened(ViewAddresses.family(peer));
    try {
      if (timeout > 0) {
        opened.setTimeout(timeout);
      }
      opened.connect(ViewAddresses.forFamily(peer, family));
      opened.setBlocking(true);
      bound = true;
      connected = true;
    } catch (SocketTimeoutException e) {
      close();
      throw new SocketTimeoutException("Connect timed out");
    } catch (InterruptedIOException e) {
      throw interrupted(e);
    } catch (IOException e) {
      close();
      throw ViewErrors.of(e);
    } catch (FdClosedException e) {
      throw ViewErrors.of(e);
    }
  }

  @Override
  public void bind(@Nullable SocketAddress bindpoint) throws IOException {
    checkOpen();
    if (bound) {
      throw new SocketException("Already bound");
    }
    Endpoint local = bindpoint == null ? null : ViewAddresses.endpoint(bindpoint);
    StreamSocket opened = opened(local == null ? null : ViewAddresses.family(local));
    try {
      opened.bind(
          local == null ? ViewAddresses.any(family) : ViewAddresses.forFamily(local, family));
      bound = true;
    } catch (IOException e) {
      throw ViewErrors.of(e);
    } catch (FdClosedException e) {
      throw ViewErrors.of(e);
    }
  }

  /** Returns the address of one end, while there is one. */
  private @Nullable Endpoint address(boolean there, boolean remote) {
    StreamSocket current = socket;
    if (current == null || !there || closed) {
      return null;
    }
    try {
      return remote ? current.peerEndpoint() : current.localEndpoint();
    } catch (IOException | FdClosedException e) {
      return null;
    }
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return ViewAddresses.inetAddress(address(connected, true));
  }

  @Override
  public InetAddress getLocalAddress() {
    InetAddress local = ViewAddresses.inetAddress(address(bound, false));
    return local == null ? ViewAddresses.wildcard() : local;
  }

  @Override
  public int getPort() {
    return ViewAddresses.port(address(connected, true), 0);
  }

  @Override
  public int getLocalPort() {
    return ViewAddresses.port(address(bound, false), -1);
  }

  @Override
  public @Nullable SocketAddress getRemoteSocketAddress() {
    return ViewAddresses.socketAddress(address(connected, true));
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return ViewAddresses.socketAddress(address(bound, false));
  }

  /** Returns {@code null}: there is no channel; {@link StreamSocketFactory#channelOf} makes one. */
  @Override
  public @Nullable SocketChannel getChannel() {
    return null;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    checkConnected();
    ViewInput current = input;
    if (inputShutdown || current == null) {
      throw new SocketException("Socket input is shutdown");
    }
    return current;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    checkConnected();
    ViewOutput current = output;
    if (outputShutdown || current == null) {
      throw new SocketException("Socket output is shutdown");
    }
    return current;
  }

  int available() throws IOException {
    checkOpen();
    StreamSocket current = socket;
    if (inputShutdown || current == null || !(current.calls() instanceof LinuxCalls linux)) {
      return 0;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(JAVA_INT);
      int result;
      int number = linux.fd().enter();
      try {
        result = IoctlSys.ioctl_pointer(number, IoctlSys.FIONREAD, bytes);
      } finally {
        linux.fd().exit();
      }
      if (result < 0) {
        throw ViewErrors.of(ErrnoException.of("ioctl(" + current + ", FIONREAD)", result));
      }
      return bytes.get(JAVA_INT, 0);
    } catch (FdClosedException e) {
      throw ViewErrors.of(e);
    }
  }

  @Override
  public <T> java.net.Socket setOption(SocketOption<T> name, T value) throws IOException {
    options.set(opened(null), family, name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return get(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return ViewOptions.supported();
  }

  private <T> void set(SocketOption<T> option, T value) throws SocketException {
    options.set(opened(null), family, option, value);
  }

  private <T> T get(SocketOption<T> option) throws SocketException {
    return options.get(opened(null), family, option);
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    set(StandardSocketOptions.TCP_NODELAY, on);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return get(StandardSocketOptions.TCP_NODELAY);
  }

  @Override
  public void setSoLinger(boolean on, int linger) throws SocketException {
    if (on && linger < 0) {
      throw new IllegalArgumentException("a time to linger is not negative: " + linger);
    }
    set(StandardSocketOptions.SO_LINGER, on ? linger : -1);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return get(StandardSocketOptions.SO_LINGER);
  }

  @Override
  public void sendUrgentData(int data) throws IOException {
    checkConnected();
    ViewAddresses.sendUrgent(opened(null), data);
  }

  @Override
  public void setOOBInline(boolean on) throws SocketException {
    set(ViewOptions.SO_OOBINLINE, on);
  }

  @Override
  public boolean getOOBInline() throws SocketException {
    return get(ViewOptions.SO_OOBINLINE);
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    checkOpen();
    soTimeoutMillis = ViewInput.checkTimeout(timeout);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    checkOpen();
    return soTimeoutMillis;
  }

  @Override
  public void setSendBufferSize(int size) throws SocketException {
    set(StandardSocketOptions.SO_SNDBUF, ViewOptions.checkSize(size));
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return get(StandardSocketOptions.SO_SNDBUF);
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    set(StandardSocketOptions.SO_RCVBUF, ViewOptions.checkSize(size));
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return get(StandardSocketOptions.SO_RCVBUF);
  }

  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    set(StandardSocketOptions.SO_KEEPALIVE, on);
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return get(StandardSocketOptions.SO_KEEPALIVE);
  }

  @Override
  public void setTrafficClass(int tc) throws SocketException {
    if (tc < 0 || tc > 255) {
      throw new IllegalArgumentException("a traffic class is 0 to 255, not " + tc);
    }
    set(StandardSocketOptions.IP_TOS, tc);
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return get(StandardSocketOptions.IP_TOS);
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    set(StandardSocketOptions.SO_REUSEADDR, on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return get(StandardSocketOptions.SO_REUSEADDR);
  }

  /** Closes, from any thread; threads that read or write wake with a {@link SocketException}. */
  @Override
  public synchronized void close() {
    closed = true;
    StreamSocket current = socket;
    if (current != null) {
      current.close();
    }
  }

  @Override
  public void shutdownInput() throws IOException {
    checkConnected();
    if (inputShutdown) {
      throw new SocketException("Socket input is already shutdown");
    }
    shutdown(Shutdown.READ);
    inputShutdown = true;
  }

  @Override
  public void shutdownOutput() throws IOException {
    checkConnected();
    if (outputShutdown) {
      throw new SocketException("Socket output is already shutdown");
    }
    shutdown(Shutdown.WRITE);
    outputShutdown = true;
  }

  private void shutdown(Shutdown how) throws IOException {
    try {
      opened(null).shutdown(how);
    } catch (ErrnoException e) {
      throw ViewErrors.of(e);
    } catch (FdClosedException e) {
      throw ViewErrors.of(e);
    }
  }

  @Override
  public boolean isConnected() {
    return connected;
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
  public boolean isInputShutdown() {
    return inputShutdown;
  }

  @Override
  public boolean isOutputShutdown() {
    return outputShutdown;
  }

  /** Does nothing: there is one protocol to choose from. */
  @Override
  public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {}

  /** Returns for instance {@code Socket[127.0.0.1:80]} or {@code Socket[unconnected]}. */
  @Override
  public String toString() {
    Endpoint peer = address(connected, true);
    return "Socket[" + (peer == null ? "unconnected" : peer) + "]";
  }
}
