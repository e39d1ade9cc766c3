package dev.sluice.errno;

import static dev.sluice.Errno.EAGAIN;
import static dev.sluice.Errno.EBADF;
import static dev.sluice.Errno.ECHILD;
import static dev.sluice.Errno.EEXIST;
import static dev.sluice.Errno.EFAULT;
import static dev.sluice.Errno.EINVAL;
import static dev.sluice.Errno.ELOOP;
import static dev.sluice.Errno.ENAMETOOLONG;
import static dev.sluice.Errno.ENOENT;
import static dev.sluice.Errno.ENOTDIR;
import static dev.sluice.Errno.EPERM;
import static dev.sluice.Errno.ESRCH;
import static dev.sluice.errno.Scene.NOWHERE;
import static dev.sluice.errno.Scene.NO_FD;
import static dev.sluice.errno.Scene.n;
import static dev.sluice.errno.Scene.nTcp;
import static dev.sluice.errno.Scene.nUdp;
import static dev.sluice.errno.Scene.ok;
import static dev.sluice.event.FileEvents.MASK_ADD;
import static dev.sluice.event.FileEvents.MASK_CREATE;
import static dev.sluice.event.FileEvents.MODIFY;
import static dev.sluice.event.FileEvents.ONLY_DIRECTORY;
import static dev.sluice.event.Interest.READ;
import static dev.sluice.event.Signal.TERM;
import static dev.sluice.event.Trigger.LEVEL;
import static dev.sluice.sys.EpollMaskedSys.epoll_pwait;
import static dev.sluice.sys.EpollSys.epoll_create1;
import static dev.sluice.sys.EpollSys.epoll_ctl;
import static dev.sluice.sys.EpollSys.epoll_wait;
import static dev.sluice.sys.EpollTimedSys.epoll_pwait2;
import static dev.sluice.sys.EventFdSys.eventfd;
import static dev.sluice.sys.EventFdSys.eventfd_read;
import static dev.sluice.sys.EventFdSys.eventfd_write;
import static dev.sluice.sys.FcntlSys.fcntl_dupfd_cloexec;
import static dev.sluice.sys.FileSys.O_RDONLY;
import static dev.sluice.sys.InotifySys.inotify_add_watch;
import static dev.sluice.sys.InotifySys.inotify_init1;
import static dev.sluice.sys.InotifySys.inotify_rm_watch;
import static dev.sluice.sys.PidFdSys.WEXITED;
import static dev.sluice.sys.PidFdSys.pidfd_getfd;
import static dev.sluice.sys.PidFdSys.pidfd_open;
import static dev.sluice.sys.PidFdSys.pidfd_send_signal;
import static dev.sluice.sys.PidFdSys.waitid;
import static dev.sluice.sys.PollSys.poll;
import static dev.sluice.sys.PollTimedSys.ppoll;
import static dev.sluice.sys.SelectSys.pselect;
import static dev.sluice.sys.SelectSys.select;
import static dev.sluice.sys.SignalFdSys.signalfd;
import static dev.sluice.sys.SignalSys.kill;
import static dev.sluice.sys.TimeSys.clock_getres;
import static dev.sluice.sys.TimeSys.clock_gettime;
import static dev.sluice.sys.TimerFdSys.timerfd_create;
import static dev.sluice.sys.TimerFdSys.timerfd_gettime;
import static dev.sluice.sys.TimerFdSys.timerfd_settime;
import static dev.sluice.sys.UnistdSys.read;
import static java.lang.foreign.MemorySegment.NULL;

import dev.sluice.Errno;
import dev.sluice.Fd;
import dev.sluice.Pollable;
import dev.sluice.event.DescriptorSet;
import dev.sluice.event.Epoll;
import dev.sluice.event.EpollFlags;
import dev.sluice.event.EventFd;
import dev.sluice.event.FileEvents;
import dev.sluice.event.FileWatcher;
import dev.sluice.event.Interest;
import dev.sluice.event.PollSet;
import dev.sluice.event.ProcessFd;
import dev.sluice.event.SelectSet;
import dev.sluice.event.Timer;
import dev.sluice.sys.FdSet;
import dev.sluice.sys.UnistdSys;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** {@code epoll(7)}, {@code poll(2)}, {@code select(2)} and what else becomes ready. */
class EventErrnoTest extends ErrnoContract {
  @Override
  void table() {
    epollRows();
    rawEpollRows();
    setRows();
    counterRows();
    timerRows();
    watchRows();
    processRows();
  }

  private static final String ADD = "epoll_ctl(#0, EPOLL_CTL_ADD, #1)";
  private static final String MOD = "epoll_ctl(#0, EPOLL_CTL_MOD, #1)";
  private static final String DEL = "epoll_ctl(#0, EPOLL_CTL_DEL, #1)";

  private void epollRows() {
    typed(ADD, "added already", EEXIST, s -> twice(epoll(s), s.tcp()));
    typed(MOD, "not added", ENOENT, s -> epoll(s).modify(s.tcp(), READ, LEVEL, 0));
    typed(DEL, "not added", ENOENT, s -> epoll(s).delete(s.tcp()));
    typed(ADD, "a regular file", EPERM, s -> epoll(s).add(file(s), READ, LEVEL, 0));
    typed(ADD, "a directory", EPERM, s -> epoll(s).add(directory(s), READ, LEVEL, 0));
    typed("epoll_ctl(#0, EPOLL_CTL_ADD, #0)", "itself", EINVAL, s -> self(epoll(s)));
    typed(ADD, "in a circle", ELOOP, s -> circle(epoll(s), epoll(s)));
    typed(ADD, "nested too deeply", ELOOP, s -> nested(epoll(s), epoll(s), s));
    typed(MOD, "exclusive", EINVAL, s -> exclusive(epoll(s), s.tcp()));
    typed(ADD, "an epoll, exclusively", EINVAL, s -> exclusive(epoll(s), epoll(s)));
  }

  private void rawEpollRows() {
    raw("epoll_create1", "unknown flag", EINVAL, s -> epoll_create1(1));
    raw("epoll_ctl", "no epoll", EINVAL, s -> epoll_ctl(nTcp(s), 1, nTcp(s), s.mem(16)));
    raw("epoll_ctl", "no descriptor", EBADF, s -> epoll_ctl(NO_FD, 1, 0, s.mem(16)));
    raw("epoll_ctl", "nothing to watch", EBADF, s -> epoll_ctl(n(epoll(s)), 1, NO_FD, s.mem(16)));
    raw("epoll_ctl", "no operation", EINVAL, s -> epoll_ctl(n(epoll(s)), 9, nUdp(s), s.mem(16)));
    raw("epoll_ctl", "event nowhere", EFAULT, s -> epoll_ctl(n(epoll(s)), 1, nUdp(s), NOWHERE));
    raw("epoll_wait", "no room", EINVAL, s -> epoll_wait(n(epoll(s)), s.mem(16), 0, 0));
    raw("epoll_wait", "no epoll", EINVAL, s -> epoll_wait(nTcp(s), s.mem(16), 1, 0));
    raw("epoll_wait", "no descriptor", EBADF, s -> epoll_wait(NO_FD, s.mem(16), 1, 0));
    raw("epoll_wait", "nowhere to write", EFAULT, s -> epoll_wait(ready(s), NOWHERE, 1, 0));
    raw("epoll_pwait", "no room", EINVAL, s -> epoll_pwait(n(epoll(s)), s.mem(16), 0, 0, NULL));
    raw("epoll_pwait", "no mask", EFAULT, s -> epoll_pwait(ready(s), s.mem(16), 1, 0, NOWHERE));
    raw("epoll_pwait2", "no time", EINVAL, s -> epoll_pwait2(ready(s), s.mem(16), 1, bad(s), NULL));
  }

  private void setRows() {
    typed("poll set.add(#0)", "added already", EEXIST, s -> twice(polls(s), s.tcp()));
    typed("poll set.modify(#0)", "not added", ENOENT, s -> modify(polls(s), s.tcp()));
    typed("poll set.delete(#0)", "not added", ENOENT, s -> polls(s).delete(s.tcp()));
    typed("select set.add(#0)", "added already", EEXIST, s -> twice(selects(s), s.tcp()));
    typed("select set.modify(#0)", "not added", ENOENT, s -> modify(selects(s), s.tcp()));
    typed("select set.delete(#0)", "not added", ENOENT, s -> selects(s).delete(s.tcp()));
    raw("poll", "entries nowhere", EFAULT, s -> poll(NOWHERE, 1, 0));
    raw("poll", "more than RLIMIT_NOFILE", EINVAL, s -> poll(s.mem(8), 1L << 31, 0));
    raw("ppoll", "no such time", EINVAL, s -> ppoll(s.mem(8), 0, bad(s), NULL));
    raw("select", "no descriptor", EBADF, s -> select(1024, gap(s), NULL, NULL, s.mem(16)));
    raw("select", "below zero", EINVAL, s -> select(-1, NULL, NULL, NULL, s.mem(16)));
    raw("select", "time below zero", EINVAL, s -> select(0, NULL, NULL, NULL, bad(s)));
    raw("select", "set nowhere", EFAULT, s -> select(1, NOWHERE, NULL, NULL, s.mem(16)));
    raw("pselect", "below zero", EINVAL, s -> pselect(-1, NULL, NULL, NULL, s.mem(16), NULL));
    raw("pselect", "no such time", EINVAL, s -> pselect(0, NULL, NULL, NULL, bad(s), NULL));
  }

  private void counterRows() {
    raw("eventfd", "unknown flag", EINVAL, s -> eventfd(0, 2));
    raw("eventfd_read", "counter is 0", EAGAIN, s -> eventfd_read(counter(s), s.mem(8)));
    raw("eventfd_read", "no descriptor", EBADF, s -> eventfd_read(NO_FD, s.mem(8)));
    raw("eventfd_write", "more than fits", EAGAIN, s -> overflow(counter(s)));
    raw("eventfd_write", "2^64 - 1", EINVAL, s -> eventfd_write(counter(s), -1));
    raw("eventfd_write", "no descriptor", EBADF, s -> eventfd_write(NO_FD, 1));
    raw("read", "room of 4 bytes", EINVAL, s -> read(counter(s), s.mem(4), 4));
    raw("signalfd", "unknown flag", EINVAL, s -> signalfd(-1, s.mem(128), 1));
    raw("signalfd", "no descriptor", EBADF, s -> signalfd(NO_FD, s.mem(128), 0));
    raw("signalfd", "no signalfd", EINVAL, s -> signalfd(counter(s), s.mem(128), 0));
  }

  private void timerRows() {
    raw("timerfd_create", "no such clock", EINVAL, s -> timerfd_create(99, 0));
    raw("timerfd_create", "unknown flag", EINVAL, s -> timerfd_create(1, 1));
    raw("timerfd_settime", "no timer", EINVAL, s -> timerfd_settime(nTcp(s), 0, s.mem(32), NULL));
    raw("timerfd_settime", "no descriptor", EBADF, s -> timerfd_settime(NO_FD, 0, s.mem(32), NULL));
    raw("timerfd_settime", "flag 8", EINVAL, s -> timerfd_settime(timer(s), 8, s.mem(32), NULL));
    raw("timerfd_settime", "no such time", EINVAL, s -> timerfd_settime(timer(s), 0, bad(s), NULL));
    raw("timerfd_settime", "no memory", EFAULT, s -> timerfd_settime(timer(s), 0, NOWHERE, NULL));
    raw("timerfd_gettime", "no timer", EINVAL, s -> timerfd_gettime(nTcp(s), s.mem(32)));
    raw("timerfd_gettime", "no descriptor", EBADF, s -> timerfd_gettime(NO_FD, s.mem(32)));
    raw("timerfd_gettime", "nowhere to write", EFAULT, s -> timerfd_gettime(timer(s), NOWHERE));
    raw("read", "has not expired", EAGAIN, s -> read(timer(s), s.mem(8), 8));
    raw("clock_gettime", "no such clock", EINVAL, s -> clock_gettime(99, s.mem(16)));
    raw("clock_getres", "no such clock", EINVAL, s -> clock_getres(99, s.mem(16)));
  }

  private void watchRows() {
    watch("nothing there", ENOENT, s -> s.file("none"), MODIFY);
    watch("file on the way", ENOTDIR, s -> s.regular().resolve("below"), MODIFY);
    watch("only directories", ENOTDIR, s -> s.regular(), ONLY_DIRECTORY.and(MODIFY));
    watch("links in a circle", ELOOP, s -> s.loop(), MODIFY);
    watch("name of 256 bytes", ENAMETOOLONG, s -> s.file("n".repeat(256)), MODIFY);
    watch("no events", EINVAL, s -> s.regular(), FileEvents.of(0));
    watch("add and create", EINVAL, s -> s.regular(), MASK_ADD.and(MASK_CREATE).and(MODIFY));
    typed("inotify_rm_watch(#0, 77)", "no such watch", EINVAL, s -> watcher(s).unwatch(77));
    raw("inotify_init1", "unknown flag", EINVAL, s -> inotify_init1(1));
    raw("inotify_add_watch", "no inotify", EINVAL, s -> inotify_add_watch(nTcp(s), s.text("/"), 2));
    raw("inotify_add_watch", "no descriptor", EBADF, s -> inotify_add_watch(NO_FD, s.text("/"), 2));
    raw("inotify_add_watch", "nowhere", EFAULT, s -> inotify_add_watch(n(watcher(s)), NOWHERE, 2));
    raw("inotify_rm_watch", "no inotify", EINVAL, s -> inotify_rm_watch(nTcp(s), 1));
    raw("inotify_rm_watch", "no descriptor", EBADF, s -> inotify_rm_watch(NO_FD, 1));
    raw("read", "nothing happened", EAGAIN, s -> read(n(watcher(s)), s.mem(512), 512));
  }

  private void processRows() {
    typed("pidfd_open(999999999)", "no such process", ESRCH, s -> ProcessFd.open(999_999_999));
    typed("pidfd_send_signal(process @, #0, SIGTERM)", "ended", ESRCH, s -> ended(s).send(TERM));
    typed("waitid(process 1, #0)", "not a child", ECHILD, s -> s.own(ProcessFd.open(1)).reap());
    raw("pidfd_open", "no such number", EINVAL, s -> pidfd_open(0, 0));
    raw("pidfd_open", "unknown flag", EINVAL, s -> pidfd_open(1, 1));
    raw("pidfd_send_signal", "no pidfd", EBADF, s -> pidfd_send_signal(nTcp(s), 0, NULL, 0));
    raw("pidfd_send_signal", "no descriptor", EBADF, s -> pidfd_send_signal(NO_FD, 0, NULL, 0));
    raw("pidfd_send_signal", "no signal", EINVAL, s -> pidfd_send_signal(own(s), 99, NULL, 0));
    raw("pidfd_getfd", "not open there", EBADF, s -> pidfd_getfd(own(s), NO_FD, 0));
    raw("pidfd_getfd", "unknown flag", EINVAL, s -> pidfd_getfd(own(s), 0, 1));
    raw("waitid", "no child", ECHILD, s -> waitid(1, 999_999_999, s.mem(128), WEXITED));
    raw("waitid", "no such kind", EINVAL, s -> waitid(99, 1, s.mem(128), WEXITED));
    raw("waitid", "nothing to wait for", EINVAL, s -> waitid(0, 0, s.mem(128), 0));
    raw("kill", "no such process", ESRCH, s -> kill(999_999_999, 0));
    raw("kill", "no signal", EINVAL, s -> kill(1, 99));
  }

  private void watch(String situation, Errno errno, Place place, FileEvents events) {
    String call = "inotify_add_watch(#0, @, " + events + ")";
    typed(call, situation, errno, s -> watcher(s).watch(s.last(place.in(s)), events));
  }

  /** Makes the file that is watched. */
  private interface Place {
    Path in(Scene scene) throws IOException;
  }

  private static Epoll epoll(Scene s) throws IOException {
    return s.own(Epoll.open());
  }

  private static PollSet polls(Scene s) throws IOException {
    return s.keep(PollSet.open());
  }

  private static SelectSet selects(Scene s) throws IOException {
    return s.keep(SelectSet.open());
  }

  private static FileWatcher watcher(Scene s) throws IOException {
    return s.own(FileWatcher.open());
  }

  private static void twice(Epoll epoll, Pollable source) throws IOException {
    epoll.add(source, READ, LEVEL, 0);
    epoll.add(source, READ, LEVEL, 0);
  }

  private static void twice(DescriptorSet set, Pollable source) throws IOException {
    set.add(source, READ, 0);
    set.add(source, READ, 0);
  }

  private static void modify(DescriptorSet set, Pollable source) throws IOException {
    set.modify(source, READ, 0);
  }

  private static void self(Epoll epoll) throws IOException {
    epoll.add(epoll, READ, LEVEL, 0);
  }

  private static void circle(Epoll first, Epoll second) throws IOException {
    second.add(first, READ, LEVEL, 0);
    first.add(second, READ, LEVEL, 0);
  }

  /** epoll_ctl(2): at most five epolls stand in one another. */
  private static void nested(Epoll outermost, Epoll outer, Scene s) throws IOException {
    Epoll each = outer;
    for (int i = 0; i < 4; i++) {
      Epoll inner = epoll(s);
      each.add(inner, READ, LEVEL, 0);
      each = inner;
    }
    each.add(s.tcp(), READ, LEVEL, 0);
    outermost.add(outer, READ, LEVEL, 0);
  }

  private static void exclusive(Epoll epoll, Pollable source) throws IOException {
    epoll.add(source, READ, LEVEL, EpollFlags.EXCLUSIVE, 0);
    epoll.modify(source, READ, LEVEL, 0);
  }

  private static int ready(Scene s) throws IOException {
    Epoll epoll = epoll(s);
    epoll.add(s.tcp(), Interest.WRITE, LEVEL, 0);
    return n(epoll);
  }

  private static Fd file(Scene s) throws IOException {
    return s.open(s.regular(), O_RDONLY);
  }

  private static Fd directory(Scene s) throws IOException {
    return s.open(s.directory(), O_RDONLY);
  }

  /** A set with a number that was open: the kernel looks no further than it ever counted. */
  private static MemorySegment gap(Scene s) {
    MemorySegment set = s.mem(128);
    int high = fcntl_dupfd_cloexec(n(s.pipe()[0]), 512);
    s.needs(high >= 0 && high < 1024, "a free descriptor of 512 to 1023");
    ok(UnistdSys.close(high));
    FdSet.FD_SET(high, set);
    return set;
  }

  private static int counter(Scene s) throws IOException {
    return n(s.own(EventFd.open(0, EventFd.Kind.COUNTER)));
  }

  private static int overflow(int counter) {
    ok(eventfd_write(counter, -2));
    return eventfd_write(counter, 1);
  }

  private static int timer(Scene s) throws IOException {
    return n(s.own(Timer.open(Timer.Clock.MONOTONIC)));
  }

  /** Two times, of which neither is one. */
  private static MemorySegment bad(Scene s) {
    return s.mem(32).fill((byte) -1);
  }

  private static int own(Scene s) throws IOException {
    return n(s.own(ProcessFd.open(ProcessHandle.current().pid())));
  }

  /** A process that has ended and is gone. */
  private static ProcessFd ended(Scene s) throws Exception {
    Process process = new ProcessBuilder("sleep", "1000").start();
    ProcessFd fd = s.own(ProcessFd.open(process.pid()));
    s.last(process.pid());
    process.destroyForcibly().waitFor();
    return fd;
  }
}
