package dev.sluice.net;

import dev.sluice.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link ServerSocket}s of our sockets, AF_UNIX included; what they accept are sockets as
 * {@link StreamSocketFactory} makes them.
 *
 * <p>The rule people trip over: with an endpoint, every socket of the factory listens there, and
 * the port that the caller names is only a word. Without one, TCP sockets serve IPv6 and IPv4.
 *
 * <p>Thread-safe.
 */
public final class ListeningSocketFactory extends ServerSocketFactory {
  private static final int DEFAULT_BACKLOG = 50;

  private final @Nullable Endpoint local;

  /** Makes a factory of TCP sockets that listen where they are told to. */
  public ListeningSocketFactory() {
    local = null;
  }

  /**
   * Makes a factory of sockets that listen at one endpoint.
   *
   * @param local where to listen, for instance an AF_UNIX path
   */
  public ListeningSocketFactory(Endpoint local) {
    this.local = local;
  }

  /**
   * Returns a listening socket as one of {@code java.net}. Closing one closes the other.
   *
   * @param listening a socket that listens; the timeout is from now on the view's
   * @throws IOException if it is closed, or the kernel refuses to tell its address
   */
  public static ServerSocket serverSocketOf(ListeningSocket listening) throws IOException {
    return new ServerSocketView(listening);
  }

  @Override
  public ServerSocket createServerSocket() throws IOException {
    return new ServerSocketView(local);
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return createServerSocket(port, DEFAULT_BACKLOG);
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog) throws IOException {
    return bound(new InetSocketAddress(port), backlog);
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, @Nullable InetAddress ifAddress)
      throws IOException {
    return bound(new InetSocketAddress(ifAddress, port), backlog);
  }

  private ServerSocket bound(InetSocketAddress address, int backlog) throws IOException {
    ServerSocketView socket = new ServerSocketView(local);
    try {
      socket.bind(address, backlog);
      return socket;
    } catch (IOException | RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }
}
