package dev.sluice.event;

import dev.sluice.spi.BitNames;
import dev.sluice.sys.InotifySys;
import org.jspecify.annotations.Nullable;

/**
 * What to watch a file for, and what has happened to it: the bits of {@code inotify(7)}, those that
 * we have not met included. Immutable, thread-safe; equal if all bits are.
 */
public final class FileEvents {
  /** The file was read, or a program begun from it. */
  public static final FileEvents ACCESS = of(InotifySys.IN_ACCESS);

  /** The file was written or truncated. */
  public static final FileEvents MODIFY = of(InotifySys.IN_MODIFY);

  /** Permissions, times, owner, link count or extended attributes changed. */
  public static final FileEvents ATTRIB = of(InotifySys.IN_ATTRIB);

  /** A file that was open for writing was closed: what a loader of new files waits for. */
  public static final FileEvents CLOSE_WRITE = of(InotifySys.IN_CLOSE_WRITE);

  /** A file or directory that was not open for writing was closed. */
  public static final FileEvents CLOSE_NOWRITE = of(InotifySys.IN_CLOSE_NOWRITE);

  /** The file or directory was opened. */
  public static final FileEvents OPEN = of(InotifySys.IN_OPEN);

  /** Something was renamed out of the directory; the cookie tells where to. */
  public static final FileEvents MOVED_FROM = of(InotifySys.IN_MOVED_FROM);

  /** Something was renamed into the directory; the cookie tells where from. */
  public static final FileEvents MOVED_TO = of(InotifySys.IN_MOVED_TO);

  /** Something was made in the directory. */
  public static final FileEvents CREATE = of(InotifySys.IN_CREATE);

  /** Something was deleted from the directory. */
  public static final FileEvents DELETE = of(InotifySys.IN_DELETE);

  /** The watched file itself was deleted; the watch ends. */
  public static final FileEvents DELETE_SELF = of(InotifySys.IN_DELETE_SELF);

  /** The watched file itself was renamed; the watch goes on. */
  public static final FileEvents MOVE_SELF = of(InotifySys.IN_MOVE_SELF);

  /** Reported only: the file system was unmounted; the watch ends. */
  public static final FileEvents UNMOUNT = of(InotifySys.IN_UNMOUNT);

  /** Reported only, with watch −1: events were lost, look at the files themselves. */
  public static final FileEvents OVERFLOW = of(InotifySys.IN_Q_OVERFLOW);

  /** Reported only: the watch has ended, and no more comes of it. */
  public static final FileEvents IGNORED = of(InotifySys.IN_IGNORED);

  /** Reported only: it is about a directory. */
  public static final FileEvents DIRECTORY = of(InotifySys.IN_ISDIR);

  /** Asked only: fail with {@code ENOTDIR} for anything but a directory. */
  public static final FileEvents ONLY_DIRECTORY = of(InotifySys.IN_ONLYDIR);

  /** Asked only: watch a symbolic link itself. */
  public static final FileEvents NO_FOLLOW = of(InotifySys.IN_DONT_FOLLOW);

  /** Asked only: nothing more of files that were deleted and are still open. */
  public static final FileEvents EXCLUDE_UNLINKED = of(InotifySys.IN_EXCL_UNLINK);

  /** Asked only: fail with {@code EEXIST} if the file is watched already. */
  public static final FileEvents MASK_CREATE = of(InotifySys.IN_MASK_CREATE);

  /** Asked only: add to what the file is watched for, in place of replacing it. */
  public static final FileEvents MASK_ADD = of(InotifySys.IN_MASK_ADD);

  /** Asked only: one event, then the watch ends. */
  public static final FileEvents ONE_SHOT = of(InotifySys.IN_ONESHOT);

  /** Every event that can be asked for; no options. */
  public static final FileEvents ALL = of(InotifySys.IN_ALL_EVENTS);

  private static final BitNames NAMES =
      new BitNames()
          .with(InotifySys.IN_ACCESS, "IN_ACCESS")
          .with(InotifySys.IN_MODIFY, "IN_MODIFY")
          .with(InotifySys.IN_ATTRIB, "IN_ATTRIB")
          .with(InotifySys.IN_CLOSE_WRITE, "IN_CLOSE_WRITE")
          .with(InotifySys.IN_CLOSE_NOWRITE, "IN_CLOSE_NOWRITE")
          .with(InotifySys.IN_OPEN, "IN_OPEN")
          .with(InotifySys.IN_MOVED_FROM, "IN_MOVED_FROM")
          .with(InotifySys.IN_MOVED_TO, "IN_MOVED_TO")
          .with(InotifySys.IN_CREATE, "IN_CREATE")
          .with(InotifySys.IN_DELETE, "IN_DELETE")
          .with(InotifySys.IN_DELETE_SELF, "IN_DELETE_SELF")
          .with(InotifySys.IN_MOVE_SELF, "IN_MOVE_SELF")
          .with(InotifySys.IN_UNMOUNT, "IN_UNMOUNT")
          .with(InotifySys.IN_Q_OVERFLOW, "IN_Q_OVERFLOW")
          .with(InotifySys.IN_IGNORED, "IN_IGNORED")
          .with(InotifySys.IN_ISDIR, "IN_ISDIR")
          .with(InotifySys.IN_ONLYDIR, "IN_ONLYDIR")
          .with(InotifySys.IN_DONT_FOLLOW, "IN_DONT_FOLLOW")
          .with(InotifySys.IN_EXCL_UNLINK, "IN_EXCL_UNLINK")
          .with(InotifySys.IN_MASK_CREATE, "IN_MASK_CREATE")
          .with(InotifySys.IN_MASK_ADD, "IN_MASK_ADD")
          .with(InotifySys.IN_ONESHOT, "IN_ONESHOT");

  private final int bits;

  private FileEvents(int bits) {
    this.bits = bits;
  }

  /**
   * Returns the events with these bits.
   *
   * @param bits {@code IN_} bits, unknown ones included
   */
  public static FileEvents of(int bits) {
    return new FileEvents(bits);
  }

  /** Returns these events and others. */
  public FileEvents and(FileEvents other) {
    return of(bits | other.bits);
  }

  /** Tells whether everything in {@code other} is in this. */
  public boolean containsAll(FileEvents other) {
    return (bits & other.bits) == other.bits;
  }

  /** Tells whether anything in {@code other} is in this. */
  public boolean intersects(FileEvents other) {
    return (bits & other.bits) != 0;
  }

  /** Returns the {@code IN_} bits. */
  public int bits() {
    return bits;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FileEvents events && events.bits == bits;
  }

  @Override
  public int hashCode() {
    return bits;
  }

  /** Returns for instance {@code IN_CREATE|IN_ISDIR}. */
  @Override
  public String toString() {
    return NAMES.toString(bits);
  }
}
