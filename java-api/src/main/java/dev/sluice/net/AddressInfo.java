package dev.sluice.net;

import dev.sluice.InetEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * One way to reach a host and service, as {@code getaddrinfo(3)} found it.
 *
 * @param endpoint the address and port
 * @param type {@code SOCK_STREAM}, {@code SOCK_DGRAM} or another, as {@code socket(2)} takes it
 * @param protocol the protocol, as {@code socket(2)} takes it
 * @param canonicalName the official name, with {@link AddressHints#withCanonicalName} in the first
 *     result only, else {@code null}
 */
public record AddressInfo(
    InetEndpoint endpoint, int type, int protocol, @Nullable String canonicalName) {}
