/**
 * The one place that chooses: {@link dev.sluice.backend.Backend}, Linux's own calls or NIO.
 *
 * <p>What runs on both: stream, listening and datagram sockets over IPv4 and IPv6, stream sockets
 * over AF_UNIX paths, the options that NIO knows, and {@link dev.sluice.event.Poller}. All else
 * throws {@link UnsupportedOperationException} naming it under NIO. Programs for both begin at
 * {@code Backend.best()}; programs for Linux need nothing of this package.
 */
package dev.sluice.backend;
