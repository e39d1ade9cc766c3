/**
 * Sockets: {@link dev.sluice.net.StreamSocket} and {@link dev.sluice.net.ListeningSocket} over TCP
 * and AF_UNIX, and their {@link dev.sluice.net.SocketOptions}.
 */
package dev.sluice.net;
