package dev.sluice.sys;

import static dev.sluice.sys.Kernel.ok;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Calls what works on files, pipes and any descriptor. */
@ExtendWith(NoLeakedDescriptors.class)
class FileSysTest {
  private final Arena arena = Arena.ofConfined();
  @TempDir private Path directory = Path.of("");
  private MemorySegment path = MemorySegment.NULL;
  private int file;

  @BeforeEach
  void openFile() {
    path = arena.allocateFrom(directory.resolve("file").toString());
    int flags = FileSys.O_RDWR | FileSys.O_CREAT | FileSys.O_EXCL | FileSys.O_CLOEXEC;
    file = ok(FileSys.open(path, flags, 0600));
  }

  @AfterEach
  void close() {
    Kernel.close(file);
    arena.close();
  }

  @Test
  void open_createsWithTheMode_openatFindsIt() throws IOException {
    // open(2): the mode is the first variable argument; a wrong call would leave it to chance.
    assertThat(Files.getAttribute(directory.resolve("file"), "unix:mode"))
        .isEqualTo(FileSys.S_IFREG | 0600);
    int flags = FileSys.O_RDONLY | FileSys.O_DIRECTORY | FileSys.O_NOFOLLOW;
    int fd = ok(FileSys.open(arena.allocateFrom(directory.toString()), flags, 0));
    int twin = ok(FileSys.openat(fd, arena.allocateFrom("file"), FileSys.O_RDONLY, 0));
    int made =
        ok(FileSys.openat(fd, arena.allocateFrom("b"), FileSys.O_CREAT | FileSys.O_WRONLY, 0400));
    assertThat(Files.getAttribute(directory.resolve("b"), "unix:mode"))
        .isEqualTo(FileSys.S_IFREG | 0400);
    assertThat(FileSys.open(path, flags, 0)).isEqualTo(-ErrnoSys.ENOTDIR);
    Kernel.close(fd, twin, made);
  }

  @Test
  void unlink_takesTheNameAway() {
    assertThat(PathSys.access(path, PathSys.F_OK)).isZero();
    ok(PathSys.unlink(path));
    assertThat(PathSys.access(path, PathSys.F_OK)).isEqualTo(-ErrnoSys.ENOENT);
  }

  @Test
  void readAndWrite_atAndWithoutOffset() {
    MemorySegment data = arena.allocateFrom("0123456789");
    MemorySegment got = arena.allocate(16);
    assertThat(UnistdSys.write(file, data, 10)).isEqualTo(10);
    assertThat(UnistdSys.pwrite(file, data, 1, 5_000_000_000L)).isEqualTo(1);
    assertThat(UnistdSys.lseek(file, 0, UnistdSys.SEEK_END)).isEqualTo(5_000_000_001L);
    ok(UnistdSys.ftruncate(file, 4));
    ok(UnistdSys.fsync(file));
    assertThat(UnistdSys.lseek(file, 2, UnistdSys.SEEK_SET)).isEqualTo(2);
    assertThat(UnistdSys.read(file, got, 16)).isEqualTo(2);
    assertThat(UnistdSys.pread(file, got, 16, 1)).isEqualTo(3);
    assertThat(got.getString(0)).isEqualTo("123");
    assertThat(UnistdSys.lseek(file, -1, UnistdSys.SEEK_SET)).isEqualTo(-ErrnoSys.EINVAL);
  }

  @Test
  void vectors_gatherAndScatter() {
    MemorySegment vector = arena.allocate(2L * Iovec.SIZEOF, 8);
    Iovec.iov_base.set(vector, arena.allocateFrom("ab"));
    Iovec.iov_len.set(vector, 2);
    Iovec.iov_base.set(vector, Iovec.SIZEOF, arena.allocateFrom("cd"));
    Iovec.iov_len.set(vector, Iovec.SIZEOF, 2);
    assertThat(UioSys.writev(file, vector, 2)).isEqualTo(4);
    assertThat(UioSys.pwritev(file, vector, 2, 2)).isEqualTo(4);
    assertThat(UioSys.preadv(file, vector, 2, 2)).isEqualTo(4);
    assertThat(Foreign.string(Iovec.iov_base.get(vector, Iovec.SIZEOF))).isEqualTo("cd");
    ok(UnistdSys.lseek(file, 3, UnistdSys.SEEK_SET));
    assertThat(UioSys.readv(file, vector, 2)).isEqualTo(3);
    assertThat(Foreign.string(Iovec.iov_base.get(vector))).isEqualTo("bc");
  }

  @Test
  void duplicates_shareTheFile() {
    int twin = ok(UnistdSys.dup(file));
    int other = ok(UnistdSys.dup(file));
    assertThat(UnistdSys.dup3(twin, other, FileSys.O_CLOEXEC)).isEqualTo(other);
    assertThat(UnistdSys.dup3(twin, twin, 0)).isEqualTo(-ErrnoSys.EINVAL);
    assertThat(FcntlSys.fcntl_getfd(other)).isEqualTo(FcntlSys.FD_CLOEXEC);
    int high = ok(FcntlSys.fcntl_dupfd_cloexec(file, 900));
    assertThat(high).isGreaterThanOrEqualTo(900);
    assertThat(UnistdSys.close_range(high, high, 0)).isZero();
    assertThat(UnistdSys.close(high)).isEqualTo(-ErrnoSys.EBADF);
    Kernel.close(twin, other);
  }

  @Test
  void fcntl_flags_areSetAndRead() {
    ok(FcntlSys.fcntl_setfd(file, 0));
    assertThat(FcntlSys.fcntl_getfd(file)).isZero();
    ok(FcntlSys.fcntl_setfl(file, FileSys.O_NONBLOCK));
    assertThat(FcntlSys.fcntl_getfl(file) & FileSys.O_NONBLOCK).isEqualTo(FileSys.O_NONBLOCK);
    ok(FcntlSys.fcntl_setown(file, CredentialsSys.getpid()));
    assertThat(FcntlSys.fcntl_getown(file)).isEqualTo(CredentialsSys.getpid());
    assertThat(FcntlSys.fcntl_int(file, FcntlSys.F_GETSIG, 0)).isZero();
    assertThat(FcntlSys.fcntl_getfd(-1)).isEqualTo(-ErrnoSys.EBADF);
  }

  @Test
  void pipe_sizeAndFill_areTold() {
    int[] pipe = Kernel.pipe(arena);
    int bytes = ok(FcntlSys.fcntl_getpipe_sz(pipe[0]));
    assertThat(FcntlSys.fcntl_setpipe_sz(pipe[0], bytes)).isEqualTo(bytes);
    assertThat(UnistdSys.write(pipe[1], arena.allocate(5), 5)).isEqualTo(5);
    MemorySegment fill = arena.allocate(JAVA_INT);
    ok(IoctlSys.ioctl_pointer(pipe[0], IoctlSys.FIONREAD, fill));
    assertThat(fill.get(JAVA_INT, 0)).isEqualTo(5);
    ok(IoctlSys.ioctl_int(pipe[0], IoctlSys.FIOCLEX, 0));
    assertThat(FcntlSys.fcntl_getfd(pipe[0])).isEqualTo(FcntlSys.FD_CLOEXEC);
    assertThat(IoctlSys.ioctl_int(-1, IoctlSys.FIOCLEX, 0)).isEqualTo(-ErrnoSys.EBADF);
    Kernel.close(pipe);
  }

  @Test
  void sendfile_movesTheOffset() {
    assertThat(UnistdSys.write(file, arena.allocateFrom("0123456789"), 10)).isEqualTo(10);
    int[] pipe = Kernel.pipe(arena);
    MemorySegment offset = arena.allocateFrom(JAVA_LONG, 4L);
    assertThat(SendfileSys.sendfile(pipe[1], file, offset, 100)).isEqualTo(6);
    assertThat(offset.get(JAVA_LONG, 0)).isEqualTo(10);
    Kernel.close(pipe);
  }

  @Test
  void splice_tee_vmsplice_moveThroughPipes() {
    int[] pipe = Kernel.pipe(arena);
    int[] copy = Kernel.pipe(arena);
    MemorySegment vector = arena.allocate(Iovec.SIZEOF, 8);
    Iovec.iov_base.set(vector, arena.allocateFrom("spliced"));
    Iovec.iov_len.set(vector, 7);
    assertThat(SpliceSys.vmsplice(pipe[1], vector, 1, 0)).isEqualTo(7);
    assertThat(SpliceSys.tee(pipe[0], copy[1], 100, 0)).isEqualTo(7);
    MemorySegment offset = arena.allocateFrom(JAVA_LONG, 3L);
    MemorySegment none = MemorySegment.NULL;
    assertThat(SpliceSys.splice(pipe[0], none, file, offset, 100, SpliceSys.SPLICE_F_MOVE))
        .isEqualTo(7);
    assertThat(offset.get(JAVA_LONG, 0)).isEqualTo(10);
    MemorySegment got = arena.allocate(16);
    assertThat(UnistdSys.pread(file, got, 16, 3)).isEqualTo(7);
    assertThat(got.getString(0)).isEqualTo("spliced");
    Kernel.close(pipe);
    Kernel.close(copy);
  }

  @Test
  void identity_isWhatTheJvmSays() throws IOException {
    assertThat((long) CredentialsSys.getpid()).isEqualTo(ProcessHandle.current().pid());
    assertThat((long) CredentialsSys.getppid())
        .isEqualTo(ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L));
    Path self = Path.of("/proc/self");
    assertThat(CredentialsSys.geteuid()).isEqualTo(Files.getAttribute(self, "unix:uid"));
    assertThat(CredentialsSys.getegid()).isEqualTo(Files.getAttribute(self, "unix:gid"));
    assertThat(CredentialsSys.getuid()).isEqualTo(CredentialsSys.geteuid());
    assertThat(CredentialsSys.getgid()).isEqualTo(CredentialsSys.getegid());
  }
}
