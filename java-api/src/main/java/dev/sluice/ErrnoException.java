package dev.sluice;

import java.io.IOException;
import java.io.Serial;

/**
 * A system call failed: which call, on what, and why.
 *
 * <p>The message reads {@code connect(fd 7, 127.0.0.1:9): ECONNREFUSED (111) Connection refused}.
 */
public final class ErrnoException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final String call;
  private final int number;

  /**
   * Describes a failed call.
   *
   * @param call the call and its telling arguments, for instance {@code connect(fd 7, [::1]:80)}
   * @param errno why it failed
   */
  public ErrnoException(String call, Errno errno) {
    super(call + ": " + errno);
    this.call = call;
    this.number = errno.number();
  }

  /**
   * Describes a failed call by the result of {@code dev.sluice.sys}.
   *
   * @param call the call and its telling arguments
   * @param result {@code -errno}
   */
  public static ErrnoException of(String call, long result) {
    return new ErrnoException(call, Errno.of((int) -result));
  }

  /** Returns the call and its telling arguments, for instance {@code connect(fd 7, [::1]:80)}. */
  public String call() {
    return call;
  }

  /** Returns why the call failed. */
  public Errno errno() {
    return Errno.of(number);
  }
}
