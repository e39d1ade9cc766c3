package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.Objects.requireNonNull;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one class that touches {@link Linker}: it links C functions, captures errno in the call, and
 * views foreign memory.
 *
 * <p><b>Shapes.</b> A call shape costs 5 to 9 ms to link, a further function of a known shape 0.3
 * ms. On the ABIs we accept every C integer and pointer travels in one 64-bit register (or stack
 * slot), a callee reads only the bits of its own type, and registers behind the last argument are
 * ignored. So functions are linked by <em>register image</em>: {@code N} a number of any width,
 * {@code P} a pointer, padded behind the last argument so that many have the same. Some 150
 * functions share about twenty shapes, and an echo server links three. {@code DescriptorTest} holds
 * each image against the prototype as jextract read it.
 */
@SuppressWarnings("restricted")
final class Native {
  /**
   * The signature of a register image in words: N a number, P a pointer; the result is a number.
   */
  static final FunctionDescriptor NNNN = image("NNNN");

  static final FunctionDescriptor NPNN = image("NPNN");
  static final FunctionDescriptor NPPN = image("NPPN");
  static final FunctionDescriptor NNNPN = image("NNNPN");
  static final FunctionDescriptor NNNPP = image("NNNPP");
  static final FunctionDescriptor PNNN = image("PNNN");

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

  /** {@code ENOSYS}, in place of a function that this C library does not have. */
  private static final long NO_SUCH_FUNCTION = -38;

  private Native() {}

  /** Describes the register image {@code letters}, for instance {@code "NPNN"}. */
  static FunctionDescriptor image(String letters) {
    MemoryLayout[] arguments = new MemoryLayout[letters.length()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = letters.charAt(i) == 'P' ? ADDRESS : JAVA_LONG;
    }
    return FunctionDescriptor.of(JAVA_LONG, arguments);
  }

  /**
   * Links a C function. The handle takes {@link ErrnoSlot#get()} first, then the image's arguments.
   *
   * <p>Linking itself never throws, so that no class initializer fails: where the library lacks the
   * function, the handle returns {@code -ENOSYS} as an older kernel would; where native access is
   * denied or the ABI is unknown, each call throws the reason.
   */
  static MethodHandle link(String function, FunctionDescriptor image) {
    return link(function, image, ERRNO);
  }

  /** Links a variadic C function whose argument number {@code fixed} is the first variable one. */
  static MethodHandle linkVariadic(String function, int fixed, FunctionDescriptor image) {
    return link(function, image, ERRNO, Linker.Option.firstVariadicArg(fixed));
  }

  /**
   * Links a C function, or where the C library is too old for it, {@code syscall(2)} with its
   * number. From number 424 on the numbers are the same on all processors.
   */
  static MethodHandle linkOrSyscall(String function, long number, FunctionDescriptor image) {
    if (has(function)) {
      return link(function, image);
    }
    FunctionDescriptor withNumber = image.insertArgumentLayouts(0, JAVA_LONG);
    return MethodHandles.insertArguments(linkVariadic("syscall", 1, withNumber), 1, number);
  }

  private static MethodHandle link(
      String name, FunctionDescriptor image, Linker.Option... options) {
    String unknown = Abi.unknown();
    if (unknown != null) {
      return refusing(unknown, image);
    }
    try {
      Optional<MemorySegment> symbol = LINKER.defaultLookup().find(name);
      return symbol.isPresent()
          ? LINKER.downcallHandle(symbol.get(), image, options)
          : returning(NO_SUCH_FUNCTION, image);
    } catch (IllegalCallerException denied) {
      return refusing(Abi.denied(), image);
    }
  }

  /** Returns why the JVM does not let us link functions, or {@code null} if it does. */
  static @Nullable String denial() {
    try {
      LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("close"), NNNPN, ERRNO);
      return null;
    } catch (IllegalCallerException denied) {
      return Abi.denied();
    }
  }

  /** Tells whether this C library has the function. */
  static boolean has(String function) {
    return LINKER.defaultLookup().find(function).isPresent();
  }

  /** Returns the size of a C type on this machine, as the linker knows it. */
  static long sizeOf(String type) {
    return requireNonNull(LINKER.canonicalLayouts().get(type), type).byteSize();
  }

  /**
   * Views {@code bytes} bytes of foreign memory at {@code address}, which the caller knows to be
   * there: results of getaddrinfo, strings that the C library returns.
   */
  static MemorySegment view(long address, long bytes) {
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  /** Folds errno into an {@code int} result: {@code -1} becomes {@code -errno}. */
  static int fold(MemorySegment errno, long result) {
    int value = (int) result;
    return value == -1 ? -ErrnoSlot.errno(errno) : value;
  }

  /** Folds errno into an {@code ssize_t} result: {@code -1} becomes {@code -errno}. */
  static long foldLong(MemorySegment errno, long result) {
    return result == -1 ? -ErrnoSlot.errno(errno) : result;
  }

  /** Folds errno into a result of which 0 is the failure: NULL becomes {@code -errno}. */
  static long foldNull(MemorySegment errno, long result) {
    return result == 0 ? -ErrnoSlot.errno(errno) : result;
  }

  /** Negates the error number that a function returns in place of errno; ours stay negative. */
  static int foldNumber(long result) {
    return -Math.abs((int) result);
  }

  /** Passes on what FFM throws for a caller's bug: a heap segment, a closed arena, no access. */
  static RuntimeException thrown(Throwable thrown) {
    switch (thrown) {
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      default -> throw new AssertionError("a downcall threw a checked exception", thrown);
    }
  }

  private static MethodHandle returning(long value, FunctionDescriptor image) {
    return MethodHandles.dropArguments(
        MethodHandles.constant(long.class, value), 0, parameters(image));
  }

  private static MethodHandle refusing(String reason, FunctionDescriptor image) {
    try {
      MethodHandle refuse =
          MethodHandles.lookup()
              .findStatic(Native.class, "refuse", MethodType.methodType(long.class, String.class));
      return MethodHandles.dropArguments(refuse.bindTo(reason), 0, parameters(image));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("refuse", e);
    }
  }

  @SuppressWarnings("UnusedMethod") // through the handle above
  private static long refuse(String reason) {
    throw new UnsupportedOperationException(reason);
  }

  private static Class<?>[] parameters(FunctionDescriptor image) {
    return image.toMethodType().insertParameterTypes(0, MemorySegment.class).parameterArray();
  }
}
