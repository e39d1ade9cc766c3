import org.jspecify.annotations.NullMarked;

/**
 * C's words: the Linux socket and readiness calls themselves, one class per header.
 *
 * <p>A method has the C function's name, parameters and order. It returns the function's value, or
 * {@code -errno}. Whoever knows the man page knows the method.
 */
@NullMarked
module dev.sluice.sys {
  requires static org.jspecify;

  exports dev.sluice.sys;
}
