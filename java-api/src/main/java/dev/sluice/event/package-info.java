/**
 * Readiness: who is ready, and how to be told.
 *
 * <table>
 *   <caption>The mechanisms, and when not to take them</caption>
 *   <tr><th>mechanism</th><th>what it is</th><th>when not</th></tr>
 *   <tr>
 *     <td>{@link dev.sluice.event.Epoll}, LEVEL</td>
 *     <td>{@code epoll(7)}: the kernel keeps the set, a wait costs what is ready</td>
 *     <td>regular files, which it refuses; another Unix</td>
 *   </tr>
 *   <tr>
 *     <td>{@link dev.sluice.event.Epoll}, EDGE</td>
 *     <td>told of changes, not of states: fewer wake-ups, several threads on one epoll</td>
 *     <td>where a loop does not read and write until the call would block: it would hang</td>
 *   </tr>
 *   <tr>
 *     <td>{@link dev.sluice.event.Epoll}, one-shot</td>
 *     <td>told once, to one thread, until {@code modify} arms it again</td>
 *     <td>one thread only: the system call per event buys nothing</td>
 *   </tr>
 *   <tr>
 *     <td>{@link dev.sluice.event.PollSet}</td>
 *     <td>{@code poll(2)}: the whole set on each wait, any descriptor, any number</td>
 *     <td>many descriptors of which few are ready</td>
 *   </tr>
 *   <tr>
 *     <td>{@link dev.sluice.event.SelectSet}</td>
 *     <td>{@code select(2)}: three sets of bits, descriptors below 1,024</td>
 *     <td>anything new; servers above all</td>
 *   </tr>
 *   <tr>
 *     <td>{@link dev.sluice.Fd#awaitReadable}</td>
 *     <td>one descriptor, once</td>
 *     <td>several descriptors</td>
 *   </tr>
 * </table>
 *
 * <p>All are told what to watch as {@link dev.sluice.event.Interest} and with a 64-bit token, and
 * report into {@link dev.sluice.event.ReadyEvents}, by index. {@link dev.sluice.event.TokenTable}
 * makes tokens that a late event cannot mistake.
 *
 * <p>What can be watched beside sockets: {@link dev.sluice.event.Waker} to end a wait from another
 * thread, {@link dev.sluice.event.EventFd} to count, {@link dev.sluice.event.Timer}, {@link
 * dev.sluice.event.FileWatcher} and {@link dev.sluice.event.TreeWatcher}, {@link
 * dev.sluice.event.ProcessFd}, {@link dev.sluice.event.SignalFd}, {@link dev.sluice.event.Pipe}, an
 * {@code Epoll} in another, and any adopted {@link dev.sluice.Fd}.
 *
 * <p>There is no wait under a signal mask: in a JVM a signal goes to whichever thread takes it, so
 * a mask of one thread keeps nothing away. {@code dev.sluice.sys} has {@code epoll_pwait} for those
 * who block a signal in all threads.
 */
package dev.sluice.event;
