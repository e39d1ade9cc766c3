package dev.sluice.errno;

import static dev.sluice.Errno.EAGAIN;
import static dev.sluice.Errno.EBADF;
import static dev.sluice.Errno.EBUSY;
import static dev.sluice.Errno.EEXIST;
import static dev.sluice.Errno.EFAULT;
import static dev.sluice.Errno.EINVAL;
import static dev.sluice.Errno.EISDIR;
import static dev.sluice.Errno.ELOOP;
import static dev.sluice.Errno.ENAMETOOLONG;
import static dev.sluice.Errno.ENOENT;
import static dev.sluice.Errno.ENOTCONN;
import static dev.sluice.Errno.ENOTDIR;
import static dev.sluice.Errno.ENOTTY;
import static dev.sluice.Errno.ENXIO;
import static dev.sluice.Errno.EPIPE;
import static dev.sluice.Errno.ESPIPE;
import static dev.sluice.errno.Scene.NOWHERE;
import static dev.sluice.errno.Scene.NO_FD;
import static dev.sluice.errno.Scene.n;
import static dev.sluice.errno.Scene.nStream;
import static dev.sluice.errno.Scene.nTcp;
import static dev.sluice.errno.Scene.nTcp6;
import static dev.sluice.sys.FcntlSys.fcntl_dupfd_cloexec;
import static dev.sluice.sys.FcntlSys.fcntl_getfl;
import static dev.sluice.sys.FcntlSys.fcntl_int;
import static dev.sluice.sys.FileSys.O_CREAT;
import static dev.sluice.sys.FileSys.O_EXCL;
import static dev.sluice.sys.FileSys.O_RDONLY;
import static dev.sluice.sys.FileSys.O_WRONLY;
import static dev.sluice.sys.FileSys.openat;
import static dev.sluice.sys.IoctlSys.FIONREAD;
import static dev.sluice.sys.IoctlSys.SIOCOUTQNSD;
import static dev.sluice.sys.IoctlSys.ioctl_int;
import static dev.sluice.sys.IoctlSys.ioctl_pointer;
import static dev.sluice.sys.PathSys.access;
import static dev.sluice.sys.PathSys.unlink;
import static dev.sluice.sys.PipeSys.pipe2;
import static dev.sluice.sys.SendfileSys.sendfile;
import static dev.sluice.sys.SpliceSys.SPLICE_F_NONBLOCK;
import static dev.sluice.sys.SpliceSys.splice;
import static dev.sluice.sys.SpliceSys.tee;
import static dev.sluice.sys.SpliceSys.vmsplice;
import static dev.sluice.sys.UioSys.preadv;
import static dev.sluice.sys.UioSys.pwritev;
import static dev.sluice.sys.UioSys.readv;
import static dev.sluice.sys.UioSys.writev;
import static dev.sluice.sys.UnistdSys.close_range;
import static dev.sluice.sys.UnistdSys.dup;
import static dev.sluice.sys.UnistdSys.dup3;
import static dev.sluice.sys.UnistdSys.fsync;
import static dev.sluice.sys.UnistdSys.ftruncate;
import static dev.sluice.sys.UnistdSys.lseek;
import static dev.sluice.sys.UnistdSys.pread;
import static dev.sluice.sys.UnistdSys.pwrite;
import static dev.sluice.sys.UnistdSys.read;
import static dev.sluice.sys.UnistdSys.write;
import static java.lang.foreign.MemorySegment.NULL;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.Fd;
import dev.sluice.UnixEndpoint;
import dev.sluice.event.Pipe;
import dev.sluice.sys.FileSys;
import dev.sluice.sys.Iovec;
import dev.sluice.sys.UnistdSys;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** Pipes, {@code fcntl(2)}, {@code splice(2)}, {@code sendfile(2)}, files and their paths. */
class FileErrnoTest extends ErrnoContract {
  @Override
  void table() {
    pipeRows();
    controlRows();
    spliceRows();
    readRows();
    vectorRows();
    pathRows();
  }

  private void pipeRows() {
    typed("write(#1)", "nobody reads", EPIPE, s -> unread(s).write(s.buf(1)));
    typed("read(#1)", "the writing end", EBADF, s -> reader(s.pipe()[1]).read(s.room()));
    typed("write(#0)", "the reading end", EBADF, s -> writer(s.pipe()[0]).write(s.buf(1)));
    typed("read(#0)", "a directory", EISDIR, s -> reader(directory(s)).read(s.room()));
    typed("fcntl(#0, F_GETPIPE_SZ)", "no pipe", EBADF, s -> sock(s).capacityBytes());
    typed("fcntl(#0, F_SETPIPE_SZ, 4096)", "a socket", EBADF, s -> sock(s).setCapacity(4096));
    typed("fcntl(#1, F_SETPIPE_SZ, 4096)", "holds more", EBUSY, s -> holding(s).setCapacity(4096));
    typed("fcntl(#1, F_SETPIPE_SZ, -1)", "below zero", EINVAL, s -> end(s).setCapacity(-1));
    raw("pipe2", "unknown flag", EINVAL, s -> pipe2(s.mem(8), 1));
    raw("pipe2", "nowhere to write", EFAULT, s -> pipe2(NOWHERE, 0));
  }

  private void controlRows() {
    raw("fcntl", "no descriptor", EBADF, s -> fcntl_getfl(NO_FD));
    raw("fcntl", "no such command", EINVAL, s -> fcntl_int(nTcp(s), 9999, 0));
    raw("fcntl", "F_DUPFD below zero", EINVAL, s -> fcntl_dupfd_cloexec(nTcp(s), -1));
    raw("dup", "no descriptor", EBADF, s -> dup(NO_FD));
    raw("dup3", "onto itself", EINVAL, s -> same(nTcp(s)));
    raw("dup3", "no descriptor", EBADF, s -> dup3(NO_FD, 1 << 20, 0));
    raw("close", "no descriptor", EBADF, s -> UnistdSys.close(NO_FD));
    raw("close_range", "backwards", EINVAL, s -> close_range(NO_FD + 1, NO_FD, 0));
    raw("close_range", "unknown flag", EINVAL, s -> close_range(NO_FD, NO_FD + 1, 64));
    raw("ioctl", "no such request", ENOTTY, s -> ioctl_int(n(s.pipe()[0]), 0x9999, 0));
    raw("ioctl", "no descriptor", EBADF, s -> ioctl_int(NO_FD, FIONREAD, 0));
    raw("ioctl", "nowhere to write", EFAULT, s -> ioctl_pointer(nTcp6(s), SIOCOUTQNSD, NOWHERE));
  }

  private void spliceRows() {
    raw("splice", "no pipe", EINVAL, s -> splice(nTcp(s), NULL, nTcp(s), NULL, 1, 0));
    raw("splice", "no descriptor", EBADF, s -> splice(NO_FD, NULL, nTcp(s), NULL, 1, 0));
    raw("splice", "place in a pipe", ESPIPE, s -> splice(in(s), s.mem(8), nTcp(s), NULL, 1, 0));
    raw("splice", "pipe into itself", EINVAL, s -> itself(s.pipe()));
    raw("splice", "empty pipe", EAGAIN, s -> splice(in(s), NULL, nStream(s), NULL, 1, F_NONBLOCK));
    raw("splice", "not connected", ENOTCONN, s -> splice(nTcp(s), NULL, out(s), NULL, 1, 0));
    raw("tee", "no pipe", EINVAL, s -> tee(nTcp(s), nTcp(s), 1, 0));
    raw("tee", "no descriptor", EBADF, s -> tee(NO_FD, nTcp(s), 1, 0));
    raw("tee", "pipe into itself", EINVAL, s -> teeItself(s.pipe()));
    raw("tee", "empty pipe", EAGAIN, s -> tee(in(s), out(s), 1, F_NONBLOCK));
    raw("vmsplice", "no pipe", EBADF, s -> vmsplice(nTcp(s), vector(s), 1, 0));
    raw("vmsplice", "no descriptor", EBADF, s -> vmsplice(NO_FD, s.mem(16), 1, 0));
    raw("sendfile", "from a socket", EINVAL, s -> sendfile(nTcp(s), nTcp(s), NULL, 1));
    raw("sendfile", "no source", EBADF, s -> sendfile(nTcp(s), NO_FD, NULL, 1));
    raw("sendfile", "no target", EBADF, s -> sendfile(NO_FD, file(s), NULL, 1));
    raw("sendfile", "not connected", EPIPE, s -> sendfile(nTcp(s), file(s), NULL, 1));
    raw("sendfile", "place below zero", EINVAL, s -> sendfile(nStream(s), file(s), below(s), 1));
    raw("sendfile", "place nowhere", EFAULT, s -> sendfile(nStream(s), file(s), NOWHERE, 1));
  }

  private void readRows() {
    raw("read", "empty pipe", EAGAIN, s -> read(in(s), s.mem(1), 1));
    raw("read", "no descriptor", EBADF, s -> read(NO_FD, s.mem(1), 1));
    raw("read", "nowhere to write", EFAULT, s -> read(file(s), NOWHERE, 1));
    raw("write", "full pipe", EAGAIN, s -> full(s, out(s)));
    raw("write", "no descriptor", EBADF, s -> write(NO_FD, s.mem(1), 1));
    raw("write", "bytes nowhere", EFAULT, s -> write(out(s), NOWHERE, 1));
    raw("pread", "a pipe", ESPIPE, s -> pread(in(s), s.mem(1), 1, 0));
    raw("pread", "place below zero", EINVAL, s -> pread(file(s), s.mem(1), 1, -1));
    raw("pwrite", "a pipe", ESPIPE, s -> pwrite(out(s), s.mem(1), 1, 0));
    raw("pwrite", "open for reading", EBADF, s -> pwrite(file(s), s.mem(1), 1, 0));
    raw("lseek", "a socket", ESPIPE, s -> lseek(nTcp(s), 0, 0));
    raw("lseek", "no such origin", EINVAL, s -> lseek(file(s), 0, 99));
    raw("ftruncate", "open for reading", EINVAL, s -> ftruncate(file(s), 0));
    raw("ftruncate", "length -1", EINVAL, s -> ftruncate(file(s), -1));
    raw("fsync", "a socket", EINVAL, s -> fsync(nTcp(s)));
    raw("fsync", "no descriptor", EBADF, s -> fsync(NO_FD));
  }

  private void vectorRows() {
    raw("readv", "fewer than none", EINVAL, s -> readv(in(s), s.mem(16), -1));
    raw("readv", "more than IOV_MAX", EINVAL, s -> readv(in(s), s.mem(16_400), 1025));
    raw("readv", "list nowhere", EFAULT, s -> readv(in(s), NOWHERE, 1));
    raw("readv", "no descriptor", EBADF, s -> readv(NO_FD, s.mem(16), 1));
    raw("writev", "fewer than none", EINVAL, s -> writev(out(s), s.mem(16), -1));
    raw("writev", "no descriptor", EBADF, s -> writev(NO_FD, s.mem(16), 1));
    raw("preadv", "a pipe", ESPIPE, s -> preadv(in(s), s.mem(16), 1, 0));
    raw("pwritev", "a pipe", ESPIPE, s -> pwritev(out(s), s.mem(16), 1, 0));
  }

  private void pathRows() {
    raw("open", "nothing there", ENOENT, s -> FileSys.open(path(s, s.file("none")), 0, 0));
    raw("open", "file on the way", ENOTDIR, s -> FileSys.open(path(s, below(s.regular())), 0, 0));
    raw("open", "exists", EEXIST, s -> FileSys.open(path(s, s.regular()), O_CREAT | O_EXCL, 0));
    raw("open", "a directory to write", EISDIR, s -> FileSys.open(s.text("/"), O_WRONLY, 0));
    raw("open", "links in a circle", ELOOP, s -> FileSys.open(path(s, s.loop()), 0, 0));
    raw("open", "long name", ENAMETOOLONG, s -> FileSys.open(s.text("n".repeat(256)), 0, 0));
    raw("open", "a socket", ENXIO, s -> FileSys.open(path(s, Path.of(string(s.orphan()))), 0, 0));
    raw("open", "nowhere", EFAULT, s -> FileSys.open(NOWHERE, 0, 0));
    raw("openat", "no directory", EBADF, s -> openat(NO_FD, s.text("x"), 0, 0));
    raw("openat", "below a file", ENOTDIR, s -> openat(file(s), s.text("x"), 0, 0));
    raw("unlink", "nothing there", ENOENT, s -> unlink(path(s, s.file("none"))));
    raw("unlink", "a directory", EISDIR, s -> unlink(path(s, s.directory())));
    raw("access", "nothing there", ENOENT, s -> access(path(s, s.file("none")), 0));
    raw("access", "no such mode", EINVAL, s -> access(s.text("/"), 99));
  }

  private static final int F_NONBLOCK = SPLICE_F_NONBLOCK;

  private static Pipe.Reader reader(Fd fd) {
    return Pipe.Reader.adopt(fd);
  }

  private static Pipe.Writer writer(Fd fd) {
    return Pipe.Writer.adopt(fd);
  }

  private static Pipe.Writer sock(Scene s) throws IOException {
    return writer(s.tcp().fd());
  }

  private static Pipe.Writer end(Scene s) {
    return writer(s.pipe()[1]);
  }

  private static Pipe.Writer unread(Scene s) {
    Fd[] pipe = s.pipe();
    Pipe.Writer writer = writer(pipe[1]);
    pipe[0].close();
    return writer;
  }

  private static Pipe.Writer holding(Scene s) throws IOException {
    Pipe.Writer writer = writer(s.pipe()[1]);
    writer.write(s.buf(30_000));
    return writer;
  }

  private static int in(Scene s) {
    return n(s.pipe()[0]);
  }

  private static int out(Scene s) {
    return n(s.pipe()[1]);
  }

  private static int file(Scene s) throws IOException {
    return n(s.open(s.regular(), O_RDONLY));
  }

  private static Fd directory(Scene s) throws IOException {
    return s.open(s.directory(), O_RDONLY);
  }

  private static int same(int number) {
    return dup3(number, number, 0);
  }

  private static MemorySegment vector(Scene s) {
    MemorySegment vector = s.mem(Iovec.SIZEOF);
    Iovec.iov_base.set(vector, s.mem(1));
    Iovec.iov_len.set(vector, 1);
    return vector;
  }

  private static long itself(Fd[] pipe) {
    return splice(n(pipe[0]), NULL, n(pipe[1]), NULL, 1, 0);
  }

  private static long teeItself(Fd[] pipe) {
    return tee(n(pipe[0]), n(pipe[1]), 1, 0);
  }

  private static Path below(Path file) {
    return file.resolve("below");
  }

  private static MemorySegment below(Scene s) {
    MemorySegment place = s.mem(8);
    place.set(ValueLayout.JAVA_LONG, 0, -1);
    return place;
  }

  private static long full(Scene s, int writer) throws Exception {
    MemorySegment bytes = s.mem(65_536);
    return Scene.fill(() -> write(writer, bytes, 65_536));
  }

  private static MemorySegment path(Scene s, Path path) {
    return s.text(path.toString());
  }

  private static String string(UnixEndpoint path) {
    return new String(path.name(), UTF_8);
  }
}
