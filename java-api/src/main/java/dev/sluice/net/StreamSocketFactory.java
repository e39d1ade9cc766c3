package dev.sluice.net;

import dev.sluice.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ByteChannel;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link java.net.Socket}s of our sockets, so that blocking clients that know no others run
 * over them, AF_UNIX included: {@code jdbc:postgresql://localhost/shop?socketFactory=
 * dev.sluice.net.StreamSocketFactory&socketFactoryArg=unix:/run/postgresql/.s.PGSQL.5432}.
 *
 * <p>The rule people trip over: with an endpoint, every socket of the factory connects there, and
 * the host and port that the client names are only words. Without one, names are resolved by {@code
 * java.net}, and TCP sockets reach IPv6 and IPv4.
 *
 * <p>Its sockets behave as {@link java.net.Socket} says, with these choices: an interrupt of a
 * thread that waits closes the socket, on platform threads too; waiting on a virtual thread does
 * not hold the carrier; {@code close} wakes all; on AF_UNIX {@code setTcpNoDelay} and {@code
 * setTrafficClass} are remembered and change nothing, the address is the loopback address, the port
 * 0. {@link java.net.Socket#getRemoteSocketAddress} is a {@link java.net.UnixDomainSocketAddress}
 * or {@link EndpointSocketAddress} there.
 *
 * <p>Thread-safe.
 */
public final class StreamSocketFactory extends SocketFactory {
  private final @Nullable Endpoint peer;

  /** Makes a factory of TCP sockets that connect where they are told to. */
  public StreamSocketFactory() {
    peer = null;
  }

  /**
   * Makes a factory of sockets that all connect to one endpoint, where one is given.
   *
   * @param endpoint its spelling, for instance {@code unix:/run/postgresql/.s.PGSQL.5432}; {@code
   *     null} for TCP sockets that connect where they are told to, because pgjdbc takes this
   *     constructor where no {@code socketFactoryArg} is given, too
   * @throws IllegalArgumentException if it is none; the message says what is wrong
   */
  public StreamSocketFactory(@Nullable String endpoint) {
    peer = endpoint == null ? null : Endpoint.parse(endpoint);
  }

  /**
   * Makes a factory of sockets that all connect to one endpoint.
   *
   * @param peer the address of a listening socket
   */
  public StreamSocketFactory(Endpoint peer) {
    this.peer = peer;
  }

  /**
   * Returns a connection as a socket of {@code java.net}. Closing one closes the other; timeouts of
   * the one are none of the other.
   *
   * @param connection a connected socket
   * @throws IOException if it is closed, or the kernel refuses to tell its address
   */
  public static Socket socketOf(StreamSocket connection) throws IOException {
    return new SocketView(connection);
  }

  /**
   * Returns a connection as a channel, for heap and direct buffers. It waits, or not, as the socket
   * does: where that does not, 0 says that nothing can be transferred. It is an {@link
   * java.nio.channels.InterruptibleChannel}: a thread that waits and is interrupted, or was before
   * it began, closes it and gets {@link java.nio.channels.ClosedByInterruptException}; one that
   * waits while another closes it gets {@link java.nio.channels.AsynchronousCloseException}.
   *
   * @param connection a connected socket; closing one closes the other
   */
  public static ByteChannel channelOf(StreamSocket connection) {
    return new ChannelView(connection);
  }

  @Override
  public Socket createSocket() throws IOException {
    return new SocketView(peer);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected(
        new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
      throws IOException {
    return connected(
        new InetSocketAddress(address, port), new InetSocketAddress(localAddress, localPort));
  }

  private Socket connected(InetSocketAddress remote, @Nullable InetSocketAddress local)
      throws IOException {
    SocketView socket = new SocketView(peer);
    try {
      if (local != null) {
        socket.bind(local);
      }
      socket.connect(remote);
      return socket;
    } catch (IOException | RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }
}
