package dev.sluice.net;

import dev.sluice.Endpoint;
import java.io.Serial;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint for {@code java.net} that it has no class for: an abstract AF_UNIX name, say. The
 * sockets of {@link StreamSocketFactory} take it in {@code connect} and return it. Immutable,
 * thread-safe.
 */
public final class EndpointSocketAddress extends SocketAddress {
  @Serial private static final long serialVersionUID = 1;

  private final String text;

  private EndpointSocketAddress(String text) {
    this.text = text;
  }

  /**
   * Returns an endpoint as a socket address: of a class of {@code java.net} where there is one.
   *
   * @param endpoint the endpoint
   */
  public static SocketAddress of(Endpoint endpoint) {
    try {
      return endpoint.toSocketAddress();
    } catch (UnsupportedOperationException inexpressible) {
      return new EndpointSocketAddress(endpoint.toString());
    }
  }

  /** Returns the endpoint. */
  public Endpoint endpoint() {
    return Endpoint.parse(text);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EndpointSocketAddress that && that.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns the spelling of the endpoint, for instance {@code unix:@name}. */
  @Override
  public String toString() {
    return text;
  }
}
