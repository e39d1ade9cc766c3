package dev.sluice.sys;

import static dev.sluice.sys.Native.NNNPN;
import static dev.sluice.sys.Native.NPNN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <sys/inotify.h>}: file watching, {@code inotify(7)}. Events are {@link InotifyEvent}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class InotifySys {
  // Flags of inotify_init1(2).
  public static final int IN_NONBLOCK = 0x800;
  public static final int IN_CLOEXEC = 0x80000;

  // Events and modifiers, inotify(7).
  public static final int IN_ACCESS = 0x1;
  public static final int IN_MODIFY = 0x2;
  public static final int IN_ATTRIB = 0x4;
  public static final int IN_CLOSE_WRITE = 0x8;
  public static final int IN_CLOSE_NOWRITE = 0x10;
  public static final int IN_CLOSE = 0x18;
  public static final int IN_OPEN = 0x20;
  public static final int IN_MOVED_FROM = 0x40;
  public static final int IN_MOVED_TO = 0x80;
  public static final int IN_MOVE = 0xc0;
  public static final int IN_CREATE = 0x100;
  public static final int IN_DELETE = 0x200;
  public static final int IN_DELETE_SELF = 0x400;
  public static final int IN_MOVE_SELF = 0x800;
  public static final int IN_ALL_EVENTS = 0xfff;
  public static final int IN_UNMOUNT = 0x2000;
  public static final int IN_Q_OVERFLOW = 0x4000;
  public static final int IN_IGNORED = 0x8000;
  public static final int IN_ONLYDIR = 0x1000000;
  public static final int IN_DONT_FOLLOW = 0x2000000;
  public static final int IN_EXCL_UNLINK = 0x4000000;
  public static final int IN_MASK_CREATE = 0x10000000;
  public static final int IN_MASK_ADD = 0x20000000;
  public static final int IN_ISDIR = 0x40000000;
  public static final int IN_ONESHOT = 0x80000000;

  // int inotify_init1(int flags);
  private static final MethodHandle inotify_init1 = link("inotify_init1", NNNPN);

  // int inotify_add_watch(int fd, const char *pathname, uint32_t mask);
  private static final MethodHandle inotify_add_watch = link("inotify_add_watch", NPNN);

  // int inotify_rm_watch(int fd, int wd);
  private static final MethodHandle inotify_rm_watch = link("inotify_rm_watch", NNNPN);

  private InotifySys() {}

  /** Opens a watcher, {@code inotify_init1(2)}; its descriptor, or {@code -errno}. */
  public static int inotify_init1(int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long) inotify_init1.invokeExact(errno, (long) flags, 0L, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Watches a path, {@code inotify_add_watch(2)}; the watch, or {@code -errno}. */
  public static int inotify_add_watch(int fd, MemorySegment pathname, int mask) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno, (long) inotify_add_watch.invokeExact(errno, (long) fd, pathname, (long) mask, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Ends a watch, {@code inotify_rm_watch(2)}; 0, or {@code -errno}. */
  public static int inotify_rm_watch(int fd, int wd) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              inotify_rm_watch.invokeExact(
                  errno, (long) fd, (long) wd, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
