package dev.sluice.net;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.spi.SocketCalls;
import dev.sluice.sys.SocketConstants;
import java.io.IOException;

/**
 * Opens the sockets of one backend: {@code Backend.best().sockets()}. What it opens is used alike
 * on every backend; what a backend lacks throws {@link UnsupportedOperationException} naming it.
 *
 * <p>Thread-safe: no state.
 */
public abstract class Sockets {
  /** For the backends: the types of its methods are not exported. */
  protected Sockets() {}

  /** Returns those of Linux, the same as {@link StreamSocket#open} and its like open. */
  public static Sockets linux() {
    return Linux.SOCKETS;
  }

  /** Opens what {@link StreamSocket} stands on. */
  protected abstract SocketCalls stream(Family family) throws IOException;

  /** Opens what {@link ListeningSocket} stands on. */
  protected abstract SocketCalls listening(Family family) throws IOException;

  /** Opens what {@link DatagramSocket} stands on. */
  protected abstract SocketCalls datagram(Family family) throws IOException;

  /**
   * Opens a stream socket that is not connected.
   *
   * @param family IPv4, IPv6 or AF_UNIX
   * @throws ErrnoException as {@link StreamSocket#open} does
   */
  public final StreamSocket openStream(Family family) throws IOException {
    return new StreamSocket(stream(family));
  }

  /**
   * Opens a socket to bind and listen with.
   *
   * @param family IPv4, IPv6 or AF_UNIX
   * @throws ErrnoException as {@link ListeningSocket#open} does
   */
  public final ListeningSocket openListening(Family family) throws IOException {
    return new ListeningSocket(listening(family));
  }

  /**
   * Opens a datagram socket that is neither bound nor connected.
   *
   * @param family IPv4 or IPv6; AF_UNIX on Linux only
   * @throws UnsupportedOperationException for AF_UNIX under NIO
   * @throws ErrnoException as {@link DatagramSocket#open} does
   */
  public final DatagramSocket openDatagram(Family family) throws IOException {
    return new DatagramSocket(datagram(family));
  }

  /**
   * Opens a stream socket and connects it, waiting as long as the kernel tries.
   *
   * @param peer the address of a listening socket
   * @throws ErrnoException as {@link StreamSocket#connectTo} does; nothing is left open
   */
  public final StreamSocket connectTo(Endpoint peer) throws IOException {
    return openStream(peer.family()).connected(peer);
  }

  /**
   * Opens a socket that listens. TCP gets {@code SO_REUSEADDR}.
   *
   * @param local where to listen; port 0 lets the kernel pick a free one
   * @param backlog how many connections may wait to be accepted
   * @throws ErrnoException as {@link ListeningSocket#listenOn} does; nothing is left open
   */
  public final ListeningSocket listenOn(Endpoint local, int backlog) throws IOException {
    return openListening(local.family()).listening(local, backlog);
  }

  private static final class Linux extends Sockets {
    static final Sockets SOCKETS = new Linux();

    @Override
    protected SocketCalls stream(Family family) throws ErrnoException {
      return LinuxCalls.open(family, SocketConstants.SOCK_STREAM, 0);
    }

    @Override
    protected SocketCalls listening(Family family) throws ErrnoException {
      return LinuxCalls.open(family, SocketConstants.SOCK_STREAM, 0);
    }

    @Override
    protected SocketCalls datagram(Family family) throws ErrnoException {
      return LinuxCalls.open(family, SocketConstants.SOCK_DGRAM, 0);
    }
  }
}
