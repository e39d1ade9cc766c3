/**
 * What packages share and users do not see: between typed sockets and what carries them out is
 * {@link dev.sluice.spi.SocketCalls}. Not exported: {@code dev.sluice.net} puts policy on top, the
 * raw layer and {@code dev.sluice.nio} are below.
 */
package dev.sluice.spi;
