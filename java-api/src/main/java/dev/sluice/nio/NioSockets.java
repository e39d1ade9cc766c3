package dev.sluice.nio;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.net.Sockets;
import dev.sluice.spi.SocketCalls;
import java.io.IOException;

/** Opens sockets over NIO's channels. Thread-safe: no state. */
public final class NioSockets extends Sockets {
  /** The only one. */
  public static final NioSockets SOCKETS = new NioSockets();

  private NioSockets() {}

  /** Opens something, or says in C's words why not. */
  private interface Opener {
    SocketCalls open(Family family) throws IOException;
  }

  @Override
  protected SocketCalls stream(Family family) throws IOException {
    return open(family, NioStreamCalls::open);
  }

  @Override
  protected SocketCalls listening(Family family) throws IOException {
    return open(family, NioListeningCalls::new);
  }

  @Override
  protected SocketCalls datagram(Family family) throws IOException {
    return open(family, NioDatagramCalls::open);
  }

  private static SocketCalls open(Family family, Opener opener) throws IOException {
    try {
      return opener.open(family);
    } catch (IOException e) {
      String why = e.getMessage();
      if (why != null && why.startsWith(Errno.EMFILE.description())) {
        throw new ErrnoException("socket(" + family + ")", Errno.EMFILE);
      }
      throw e;
    } catch (UnsupportedOperationException e) {
      if (family != Family.INET4 && family != Family.INET6) {
        throw e;
      }
      // NIO's word for a machine without IPv6, or with -Djava.net.preferIPv4Stack=true.
      throw new ErrnoException("socket(" + family + ")", Errno.EAFNOSUPPORT);
    }
  }
}
