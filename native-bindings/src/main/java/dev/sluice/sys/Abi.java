package dev.sluice.sys;

import java.nio.ByteOrder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which binary interface this process runs on, and whether these bindings know it.
 *
 * <p>The bindings were checked against C on x86-64 and aarch64 Linux with glibc and on x86-64 with
 * musl. On anything else every call is refused with a sentence that says so. Thread-safe.
 */
public final class Abi {
  private static final String OS = System.getProperty("os.name");
  private static final String ARCH = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
  private static final boolean X86_64 = ARCH.equals("amd64") || ARCH.equals("x86_64");
  private static final @Nullable String UNKNOWN = unknown(OS, ARCH);

  /** Asked once, on first need: the question itself links a function. */
  private static final class Access {
    static final @Nullable String REFUSAL = UNKNOWN == null ? Native.denial() : UNKNOWN;
  }

  private Abi() {}

  /**
   * Returns the name of the ABI as the golden files spell it, for instance {@code
   * x86_64-linux-glibc}.
   *
   * @throws UnsupportedOperationException if the ABI is none that these bindings know
   */
  public static String name() {
    String refusal = refusal();
    if (refusal != null) {
      throw new UnsupportedOperationException(refusal);
    }
    String libc = Native.has("gnu_get_libc_version") ? "glibc" : "musl";
    return (X86_64 ? "x86_64" : "aarch64") + "-linux-" + libc;
  }

  /** Tells whether {@code struct epoll_event} is packed here: 12 bytes on x86-64, else 16. */
  static boolean packsEpollEvent() {
    return X86_64;
  }

  /** Returns the value that a constant has on this processor. */
  static int choose(int onX86_64, int onAarch64) {
    return X86_64 ? onX86_64 : onAarch64;
  }

  /**
   * Returns why no call can be made here, in a sentence that says what to do, or {@code null} if
   * calls can be made.
   */
  public static @Nullable String refusal() {
    return Access.REFUSAL;
  }

  /**
   * Returns what a denied caller has to add to the command line. A method, not a constant: the
   * first text that is put together in a JVM costs some milliseconds of start-up.
   */
  static String denied() {
    return "native access is denied to dev.sluice.sys: start java with "
        + (Abi.class.getModule().isNamed()
            ? "--enable-native-access=dev.sluice.sys"
            : "--enable-native-access=ALL-UNNAMED");
  }

  /** Returns why the ABI of this process is not known here, or {@code null} if it is. */
  static @Nullable String unknown() {
    return UNKNOWN;
  }

  static @Nullable String unknown(String os, String arch) {
    if (!os.equals("Linux")) {
      return "dev.sluice.sys needs Linux, and this is " + os + ": use the NIO backend";
    }
    if (!arch.equals("amd64") && !arch.equals("x86_64") && !arch.equals("aarch64")) {
      return "dev.sluice.sys knows the ABI of x86-64 and aarch64, and this is "
          + arch
          + ": use the NIO backend, or add a golden file for it in c-headers/abi";
    }
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN
        || Native.sizeOf("int") != 4
        || Native.sizeOf("long") != 8
        || Native.sizeOf("size_t") != 8) {
      return "dev.sluice.sys needs a 64-bit little-endian C ABI (LP64), and this JVM runs "
          + arch
          + " with another one: use the NIO backend";
    }
    return null;
  }
}
