/**
 * Between typed sockets and what carries them out: {@link dev.sluice.spi.SocketCalls}. Not
 * exported: {@code dev.sluice.net} puts policy on top, the raw layer and {@code dev.sluice.nio} are
 * below.
 */
package dev.sluice.spi;
