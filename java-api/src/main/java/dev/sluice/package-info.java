/**
 * The ground: descriptors, errors, endpoints and buffers.
 *
 * <p>{@link dev.sluice.Fd} owns a descriptor, {@link dev.sluice.Errno} and {@link
 * dev.sluice.ErrnoException} say why a call failed, {@link dev.sluice.Endpoint} says where, {@link
 * dev.sluice.IoBuffer} holds what is transferred.
 *
 * <h2>What happens on EINTR</h2>
 *
 * <table>
 *   <caption>A signal handler ran during a call</caption>
 *   <tr><th>call</th><th>answer</th></tr>
 *   <tr><td>recv, send, accept</td><td>called again</td></tr>
 *   <tr><td>recvmsg, sendmsg</td><td>called again</td></tr>
 *   <tr><td>sendfile, splice, tee</td><td>called again</td></tr>
 *   <tr><td>epoll_wait, poll</td><td>called again for the time that is left</td></tr>
 *   <tr><td>connect</td><td>goes on in the background, and is waited for</td></tr>
 *   <tr><td>createConnection</td><td>as connect and poll, for the time that is left</td></tr>
 *   <tr><td>close</td><td>never called again: the number is free already</td></tr>
 * </table>
 */
package dev.sluice;
