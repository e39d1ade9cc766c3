package dev.sluice.event;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.Pollable;
import dev.sluice.sys.InotifyEvent;
import dev.sluice.sys.InotifySys;
import dev.sluice.sys.UnistdSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Watches files and directories, {@code inotify(7)}: readable when something happened. Its life:
 * {@link #open} → {@link #watch} → {@link #read} and the events by index → {@link #close}.
 *
 * <p>The rules people trip over: a watched directory tells of what is in it, not of what is in its
 * subdirectories ({@link TreeWatcher} does); a watch follows the inode, not the path; and when the
 * queue is full events are lost, which {@link #isOverflow} tells. Changes that other machines make
 * on a network file system are not seen.
 *
 * <p>Never blocks: wait with a poller, or {@link Fd#awaitReadable}. Watches may be changed from any
 * thread; reading is confined to one at a time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/inotify.7.html">inotify(7)</a>
 */
public final class FileWatcher implements Pollable, AutoCloseable {
  /** How the JVM turns paths into bytes: by the locale. */
  private static final Charset FILE_NAMES =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"), Charset.defaultCharset());

  private static final int EAGAIN = -Errno.EAGAIN.number();

  /** Some hundred events, and far more than the 272 bytes that one with the longest name takes. */
  private static final int BUFFER_BYTES = 16 * 1024;

  private final Fd fd;
  private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_BYTES, Long.BYTES);

  /** Where the events of the last read begin. */
  private final int[] offsets = new int[BUFFER_BYTES / InotifyEvent.SIZEOF];

  private int count;

  private FileWatcher(Fd fd) {
    this.fd = fd;
  }

  /**
   * Opens a watcher that watches nothing, close-on-exec.
   *
   * @throws ErrnoException {@code EMFILE} beyond {@code /proc/sys/fs/inotify/max_user_instances},
   *     or if no descriptor is left
   * @see <a href="https://man7.org/linux/man-pages/man2/inotify_init.2.html">inotify_init1(2)</a>
   */
  public static FileWatcher open() throws ErrnoException {
    int number = InotifySys.inotify_init1(InotifySys.IN_CLOEXEC | InotifySys.IN_NONBLOCK);
    if (number < 0) {
      throw ErrnoException.of("inotify_init1()", number);
    }
    return new FileWatcher(Fd.adopt(number));
  }

  /**
   * Watches a file or directory; if it is watched already, for these events in place of the former.
   *
   * @param path what to watch; symbolic links are followed
   * @param events what for
   * @return the watch, which its events carry; the same number for the same file
   * @throws IllegalArgumentException if the path contains a NUL
   * @throws dev.sluice.FdClosedException if this is closed
   * @throws ErrnoException {@code ENOENT} if there is no such file; {@code EACCES} if it may not be
   *     read; {@code ENOSPC} beyond {@code /proc/sys/fs/inotify/max_user_watches}; {@code EINVAL}
   *     without any event
   * @see <a href="https://man7.org/linux/man-pages/man2/inotify_add_watch.2.html">
   *     inotify_add_watch(2)</a>
   */
  public int watch(Path path, FileEvents events) throws ErrnoException {
    int watch;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path.toString(), FILE_NAMES);
      int number = fd.enter();
      try {
        watch = InotifySys.inotify_add_watch(number, name, events.bits());
      } finally {
        fd.exit();
      }
    }
    if (watch < 0) {
      throw ErrnoException.of("inotify_add_watch(" + fd + ", " + path + ", " + events + ")", watch);
    }
    return watch;
  }

  /**
   * Ends a watch. What had happened before can still be read, and {@link FileEvents#IGNORED} after
   * it.
   *
   * @param watch as {@link #watch} returned it
   * @throws dev.sluice.FdClosedException if this is closed
   * @throws ErrnoException {@code EINVAL} if there is no such watch, or no more: the file was
   *     deleted
   */
  public void unwatch(int watch) throws ErrnoException {
    int result;
    int number = fd.enter();
    try {
      result = InotifySys.inotify_rm_watch(number, watch);
    } finally {
      fd.exit();
    }
    if (result < 0) {
      throw ErrnoException.of("inotify_rm_watch(" + fd + ", " + watch + ")", result);
    }
  }

  /**
   * Reads what has happened, as much as the buffer holds; until the next read it is there by index.
   *
   * @return the number of events; 0 if nothing has happened
   * @throws dev.sluice.FdClosedException if this is closed
   * @throws ErrnoException if the kernel refuses the call
   */
  public int read() throws ErrnoException {
    count = 0;
    long result;
    int number = fd.enter();
    try {
      result = UnistdSys.read(number, buffer, BUFFER_BYTES);
    } finally {
      fd.exit();
    }
    if (result < 0 && result != EAGAIN) {
      throw ErrnoException.of("read(" + fd + ")", result);
    }
    count = split(buffer, Math.max(0, result), offsets);
    return count;
  }

  /**
   * Finds where events begin. The kernel writes whole events only; a buffer that ends within one is
   * none of its, and is refused before anybody reads behind the end.
   */
  static int split(MemorySegment buffer, long bytes, int[] offsets) {
    int events = 0;
    long offset = 0;
    while (offset < bytes) {
      long room = bytes - offset - InotifyEvent.SIZEOF;
      long nameBytes = room < 0 ? -1 : Integer.toUnsignedLong(InotifyEvent.len.get(buffer, offset));
      if (nameBytes < 0 || nameBytes > room) {
        throw new IllegalStateException(
            "an inotify event is cut off at byte " + offset + " of " + bytes);
      }
      offsets[events++] = (int) offset;
      offset += InotifyEvent.SIZEOF + nameBytes;
    }
    return events;
  }

  /** Returns how many events the last read found. */
  public int count() {
    return count;
  }

  /**
   * Returns the watch that an event is of; −1 for an overflow.
   *
   * @param index 0 to {@link #count} − 1
   * @throws IndexOutOfBoundsException for another index
   */
  public int watch(int index) {
    return InotifyEvent.wd.get(buffer, offset(index));
  }

  /**
   * Returns what has happened.
   *
   * @param index 0 to {@link #count} − 1
   * @throws IndexOutOfBoundsException for another index
   */
  public FileEvents events(int index) {
    return FileEvents.of(InotifyEvent.mask.get(buffer, offset(index)));
  }

  /**
   * Returns what the two halves of a rename have in common.
   *
   * @param index 0 to {@link #count} − 1
   * @return a number; 0 if it was no rename
   * @throws IndexOutOfBoundsException for another index
   */
  public int cookie(int index) {
    return InotifyEvent.cookie.get(buffer, offset(index));
  }

  /**
   * Returns the name in the watched directory, decoded as the JVM decodes paths.
   *
   * @param index 0 to {@link #count} − 1
   * @return the name; empty if it is about what is watched itself
   * @throws IndexOutOfBoundsException for another index
   */
  public String name(int index) {
    return new String(nameBytes(index), FILE_NAMES);
  }

  /**
   * Returns the name in the watched directory as the file system has it, whatever its encoding.
   *
   * @param index 0 to {@link #count} − 1
   * @return the bytes without a NUL; none if it is about what is watched itself
   * @throws IndexOutOfBoundsException for another index
   */
  public byte[] nameBytes(int index) {
    long offset = offset(index);
    long begin = offset + InotifyEvent.SIZEOF;
    byte[] padded =
        buffer
            .asSlice(begin, Integer.toUnsignedLong(InotifyEvent.len.get(buffer, offset)))
            .toArray(ValueLayout.JAVA_BYTE);
    int length = 0;
    while (length < padded.length && padded[length] != 0) {
      length++;
    }
    return Arrays.copyOf(padded, length);
  }

  /**
   * Tells whether events were lost, because nobody read them in time: {@code IN_Q_OVERFLOW}.
   *
   * @param index 0 to {@link #count} − 1
   * @throws IndexOutOfBoundsException for another index
   */
  public boolean isOverflow(int index) {
    return events(index).intersects(FileEvents.OVERFLOW);
  }

  private int offset(int index) {
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException(
          "index " + index + ", and the last read found " + count + " events");
    }
    return offsets[index];
  }

  /** Closes the watcher, from any thread; only the first call does something. */
  @Override
  public void close() {
    fd.close();
  }

  @Override
  public Fd fd() {
    return fd;
  }

  /** Returns for instance {@code file watcher fd 9}. */
  @Override
  public String toString() {
    return "file watcher " + fd;
  }
}
