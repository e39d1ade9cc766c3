/**
 * C's words: Linux socket and readiness calls, one class per header or man-page family.
 *
 * <table>
 *   <caption>Which header is in which class</caption>
 *   <thead>
 *     <tr>
 *       <th scope="col">header</th>
 *       <th scope="col">functions</th>
 *       <th scope="col">constants</th>
 *     </tr>
 *   </thead>
 *   <tbody>
 *     <tr><td>{@code <sys/socket.h>}</td>
 *       <td>{@link SocketSys}, {@link SocketQuerySys} (getsockopt), {@link DatagramSys} (sendto,
 *       recvmmsg), {@link MessageSys}</td>
 *       <td>{@link SocketConstants}</td>
 *     </tr>
 *     <tr><td>{@code <netinet/in.h>, <arpa/inet.h>}</td>
 *       <td>{@link InetSys}</td>
 *       <td>{@link InetConstants}, {@link IcmpConstants}</td>
 *     </tr>
 *     <tr><td>{@code <netinet/tcp.h>, <netinet/udp.h>}</td>
 *       <td></td>
 *       <td>{@link TcpConstants}, {@link UdpConstants}</td>
 *     </tr>
 *     <tr><td>{@code <linux/…>} of other families</td>
 *       <td></td>
 *       <td>{@link NetlinkConstants}, {@link PacketConstants}, {@link VsockConstants}, {@link
 *       FilterConstants}, {@link ErrqueueConstants}, {@link TimestampingConstants}</td>
 *     </tr>
 *     <tr><td>{@code <netdb.h>}</td>
 *       <td>{@link NetDbSys}, {@link HostentSys}, {@link ServentSys}, {@link ProtoentSys}</td>
 *       <td>in {@link NetDbSys}</td>
 *     </tr>
 *     <tr><td>{@code <net/if.h>, <ifaddrs.h>}</td>
 *       <td>{@link NetIfSys}, {@link IfaddrsSys}</td>
 *       <td>in {@link NetIfSys}</td>
 *     </tr>
 *     <tr><td>{@code <sys/epoll.h>}</td>
 *       <td>{@link EpollSys}, {@link EpollTimedSys} (epoll_pwait2), {@link EpollMaskedSys}
 *       (epoll_pwait)</td>
 *       <td>in {@link EpollSys}</td>
 *     </tr>
 *     <tr><td>{@code <poll.h>, <sys/select.h>}</td>
 *       <td>{@link PollSys}, {@link PollTimedSys} (ppoll), {@link SelectSys}</td>
 *       <td>in {@link PollSys} and {@link FdSet}</td>
 *     </tr>
 *     <tr><td>{@code <sys/eventfd.h>, <sys/timerfd.h>}</td>
 *       <td>{@link EventFdSys}, {@link TimerFdSys}</td>
 *       <td>in them</td>
 *     </tr>
 *     <tr><td>{@code <signal.h>, <sys/signalfd.h>}</td>
 *       <td>{@link SignalSys}, {@link SignalFdSys}</td>
 *       <td>in them</td>
 *     </tr>
 *     <tr><td>{@code <sys/inotify.h>, <sys/pidfd.h>}</td>
 *       <td>{@link InotifySys}, {@link PidFdSys}</td>
 *       <td>in them</td>
 *     </tr>
 *     <tr><td>{@code <unistd.h>}</td>
 *       <td>{@link UnistdSys}, {@link CredentialsSys}, {@link PipeSys}, {@link PathSys},
 *       {@link HostnameSys}</td>
 *       <td>in them</td>
 *     </tr>
 *     <tr><td>{@code <fcntl.h>, <sys/ioctl.h>}</td>
 *       <td>{@link FcntlSys}, {@link FileSys} (open), {@link IoctlSys}, {@link SpliceSys}</td>
 *       <td>in them</td>
 *     </tr>
 *     <tr><td>{@code <sys/uio.h>, <sys/sendfile.h>}</td>
 *       <td>{@link UioSys}, {@link SendfileSys}</td>
 *       <td>in {@link UioSys}</td>
 *     </tr>
 *     <tr><td>{@code <errno.h>, <time.h>}</td>
 *       <td>{@link ErrnoSys}, {@link TimeSys}</td>
 *       <td>in them</td>
 *     </tr>
 *   </tbody>
 * </table>
 *
 * <p>A header is spread over several classes where a function needs a call shape that a plain
 * server does without: linking a shape costs milliseconds, and a class links all of its own when it
 * is first used. An echo server links four.
 *
 * <h2>Results</h2>
 *
 * A method has the C function's name, parameters and order. It returns the function's value, or
 * {@code -errno}: {@code -ErrnoSys.EAGAIN}. errno is captured in the call itself, so no other
 * thread and no call of the JVM can change it. Pointers come back as addresses in a {@code long},
 * with {@code -errno} in place of NULL; {@link dev.sluice.sys.Foreign} views what they point to.
 * Functions that return an error number return it negated. {@code getaddrinfo} and {@code
 * getnameinfo} return their {@code EAI_} codes as they are. A function that the C library lacks
 * returns {@code -ENOSYS}. Nothing is validated, retried or logged.
 *
 * <h2>Memory</h2>
 *
 * A struct is a class with its {@code SIZEOF} and one {@link dev.sluice.sys.Field} per member, over
 * native memory of the caller's: {@code SockaddrIn.sin_port.set(address, htons(80))}. Events and
 * poll entries come in arrays and have accessors by index: {@link EpollEvent}, {@link Pollfd}.
 * Segments must be native: a heap segment is refused.
 *
 * <h2>Threads</h2>
 *
 * All of it is thread-safe: there is no state but the caller's memory. A call that blocks in the
 * kernel blocks a virtual thread's carrier, too.
 *
 * <h2>Starting</h2>
 *
 * The JVM wants {@code --enable-native-access=dev.sluice.sys}, or {@code ALL-UNNAMED} on the class
 * path; {@link Abi#refusal()} tells whether calls can be made, and if not, what to do.
 *
 * <h2>An edge-triggered echo loop</h2>
 *
 * {@snippet file="dev/sluice/sys/RawEcho.java" region="loop"}
 */
package dev.sluice.sys;
