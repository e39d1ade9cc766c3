/**
 * One thread, many connections: {@link dev.sluice.loop.EventLoop}, and what it serves.
 *
 * <table>
 *   <caption>Loops by how they wait, and when not to take them</caption>
 *   <tr><th>loop</th><th>how it waits</th><th>when not</th></tr>
 *   <tr>
 *     <td>{@link dev.sluice.loop.EventLoop#openEdge}</td>
 *     <td>epoll, edge-triggered: told of changes, no call to change an interest</td>
 *     <td>on another system than Linux</td>
 *   </tr>
 *   <tr>
 *     <td>{@link dev.sluice.loop.EventLoop#open}</td>
 *     <td>epoll, poll, select or NIO, level-triggered</td>
 *     <td>select: above descriptor 1,023; poll: with many idle connections</td>
 *   </tr>
 *   <tr>
 *     <td>{@link dev.sluice.loop.EventLoop#openPolling}</td>
 *     <td>tries everybody, and pauses</td>
 *     <td>always, but to see why</td>
 *   </tr>
 *   <tr>
 *     <td>{@link dev.sluice.loop.EventLoop#openBlocking}</td>
 *     <td>for one socket, in {@code poll(2)} or parked</td>
 *     <td>for more than one</td>
 *   </tr>
 * </table>
 *
 * <p>A {@link dev.sluice.loop.ConnectionHandler} runs unchanged on all of them.
 */
package dev.sluice.loop;
