/**
 * Servers: one handler, every model.
 *
 * <p>A {@link dev.sluice.loop.ConnectionHandler} says what is done with a connection, a {@link
 * dev.sluice.server.ServerModel} how the clients share the server's time, and a {@link
 * dev.sluice.server.StreamServer} brings both together.
 *
 * <table>
 *   <caption>The models, and when not to take them</caption>
 *   <tr><th>model</th><th>who waits for whom</th><th>when not</th></tr>
 *   <tr><td>SEQUENTIAL</td><td>each client for all before it</td><td>clients that stay</td></tr>
 *   <tr><td>THREAD_PER_CONNECTION</td><td>nobody; a stack each</td><td>thousands of clients</td>
 *   </tr>
 *   <tr><td>VIRTUAL_THREADS</td><td>nobody; a small stack each</td><td>every last microsecond
 *     counts</td></tr>
 *   <tr><td>PREFORK</td><td>a handler's turn, in one of n processes</td><td>clients that share
 *     state; memory for n JVMs is too much</td></tr>
 *   <tr><td>NON_BLOCKING_POLLING</td><td>all for the next round</td><td>always, but to see why</td>
 *   </tr>
 *   <tr><td>SELECT</td><td>a handler's turn</td><td>descriptors above 1,023</td></tr>
 *   <tr><td>POLL</td><td>a handler's turn</td><td>thousands of idle clients</td></tr>
 *   <tr><td>EPOLL_LEVEL</td><td>a handler's turn</td><td>handlers that block</td></tr>
 *   <tr><td>EPOLL_EDGE</td><td>a handler's turn</td><td>handlers that block</td></tr>
 *   <tr><td>EDGE_LOOPS</td><td>a handler's turn, on one of n threads</td><td>handlers that share
 *     state without locks</td></tr>
 *   <tr><td>NIO</td><td>a handler's turn</td><td>where Linux can be called</td></tr>
 * </table>
 */
package dev.sluice.server;
