package dev.sluice.errno;

import static dev.sluice.Errno.EACCES;
import static dev.sluice.Errno.EMFILE;
import static dev.sluice.Errno.EPERM;
import static dev.sluice.Errno.EROFS;
import static dev.sluice.errno.Scene.n;
import static dev.sluice.net.MsgFlags.NONE;
import static dev.sluice.sys.SocketSys.socket;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.UnixEndpoint;
import dev.sluice.errno.Scene.CannotHappenHere;
import dev.sluice.event.Epoll;
import dev.sluice.event.EventFd;
import dev.sluice.event.FileEvents;
import dev.sluice.event.FileWatcher;
import dev.sluice.event.Pipe;
import dev.sluice.event.ProcessFd;
import dev.sluice.event.Timer;
import dev.sluice.net.AncillaryTypes;
import dev.sluice.net.IpOptions;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.Message;
import dev.sluice.net.PeerCredentials;
import dev.sluice.net.SocketOption;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.SocketPair;
import dev.sluice.net.StreamSocket;
import dev.sluice.sys.CredentialsSys;
import dev.sluice.sys.FileSys;
import dev.sluice.sys.PidFdSys;
import dev.sluice.sys.SignalSys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** The rows of {@link UnprivilegedErrnoTest}, and the process that tries them. */
final class UnprivilegedRows {
  private static final int SOCK_RAW = 3;
  private static final int AF_PACKET = 17;
  private static final String MY_PID = Long.toString(ProcessHandle.current().pid());

  private final List<ErrnoRow> rows = new ArrayList<>();

  List<ErrnoRow> rows() {
    permissions();
    paths();
    options();
    descriptors();
    return rows;
  }

  /** Tries all, and prints for each its name, whether it was skipped, and both texts. */
  public static void main(String[] arguments) throws Exception {
    for (ErrnoRow row : new UnprivilegedRows().rows()) {
      try {
        ErrnoRow.Outcome outcome = row.outcome();
        say(row, "tried", outcome.expected(), outcome.actual());
      } catch (CannotHappenHere reason) {
        say(row, "skipped", String.valueOf(reason.getMessage()), "");
      }
    }
  }

  private static void say(ErrnoRow row, String verdict, String expected, String actual) {
    System.out.println(String.join("\t", row.toString(), verdict, expected, actual));
  }

  private void typed(String call, String situation, Errno errno, ErrnoRow.Throwing attempt) {
    rows.add(ErrnoRow.typed(call, situation, errno, attempt));
  }

  private void raw(String call, String situation, Errno errno, ErrnoRow.Attempt attempt) {
    rows.add(ErrnoRow.raw(call, situation, errno, attempt));
  }

  private void permissions() {
    typed("bind(#0, @)", "port 1", EACCES, s -> s.tcp().bind(port1(s)));
    typed("bind(#0, @)", "port 1, UDP", EACCES, s -> s.udp().bind(port1(s)));
    raw("socket", "raw", EPERM, s -> socket(2, SOCK_RAW, 1));
    raw("socket", "packets", EPERM, s -> socket(AF_PACKET, SOCK_RAW, 0));
    raw("kill", "process 1 of root", EPERM, UnprivilegedRows::foreign);
    raw("pidfd_getfd", "process 1 of root", EPERM, UnprivilegedRows::steal);
    typed("sendmsg(#0)", "credentials of another", EPERM, UnprivilegedRows::forged);
  }

  private void paths() {
    typed("bind(#0, @)", "directory without w", EACCES, s -> s.unix().bind(in(s, "r-x------")));
    typed("bind(#0, @)", "directory without x", EACCES, s -> s.unix().bind(in(s, "rw-------")));
    typed("bind(#0, @)", "read-only files", EROFS, s -> s.unix().bind(readOnly(s)));
    typed("connect(#0, @)", "socket without w", EACCES, s -> s.unix().connect(locked(s)));
    typed("connect(#0, @)", "no x", EACCES, s -> s.unix().connect(in(s, "rw-------")));
    typed("sendto(#0, @)", "socket without w", EACCES, s -> s.unixgram().sendTo(s.buf(1), gram(s)));
    typed("inotify_add_watch(#0, @, IN_MODIFY)", "file without r", EACCES, UnprivilegedRows::watch);
    raw("open", "file without r", EACCES, s -> FileSys.open(s.text(secret(s).toString()), 0, 0));
    raw("open", "read-only file system", EROFS, UnprivilegedRows::create);
  }

  private void options() {
    set(SocketOptions.SO_MARK, 1);
    set(SocketOptions.SO_RCVBUFFORCE, 1 << 16);
    set(SocketOptions.SO_SNDBUFFORCE, 1 << 16);
    set(SocketOptions.SO_PRIORITY, 7);
    set(SocketOptions.SO_PREFER_BUSY_POLL, true);
    set(IpOptions.IP_TRANSPARENT, true);
  }

  private void set(SocketOption<Integer> option, int value) {
    String call = "setsockopt(#0, " + option + ", " + value + ")";
    typed(call, "no capability", EPERM, s -> s.tcp().set(option, value));
  }

  private void set(SocketOption<Boolean> option, boolean value) {
    String call = "setsockopt(#0, " + option + ", " + value + ")";
    typed(call, "no capability", EPERM, s -> s.tcp().set(option, value));
  }

  private void descriptors() {
    typed("socket(AF_INET)", "no descriptor left", EMFILE, s -> s.withoutDescriptors(this::tcp));
    typed(
        "socketpair(AF_UNIX)", "none left", EMFILE, s -> s.withoutDescriptors(SocketPair::stream));
    typed("accept4(#0)", "no descriptor left", EMFILE, UnprivilegedRows::accept);
    typed("pipe2()", "no descriptor left", EMFILE, s -> s.withoutDescriptors(Pipe::open));
    typed("epoll_create1()", "none left", EMFILE, s -> s.withoutDescriptors(Epoll::open));
    typed("eventfd(0, COUNTER)", "none left", EMFILE, s -> s.withoutDescriptors(this::counter));
    typed("timerfd_create(MONOTONIC)", "none left", EMFILE, s -> s.withoutDescriptors(this::timer));
    typed("inotify_init1()", "none left", EMFILE, s -> s.withoutDescriptors(FileWatcher::open));
    typed("pidfd_open(@)", "none left", EMFILE, s -> s.withoutDescriptors(() -> self(s)));
    typed("fcntl(#0, F_DUPFD_CLOEXEC)", "none left", EMFILE, UnprivilegedRows::copy);
  }

  private StreamSocket tcp() throws IOException {
    return StreamSocket.open(Family.INET4);
  }

  private EventFd counter() throws IOException {
    return EventFd.open(0, EventFd.Kind.COUNTER);
  }

  private Timer timer() throws IOException {
    return Timer.open(Timer.Clock.MONOTONIC);
  }

  private static ProcessFd self(Scene s) throws IOException {
    return ProcessFd.open(Long.parseLong(s.last(MY_PID)));
  }

  private static void copy(Scene s) throws Exception {
    StreamSocket socket = s.tcp();
    s.withoutDescriptors(() -> socket.fd().dup());
  }

  /** Two clients wait: one for the call that succeeds, one for the call that does not. */
  private static void accept(Scene s) throws Exception {
    ListeningSocket listener = s.listener();
    listener.setBlocking(false);
    s.tcp().connect(listener.localEndpoint());
    s.tcp().connect(listener.localEndpoint());
    s.withoutDescriptors(
        () -> {
          StreamSocket accepted = listener.accept();
          return accepted == null ? () -> {} : accepted;
        });
  }

  private static Endpoint port1(Scene s) throws IOException {
    Path file = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
    s.needs(
        Integer.parseInt(Files.readAllLines(file).getFirst()) > 1,
        "net.ipv4.ip_unprivileged_port_start above 1");
    return s.last(InetEndpoint.loopback(Family.INET4, 1));
  }

  private static int foreign(Scene s) {
    s.needs(CredentialsSys.getuid() != 0, "a user other than root");
    return SignalSys.kill(1, 0);
  }

  private static int steal(Scene s) throws IOException {
    return PidFdSys.pidfd_getfd(n(s.own(ProcessFd.open(1))), 0, 0);
  }

  private static void forged(Scene s) throws IOException {
    SocketPair<StreamSocket> pair = s.streams();
    Message message = s.keep(Message.allocate(1, 64).setBuffers(s.buf(1)));
    message.ancillary().add(AncillaryTypes.SCM_CREDENTIALS, new PeerCredentials(1, 0, 0));
    pair.first().send(message, NONE);
  }

  private static UnixEndpoint in(Scene s, String permissions) throws IOException {
    Path directory = Files.createDirectory(s.file("locked"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
    return s.path(directory.resolve("socket"));
  }

  private static Path mounted(Scene s) throws IOException {
    String mounts = Files.readString(Path.of("/proc/self/mounts"));
    s.needs(mounts.contains(" /mnt tmpfs ro"), "root, to mount a read-only file system");
    return Path.of("/mnt/file");
  }

  private static UnixEndpoint readOnly(Scene s) throws IOException {
    return s.path(mounted(s));
  }

  private static int create(Scene s) throws IOException {
    return FileSys.open(s.text(mounted(s).toString()), FileSys.O_CREAT | FileSys.O_WRONLY, 0);
  }

  private static UnixEndpoint locked(Scene s) throws IOException {
    return lock(s.stream());
  }

  private static UnixEndpoint gram(Scene s) throws IOException {
    return lock(s.gram());
  }

  private static UnixEndpoint lock(UnixEndpoint path) throws IOException {
    Path file = Path.of(path.toString().substring("unix:".length()));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    return path;
  }

  private static Path secret(Scene s) throws IOException {
    Path file = s.last(s.regular());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    return file;
  }

  private static void watch(Scene s) throws IOException {
    s.own(FileWatcher.open()).watch(secret(s), FileEvents.MODIFY);
  }
}
