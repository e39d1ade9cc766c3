package dev.sluice.sys;

import static dev.sluice.sys.Native.NNNPN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <unistd.h>}: who the process is and for whom it runs, {@code credentials(7)}. These calls
 * never fail.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class CredentialsSys {
  // pid_t getpid(void);
  private static final MethodHandle getpid = link("getpid", NNNPN);

  // pid_t getppid(void);
  private static final MethodHandle getppid = link("getppid", NNNPN);

  // uid_t getuid(void);
  private static final MethodHandle getuid = link("getuid", NNNPN);

  // uid_t geteuid(void);
  private static final MethodHandle geteuid = link("geteuid", NNNPN);

  // gid_t getgid(void);
  private static final MethodHandle getgid = link("getgid", NNNPN);

  // gid_t getegid(void);
  private static final MethodHandle getegid = link("getegid", NNNPN);

  private CredentialsSys() {}

  /** Returns the process's number, {@code getpid(2)}. */
  public static int getpid() {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) getpid.invokeExact(errno, 0L, 0L, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Returns the parent's number, {@code getppid(2)}. */
  public static int getppid() {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) getppid.invokeExact(errno, 0L, 0L, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Returns the real user, {@code getuid(2)}. */
  public static int getuid() {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return (int) (long) getuid.invokeExact(errno, 0L, 0L, 0L, MemorySegment.NULL, 0L);
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Returns the effective user, {@code geteuid(2)}. */
  public static int geteuid() {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return (int) (long) geteuid.invokeExact(errno, 0L, 0L, 0L, MemorySegment.NULL, 0L);
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Returns the real group, {@code getgid(2)}. */
  public static int getgid() {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return (int) (long) getgid.invokeExact(errno, 0L, 0L, 0L, MemorySegment.NULL, 0L);
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Returns the effective group, {@code getegid(2)}. */
  public static int getegid() {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return (int) (long) getegid.invokeExact(errno, 0L, 0L, 0L, MemorySegment.NULL, 0L);
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
