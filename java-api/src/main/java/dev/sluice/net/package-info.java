/**
 * Sockets: {@link dev.sluice.net.StreamSocket} and {@link dev.sluice.net.ListeningSocket} over TCP
 * and AF_UNIX, and their {@link dev.sluice.net.SocketOptions}.
 *
 * <table>
 *   <caption>Where to look for what</caption>
 *   <tr><th>wanted</th><th>class</th></tr>
 *   <tr><td>a connection by name, trying every address in time</td>
 *     <td>{@link dev.sluice.net.Connector}</td></tr>
 *   <tr><td>a server for IPv4 and IPv6, or one that shares its port</td>
 *     <td>{@link dev.sluice.net.Binder}</td></tr>
 *   <tr><td>sockets passed by systemd, or of unknown kind</td>
 *     <td>{@link dev.sluice.net.InheritedSocket}, {@link dev.sluice.net.SocketKind}</td></tr>
 *   <tr><td>a {@link java.net.Socket}, {@link java.net.ServerSocket} or channel for code that knows
 *     no others</td>
 *     <td>{@link dev.sluice.net.StreamSocketFactory}, {@link
 *     dev.sluice.net.ListeningSocketFactory}</td></tr>
 *   <tr><td>files sent by the kernel</td><td>{@link dev.sluice.net.FileTransfers}</td></tr>
 *   <tr><td>a proxy whose bytes stay in the kernel</td>
 *     <td>{@link dev.sluice.net.SpliceRelay}, {@link dev.sluice.net.Splice}</td></tr>
 *   <tr><td>memory sent without copying</td>
 *     <td>{@link dev.sluice.net.ZeroCopySender}</td></tr>
 * </table>
 */
package dev.sluice.net;
