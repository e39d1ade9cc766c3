package dev.sluice.sys;

import static dev.sluice.sys.Native.NNNN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.image;
import static dev.sluice.sys.Native.linkVariadic;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <sys/ioctl.h>}: device control, {@code ioctl(2)}: one method per kind of argument.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class IoctlSys {
  // Any descriptor, ioctl(2).
  public static final int FIONREAD = 0x541b;
  public static final int FIONBIO = 0x5421;
  public static final int FIONCLEX = 0x5450;
  public static final int FIOCLEX = 0x5451;
  public static final int FIOASYNC = 0x5452;

  // Sockets, socket(7), tcp(7) and unix(7).
  public static final int SIOCOUTQ = 0x5411;
  public static final int SIOCINQ = 0x541b;
  public static final int SIOCATMARK = 0x8905;
  public static final int SIOCGSTAMP = 0x8906;
  public static final int SIOCOUTQNSD = 0x894b;

  // Interfaces, netdevice(7).
  public static final int SIOCGIFNAME = 0x8910;
  public static final int SIOCGIFFLAGS = 0x8913;
  public static final int SIOCGIFADDR = 0x8915;
  public static final int SIOCGIFMTU = 0x8921;
  public static final int SIOCGIFHWADDR = 0x8927;
  public static final int SIOCGIFINDEX = 0x8933;

  // int ioctl(int fd, unsigned long request, ... /* int arg */);
  private static final MethodHandle ioctl_int = linkVariadic("ioctl", 2, NNNN);

  // int ioctl(int fd, unsigned long request, ... /* void *argp */);
  private static final MethodHandle ioctl_pointer = linkVariadic("ioctl", 2, image("NNPN"));

  private IoctlSys() {}

  /**
   * Does what {@code request} says with a number, {@code ioctl(2)}; its result, or {@code -errno}.
   */
  public static int ioctl_int(int fd, long request, int arg) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) ioctl_int.invokeExact(errno, (long) fd, request, (long) arg, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /**
   * Does what {@code request} says with memory, {@code ioctl(2)}; its result, or {@code -errno}.
   */
  public static int ioctl_pointer(int fd, long request, MemorySegment argp) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) ioctl_pointer.invokeExact(errno, (long) fd, request, argp, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
