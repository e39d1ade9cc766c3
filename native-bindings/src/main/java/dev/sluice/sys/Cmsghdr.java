package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.i64;

import java.lang.foreign.MemorySegment;

/**
 * {@code struct cmsghdr} of {@code <sys/socket.h>}, {@code cmsg(3)}.
 *
 * <p>Written by hand, because they are macros in C: the {@code CMSG_} functions. Places in a
 * control buffer are offsets, so nothing is allocated: {@code cmsg_len.get(control, place)}.
 */
public final class Cmsghdr {
  /** How many bytes it takes. */
  public static final int SIZEOF = 16;

  public static final Field.I64 cmsg_len = i64(0);
  public static final Field.I32 cmsg_level = i32(8);
  public static final Field.I32 cmsg_type = i32(12);

  private Cmsghdr() {}

  /** Rounds a length up to where the next header can begin, {@code cmsg(3)}. */
  public static long CMSG_ALIGN(long len) {
    return (len + Long.BYTES - 1) & -Long.BYTES;
  }

  /**
   * Returns what an element with {@code len} bytes of data takes in the buffer, {@code cmsg(3)}.
   */
  public static long CMSG_SPACE(long len) {
    return SIZEOF + CMSG_ALIGN(len);
  }

  /** Returns the {@code cmsg_len} of an element with {@code len} bytes of data, {@code cmsg(3)}. */
  public static long CMSG_LEN(long len) {
    return SIZEOF + len;
  }

  /** Returns where the data of the element at {@code place} begins, {@code cmsg(3)}. */
  public static long CMSG_DATA(long place) {
    return place + SIZEOF;
  }

  /**
   * Returns the place of the first element, {@code cmsg(3)}, or -1 if there is none. {@code
   * control} ends at {@code msg_controllen}.
   */
  public static long CMSG_FIRSTHDR(MemorySegment control) {
    return control.byteSize() < SIZEOF ? -1 : 0;
  }

  /** Returns the place of the element behind {@code place}, {@code cmsg(3)}, or -1 at the end. */
  public static long CMSG_NXTHDR(MemorySegment control, long place) {
    long length = cmsg_len.get(control, place);
    long left = control.byteSize() - place;
    if (length < SIZEOF || length > left || CMSG_ALIGN(length) + SIZEOF > left) {
      return -1;
    }
    return place + CMSG_ALIGN(length);
  }
}
