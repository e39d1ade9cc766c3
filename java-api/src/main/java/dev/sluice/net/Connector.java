package dev.sluice.net;

import dev.sluice.Endpoint;
import dev.sluice.InetEndpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first of several addresses that answers, as {@code create_connection} of Python's
 * {@code socket} does: {@code
 * Connector.withTimeout(5_000).perAddress(1_000).createConnection("localhost", "http")}.
 *
 * <p>The rules people trip over: the timeout is for everything, the lookup of the name included,
 * and without {@link #perAddress} one address that does not answer uses it up. The connection
 * itself blocks without a timeout.
 *
 * <p>{@link #createConnection} waits, so it is not for an event loop: {@link
 * #createConnectionLater} is. On a virtual thread neither the lookup nor the attempts hold the
 * carrier.
 *
 * <p>Immutable, thread-safe.
 */
public final class Connector {
  private static final long FOREVER = -1;

  private final Sockets sockets;
  private final AddressHints hints;
  private final @Nullable Endpoint local;
  private final long timeoutNanos;
  private final long perAddressNanos;

  private Connector(
      Sockets sockets,
      AddressHints hints,
      @Nullable Endpoint local,
      long timeoutNanos,
      long perAddressNanos) {
    this.sockets = sockets;
    this.hints = hints;
    this.local = local;
    this.timeoutNanos = timeoutNanos;
    this.perAddressNanos = perAddressNanos;
  }

  /**
   * Returns a connector that gives up after this time.
   *
   * @param timeoutMillis for the lookup and all attempts together, in milliseconds, at least 1
   * @throws IllegalArgumentException if it is smaller
   */
  public static Connector withTimeout(long timeoutMillis) {
    return new Connector(Sockets.linux(), AddressHints.STREAM, null, nanos(timeoutMillis), FOREVER);
  }

  /** Returns a connector that waits as long as the resolver and the kernel try. */
  public static Connector withoutTimeout() {
    return new Connector(Sockets.linux(), AddressHints.STREAM, null, FOREVER, FOREVER);
  }

  private static long nanos(long timeoutMillis) {
    if (timeoutMillis < 1) {
      throw new IllegalArgumentException("a timeout is at least 1 ms, not " + timeoutMillis);
    }
    return TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
  }

  /**
   * Gives each address so much time, and then tries the next.
   *
   * @param timeoutMillis the longest attempt in milliseconds, at least 1
   * @throws IllegalArgumentException if it is smaller
   */
  public Connector perAddress(long timeoutMillis) {
    return new Connector(sockets, hints, local, timeoutNanos, nanos(timeoutMillis));
  }

  /**
   * Connects from this address. Addresses of another family fail with {@code EAFNOSUPPORT} or
   * {@code EINVAL}.
   *
   * @param from what to bind the socket to; port 0 lets the kernel pick one
   */
  public Connector from(Endpoint from) {
    return new Connector(sockets, hints, from, timeoutNanos, perAddressNanos);
  }

  /**
   * Looks names up as the hints say, for instance {@code
   * AddressHints.STREAM.withFamily(Family.INET6)}.
   *
   * @param wanted the hints
   */
  public Connector withHints(AddressHints wanted) {
    return new Connector(sockets, wanted, local, timeoutNanos, perAddressNanos);
  }

  /**
   * Opens the sockets of this backend. Names are looked up by the C library on each.
   *
   * @param backend for instance {@code Backend.best().sockets()}
   */
  public Connector on(Sockets backend) {
    return new Connector(backend, hints, local, timeoutNanos, perAddressNanos);
  }

  /**
   * Looks a host up and connects to the first of its addresses that answers.
   *
   * @param host a name or an address in digits
   * @param service a name of {@code /etc/services} or a port in digits
   * @return the connection, blocking, without a timeout; the sockets of failed attempts are closed
   * @throws NameException if there is no such host or service, or no name server answers
   * @throws AttemptsFailedException if no address answers: which, and why each
   * @throws SocketTimeoutException if the time is over; the message lists what was tried. A lookup
   *     goes on by itself, and nobody waits for it
   * @throws InterruptedIOException if the thread is interrupted while it waits
   */
  public StreamSocket createConnection(String host, String service) throws IOException {
    long start = System.nanoTime();
    return connect("createConnection(" + host + ", " + service + ")", peers(host, service), start);
  }

  /**
   * Connects to the first of these addresses that answers.
   *
   * @param peers addresses of any families, at least one, in the order to try them
   * @return as {@link #createConnection(String, String)}
   * @throws IllegalArgumentException if there is no address
   * @throws AttemptsFailedException if no address answers: which, and why each
   * @throws SocketTimeoutException if the time is over; the message lists what was tried
   * @throws InterruptedIOException if the thread is interrupted while it waits
   */
  public StreamSocket createConnection(List<? extends Endpoint> peers) throws IOException {
    if (peers.isEmpty()) {
      throw new IllegalArgumentException("a connection needs at least one address to try");
    }
    return connect("createConnection(" + peers.size() + " addresses)", peers, System.nanoTime());
  }

  /**
   * Does what {@link #createConnection(String, String)} does in a virtual thread, so that the
   * caller goes on. Cancelling ends the attempt and closes what was opened.
   *
   * @param host as in {@link #createConnection(String, String)}
   * @param service as in {@link #createConnection(String, String)}
   * @return completes with the connection, or exceptionally with what {@link
   *     #createConnection(String, String)} throws
   */
  public CompletableFuture<StreamSocket> createConnectionLater(String host, String service) {
    return later(() -> createConnection(host, service));
  }

  /**
   * Does what {@link #createConnection(List)} does in a virtual thread, so that the caller goes on.
   * Cancelling ends the attempt and closes what was opened.
   *
   * @param peers as in {@link #createConnection(List)}
   * @return completes with the connection, or exceptionally with what {@link
   *     #createConnection(List)} throws
   */
  public CompletableFuture<StreamSocket> createConnectionLater(List<? extends Endpoint> peers) {
    List<Endpoint> copy = List.copyOf(peers);
    return later(() -> createConnection(copy));
  }

  private interface Attempt {
    StreamSocket connect() throws IOException;
  }

  private static CompletableFuture<StreamSocket> later(Attempt attempt) {
    CompletableFuture<StreamSocket> later = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .name("sluice-connect")
            .unstarted(
                () -> {
                  try {
                    StreamSocket connection = attempt.connect();
                    if (!later.complete(connection)) {
                      connection.close(); // cancelled: nobody will ever see it
                    }
                  } catch (IOException | RuntimeException | Error e) {
                    later.completeExceptionally(e);
                  }
                });
    var _ =
        later.whenComplete(
            (connection, failure) -> {
              if (later.isCancelled()) {
                thread.interrupt();
              }
            });
    thread.start();
    return later;
  }

  private List<InetEndpoint> peers(String host, String service) throws IOException {
    List<InetEndpoint> peers = new ArrayList<>();
    for (AddressInfo info : lookUp(host, service)) {
      peers.add(info.endpoint());
    }
    return peers;
  }

  /**
   * In a thread of its own: the resolver knows neither timeouts, interrupts nor virtual threads.
   */
  private List<AddressInfo> lookUp(String host, String service) throws IOException {
    CompletableFuture<List<AddressInfo>> found = Names.addressesLater(host, service, hints);
    try {
      return timeoutNanos < 0 ? found.get() : found.get(timeoutNanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      found.cancel(false);
      throw late("createConnection(" + host + ", " + service + ") did not find an address", "");
    } catch (InterruptedException e) {
      found.cancel(false);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while looking up " + host);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IOException(e);
      }
    }
  }

  private SocketTimeoutException late(String what, String details) {
    return new SocketTimeoutException(
        what + " within " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms" + details);
  }

  private StreamSocket connect(String call, List<? extends Endpoint> peers, long start)
      throws IOException {
    AttemptsFailedException.Attempts attempts = new AttemptsFailedException.Attempts(call);
    for (Endpoint peer : peers) {
      long leftNanos = Socket.left(timeoutNanos, start);
      if (leftNanos == 0) {
        break;
      }
      try {
        return connect(peer, leftNanos);
      } catch (SocketTimeoutException e) {
        attempts.failed(peer, e);
      } catch (InterruptedIOException e) {
        throw attempts.suppressedBy(e);
      } catch (IOException e) {
        attempts.failed(peer, e);
      }
    }
    if (Socket.left(timeoutNanos, start) == 0) {
      throw attempts.suppressedBy(late(call + " did not connect", attempts.list()));
    }
    throw attempts.exception();
  }

  private StreamSocket connect(Endpoint peer, long leftNanos) throws IOException {
    StreamSocket socket = sockets.openStream(peer.family());
    try {
      long nanos = shorter(leftNanos, perAddressNanos);
      if (nanos >= 0) {
        // Rounded up: what is left may be less than the millisecond that a timeout has at least.
        socket.setTimeout((nanos - 1) / TimeUnit.MILLISECONDS.toNanos(1) + 1);
      }
      if (local != null) {
        socket.bind(local);
      }
      socket.connect(peer);
      socket.setBlocking(true);
      return socket;
    } catch (IOException | RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  private static long shorter(long some, long other) {
    if (some < 0 || other < 0) {
      return Math.max(some, other);
    }
    return Math.min(some, other);
  }
}
