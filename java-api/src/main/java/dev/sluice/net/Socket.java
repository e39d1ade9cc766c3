package dev.sluice.net;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.Pollable;
import dev.sluice.spi.SocketCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/**
 * What all sockets have: a descriptor, endpoints, options, and a way to wait.
 *
 * <p>The descriptor is non-blocking underneath, always. A <em>blocking</em> operation is a
 * non-blocking one and a wait, so that a timeout, an interrupt and {@link #close} from another
 * thread work everywhere. A new socket blocks, as in C; {@link #setBlocking} changes it without a
 * system call.
 *
 * <p>Thread-safe: one thread may receive while another sends and a third closes. Two that receive,
 * or two that send, each get whole calls in no particular order.
 */
public abstract sealed class Socket implements Pollable, AutoCloseable
    permits StreamSocket, ListeningSocket, DatagramSocket, SeqpacketSocket {
  static final int EAGAIN = -Errno.EAGAIN.number();
  static final int EINTR = -Errno.EINTR.number();

  private static final MsgFlags NEVER_WAIT = MsgFlags.DONTWAIT.and(MsgFlags.ERRQUEUE);

  private static final long FOREVER = -1;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final SocketCalls calls;

  /** The longest wait of one operation: {@link #FOREVER}, 0 for none at all, or nanoseconds. */
  private volatile long timeoutNanos = FOREVER;

  private volatile boolean connecting;

  Socket(SocketCalls calls) {
    this.calls = calls;
  }

  final SocketCalls calls() {
    return calls;
  }

  final boolean isConnecting() {
    return connecting;
  }

  final void setConnecting(boolean underWay) {
    connecting = underWay;
  }

  /**
   * Chooses between blocking operations without a timeout and non-blocking ones, which return
   * {@link dev.sluice.IoStatus#WOULD_BLOCK} instead of waiting.
   *
   * @param blocking whether operations wait
   */
  public void setBlocking(boolean blocking) {
    timeoutNanos = blocking ? FOREVER : 0;
  }

  /**
   * Makes operations blocking, and each of them fail with {@link SocketTimeoutException} after this
   * time; several transfers of one operation share it.
   *
   * @param timeoutMillis the longest wait in milliseconds, at least 1
   * @throws IllegalArgumentException if it is smaller
   */
  public void setTimeout(long timeoutMillis) {
    if (timeoutMillis < 1) {
      throw new IllegalArgumentException(
          "a timeout is at least 1 ms, not "
              + timeoutMillis
              + "; setBlocking says whether to wait at all");
    }
    timeoutNanos = Math.min(timeoutMillis, Long.MAX_VALUE / NANOS_PER_MILLI) * NANOS_PER_MILLI;
  }

  /**
   * Makes blocking operations keep the processor for a while before they sleep, as {@link
   * Fd#setSpin} says: for a conversation whose answers come within microseconds, on a machine with
   * a processor for each end. Waits of virtual threads are as before.
   *
   * @param nanos how long to ask again and again, in nanoseconds, up to a second; 0, as at first,
   *     sleeps at once
   * @throws IllegalArgumentException if it is negative or more than a second
   * @throws UnsupportedOperationException from a backend that cannot
   */
  public void setSpin(long nanos) {
    linux("spinning").fd().setSpin(nanos);
  }

  /** Tells whether operations wait. */
  public boolean isBlocking() {
    return timeoutNanos != 0;
  }

  /** Tells whether the socket may be used. */
  public boolean isOpen() {
    return calls.isOpen();
  }

  void inheritMode(Socket parent) {
    timeoutNanos = parent.timeoutNanos;
  }

  /**
   * Returns the calls themselves, for what Linux alone has.
   *
   * @param feature its name, for the refusal
   */
  final LinuxCalls linux(String feature) {
    if (calls instanceof LinuxCalls linux) {
      return linux;
    }
    throw new UnsupportedOperationException(
        feature + ": the backend of " + this + " does not have it; Backend.linux() has");
  }

  /** Returns the longest wait of a transfer with these flags, as {@link #timeoutNanos} does. */
  final long timeoutNanos(MsgFlags flags) {
    return flags.intersects(NEVER_WAIT) ? 0 : timeoutNanos;
  }

  /** Returns the longest wait: negative for no limit, 0 for none at all, or nanoseconds. */
  long timeoutNanos() {
    return timeoutNanos;
  }

  /** Returns what is left of a timeout that began at {@code start}, as {@link Fd} takes it. */
  static long left(long timeoutNanos, long start) {
    return timeoutNanos < 0 ? FOREVER : Math.max(0, timeoutNanos - (System.nanoTime() - start));
  }

  SocketTimeoutException timedOut(String what, long afterNanos) {
    return new SocketTimeoutException(
        calls + " could not " + what + " within " + afterNanos / NANOS_PER_MILLI + " ms");
  }

  ErrnoException failed(String call, long result) {
    return ErrnoException.of(call + "(" + calls + ")", result);
  }

  /**
   * Waits until receiving or accepting would not block: data, the end of the stream, a connection,
   * or an error. Does so for a non-blocking socket too.
   *
   * @param timeoutNanos the longest wait in nanoseconds; 0 asks and returns, negative waits for
   *     ever
   * @return whether it became ready in time
   * @throws dev.sluice.FdClosedException if the socket is closed, before or meanwhile
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits
   */
  public boolean awaitReadable(long timeoutNanos) throws IOException {
    return calls.awaitReadable(timeoutNanos);
  }

  /**
   * Waits until sending would not block, a connection attempt has ended, or there is an error. Does
   * so for a non-blocking socket too.
   *
   * @param timeoutNanos the longest wait in nanoseconds; 0 asks and returns, negative waits for
   *     ever
   * @return whether it became ready in time
   * @throws dev.sluice.FdClosedException if the socket is closed, before or meanwhile
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits
   */
  public boolean awaitWritable(long timeoutNanos) throws IOException {
    return calls.awaitWritable(timeoutNanos);
  }

  /**
   * Gives the socket a local address.
   *
   * @param local the address; port 0 lets the kernel pick a free one, an unnamed AF_UNIX endpoint
   *     an abstract name
   * @throws dev.sluice.FdClosedException if the socket is closed
   * @throws ErrnoException {@code EADDRINUSE} if somebody has it, a socket file of a dead server
   *     included; {@code EADDRNOTAVAIL} if it is not this machine's; {@code EACCES} for a port
   *     below 1024 or a directory without permission; {@code EINVAL} if bound already; {@code
   *     EAFNOSUPPORT} for an address of another family
   * @see <a href="https://man7.org/linux/man-pages/man2/bind.2.html">bind(2)</a>
   */
  public void bind(Endpoint local) throws IOException {
    int result = calls.bind(local);
    if (result < 0) {
      throw ErrnoException.of("bind(" + calls + ", " + local + ")", result);
    }
  }

  /**
   * Returns the address that the socket is bound to.
   *
   * @throws dev.sluice.FdClosedException if the socket is closed
   * @throws ErrnoException if the kernel refuses the call
   * @see <a href="https://man7.org/linux/man-pages/man2/getsockname.2.html">getsockname(2)</a>
   */
  public Endpoint localEndpoint() throws IOException {
    return calls.localEndpoint();
  }

  /**
   * Sets an option.
   *
   * @param option which, for instance {@link TcpOptions#TCP_NODELAY}
   * @param value its new value
   * @throws dev.sluice.FdClosedException if the socket is closed
   * @throws UnsupportedOperationException under NIO, for an option that NIO does not know
   * @throws ErrnoException {@code ENOPROTOOPT} if this kind of socket does not have it; {@code
   *     EPERM} or {@code EACCES} without the privilege; {@code EINVAL} for a value it cannot have
   * @see <a href="https://man7.org/linux/man-pages/man2/setsockopt.2.html">setsockopt(2)</a>
   */
  public <T> void set(SocketOption<T> option, T value) throws IOException {
    int result;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = option.encode(value, arena);
      result = calls.setsockopt(option.name(), option.level(), option.number(), memory);
    }
    if (result < 0) {
      String shown = value instanceof byte[] bytes ? bytes.length + " bytes" : value.toString();
      throw ErrnoException.of("setsockopt(" + calls + ", " + option + ", " + shown + ")", result);
    }
  }

  /**
   * Returns the value of an option.
   *
   * @param option which, for instance {@link SocketOptions#SO_RCVBUF}
   * @throws dev.sluice.FdClosedException if the socket is closed
   * @throws UnsupportedOperationException under NIO, for an option that NIO does not know
   * @throws ErrnoException {@code ENOPROTOOPT} if this kind of socket does not have it
   * @see <a href="https://man7.org/linux/man-pages/man2/getsockopt.2.html">getsockopt(2)</a>
   */
  public <T> T get(SocketOption<T> option) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int size = option.roomBytes();
      MemorySegment memory = arena.allocate(size, Long.BYTES);
      int result = calls.getsockopt(option.name(), option.level(), option.number(), memory);
      if (result < 0) {
        throw ErrnoException.of("getsockopt(" + calls + ", " + option + ")", result);
      }
      return option.codec().decode(memory.asSlice(0, Math.min(size, result)));
    }
  }

  @Override
  public Fd fd() {
    return calls.fd();
  }

  @Override
  public @Nullable SelectableChannel channel() {
    return calls.channel();
  }

  /**
   * Closes the socket, from any thread, at any time; only the first call does something. Threads
   * that wait in one of its operations wake with {@link dev.sluice.FdClosedException}.
   */
  @Override
  public void close() {
    calls.close();
  }

  /** Returns for instance {@code StreamSocket[fd 7]}, under NIO {@code StreamSocket[channel 7]}. */
  @Override
  public String toString() {
    return getClass().getSimpleName() + "[" + calls + "]";
  }
}
