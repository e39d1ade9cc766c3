package dev.sluice.net;

import static dev.sluice.sys.SocketConstants.AF_VSOCK;

import dev.sluice.sys.VsockConstants;
import java.time.Duration;

/** Options of AF_VSOCK sockets, by their names in C, sorted; {@code vsock(7)}. */
public final class VsockOptions {
  /** The most that {@link #SO_VM_SOCKETS_BUFFER_SIZE} may be, in bytes. {@code vsock(7)}. */
  public static final SocketOption<Long> SO_VM_SOCKETS_BUFFER_MAX_SIZE =
      SocketOption.of(
          "SO_VM_SOCKETS_BUFFER_MAX_SIZE",
          AF_VSOCK,
          VsockConstants.SO_VM_SOCKETS_BUFFER_MAX_SIZE,
          OptionCodecs.LONG);

  /** The least that {@link #SO_VM_SOCKETS_BUFFER_SIZE} may be, in bytes. {@code vsock(7)}. */
  public static final SocketOption<Long> SO_VM_SOCKETS_BUFFER_MIN_SIZE =
      SocketOption.of(
          "SO_VM_SOCKETS_BUFFER_MIN_SIZE",
          AF_VSOCK,
          VsockConstants.SO_VM_SOCKETS_BUFFER_MIN_SIZE,
          OptionCodecs.LONG);

  /** How many bytes may wait to be received. {@code vsock(7)}. */
  public static final SocketOption<Long> SO_VM_SOCKETS_BUFFER_SIZE =
      SocketOption.of(
          "SO_VM_SOCKETS_BUFFER_SIZE",
          AF_VSOCK,
          VsockConstants.SO_VM_SOCKETS_BUFFER_SIZE,
          OptionCodecs.LONG);

  /** How long the kernel tries to connect. {@code vsock(7)}. */
  public static final SocketOption<Duration> SO_VM_SOCKETS_CONNECT_TIMEOUT =
      SocketOption.of(
          "SO_VM_SOCKETS_CONNECT_TIMEOUT",
          AF_VSOCK,
          VsockConstants.SO_VM_SOCKETS_CONNECT_TIMEOUT,
          OptionCodecs.TIMEVAL);

  private VsockOptions() {}
}
