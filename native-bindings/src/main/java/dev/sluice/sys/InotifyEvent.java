package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.i32;

/**
 * {@code struct inotify_event} of {@code <sys/inotify.h>}, {@code inotify(7)}.
 *
 * <p>The name follows, {@code len} bytes with its NULs: the next event is at {@code SIZEOF + len}.
 */
public final class InotifyEvent {
  /** How many bytes it takes. */
  public static final int SIZEOF = 16;

  public static final Field.I32 wd = i32(0);
  public static final Field.I32 mask = i32(4);
  public static final Field.I32 cookie = i32(8);
  public static final Field.I32 len = i32(12);
  public static final Field.Bytes name = bytes(16, 0);

  private InotifyEvent() {}
}
