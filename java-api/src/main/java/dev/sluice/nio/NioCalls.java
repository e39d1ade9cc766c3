package dev.sluice.nio;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.FdClosedException;
import dev.sluice.UnixEndpoint;
import dev.sluice.spi.SocketCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the calls of all channels have in common. The channel is non-blocking, so that an interrupt
 * does not close it.
 *
 * <p>NIO closes a channel on its own account when connecting fails; {@link #isOpen} tells what the
 * user did, as on Linux.
 */
abstract class NioCalls<C extends SelectableChannel & NetworkChannel> extends SocketCalls {
  private static final AtomicLong SERIAL = new AtomicLong();

  private final Family family;
  private final long serial = SERIAL.incrementAndGet();
  private final List<Selector> waiters = new ArrayList<>();
  private volatile C channel;
  private volatile boolean closed;

  NioCalls(Family family, C channel) throws IOException {
    this.family = family;
    this.channel = channel;
    try {
      channel.configureBlocking(false);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  final Family family() {
    return family;
  }

  @Override
  public final C channel() {
    return channel;
  }

  /** Replaces a channel that NIO has closed after a failure. */
  final synchronized void replace(C fresh) throws IOException {
    if (closed) {
      fresh.close();
    }
    checkOpen();
    channel = fresh;
  }

  @Override
  public final Fd fd() {
    throw new UnsupportedOperationException(
        "fd: the NIO backend does not show descriptors, and " + this + " is a channel of it");
  }

  @Override
  public final boolean isOpen() {
    return !closed;
  }

  final void checkOpen() {
    if (closed) {
      throw new FdClosedException(this + " is closed: open a new one");
    }
  }

  @Override
  public final void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      waiters.forEach(Selector::wakeup);
    }
    // A registered channel keeps its descriptor, and a port, until each selector has looked.
    List<NioPollerCalls> pollers =
        channel.isRegistered() ? NioPollerCalls.closing(channel) : List.of();
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing " + this, e);
    } finally {
      pollers.forEach(NioPollerCalls::poke);
    }
  }

  /** Has a selector woken by {@link #close}. */
  final synchronized void enlist(Selector selector) {
    checkOpen();
    waiters.add(selector);
  }

  final synchronized void strike(Selector selector) {
    waiters.remove(selector);
  }

  /** What the channel reports when a call that receives would not block. */
  abstract int readOperations();

  /** What the channel reports when a call that sends would not block. */
  int writeOperations() {
    return readOperations();
  }

  @Override
  public final boolean awaitReadable(long timeoutNanos) throws IOException {
    return NioWaiter.await(this, readOperations(), timeoutNanos);
  }

  @Override
  public final boolean awaitWritable(long timeoutNanos) throws IOException {
    return NioWaiter.await(this, writeOperations(), timeoutNanos);
  }

  @Override
  public int bind(Endpoint local) throws IOException {
    checkOpen();
    if (local.family() != family) {
      return -Errno.EAFNOSUPPORT.number();
    }
    SocketAddress address = bindable(local);
    try {
      channel.bind(address);
      return 0;
    } catch (IOException e) {
      return NioErrors.fold(this, e, Errno.EINVAL);
    } catch (RuntimeException e) {
      return NioErrors.fold(e);
    }
  }

  static SocketAddress bindable(Endpoint local) {
    if (local.equals(UnixEndpoint.unnamed())) {
      throw new UnsupportedOperationException(
          "AF_UNIX autobind: the NIO backend has no abstract names; bind to a path");
    }
    return NioEndpoints.of(local);
  }

  @Override
  public Endpoint localEndpoint() throws IOException {
    checkOpen();
    try {
      return NioEndpoints.of(channel.getLocalAddress(), family);
    } catch (IOException e) {
      throw ErrnoException.of("getsockname(" + this + ")", NioErrors.fold(this, e, Errno.EINVAL));
    }
  }

  final ErrnoException notConnected() {
    return new ErrnoException("getpeername(" + this + ")", Errno.ENOTCONN);
  }

  @Override
  public int setsockopt(String name, int level, int number, MemorySegment value)
      throws IOException {
    checkOpen();
    SocketOption<?> option = NioOptions.find(channel, name, level, number);
    Object decoded = NioOptions.decode(option, value);
    if (decoded == null) {
      return -Errno.EINVAL.number();
    }
    try {
      NioOptions.set(channel, option, decoded);
      return 0;
    } catch (IllegalArgumentException e) {
      return -Errno.EINVAL.number();
    } catch (IOException e) {
      return NioErrors.fold(this, e, Errno.EINVAL);
    }
  }

  @Override
  public final int getsockopt(String name, int level, int number, MemorySegment value)
      throws IOException {
    checkOpen();
    SocketOption<?> option = NioOptions.find(channel, name, level, number);
    try {
      return NioOptions.encode(option, channel.getOption(option), value);
    } catch (IOException e) {
      return NioErrors.fold(this, e, Errno.EINVAL);
    }
  }

  /** Returns for instance {@code channel 7}: a serial number. */
  @Override
  public final String toString() {
    return "channel " + serial;
  }
}
