package dev.sluice.spi;

import dev.sluice.Endpoint;
import dev.sluice.IoBuffer;
import dev.sluice.Pollable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One non-blocking socket and the calls it answers, in C's words: names, numbers and {@code -errno}
 * as the man pages have them. The typed sockets add what both backends share: waiting, timeouts,
 * buffer indices, sentinels and messages.
 *
 * <p>An abstract class and not an interface: while one backend alone is loaded, the JIT compiler
 * sees one implementation and calls it directly.
 *
 * <p>Every call throws {@link dev.sluice.FdClosedException} after {@link #close}, and {@link
 * IOException} for a failure without an error number. Thread-safe.
 */
public abstract class SocketCalls implements Pollable {
  /** Tells whether calls may be made. */
  public abstract boolean isOpen();

  /** Closes the socket, from any thread; threads that wait wake. */
  public abstract void close();

  /** Waits as {@link dev.sluice.Fd#awaitReadable} does. */
  public abstract boolean awaitReadable(long timeoutNanos) throws IOException;

  /** Waits as {@link dev.sluice.Fd#awaitWritable} does. */
  public abstract boolean awaitWritable(long timeoutNanos) throws IOException;

  /** {@code bind(2)}: 0, or {@code -errno}. */
  public abstract int bind(Endpoint local) throws IOException;

  /** {@code getsockname(2)}. */
  public abstract Endpoint localEndpoint() throws IOException;

  /** {@code getpeername(2)}. */
  public abstract Endpoint peerEndpoint() throws IOException;

  /**
   * {@code setsockopt(2)}: 0, or {@code -errno}.
   *
   * @throws UnsupportedOperationException naming the option, if this backend does not have it
   */
  public abstract int setsockopt(String name, int level, int number, MemorySegment value)
      throws IOException;

  /**
   * {@code getsockopt(2)}: the number of bytes written, or {@code -errno}.
   *
   * @throws UnsupportedOperationException naming the option, if this backend does not have it
   */
  public abstract int getsockopt(String name, int level, int number, MemorySegment value)
      throws IOException;

  /** {@code connect(2)}: 0, or {@code -errno}. */
  public abstract int connect(Endpoint peer) throws IOException;

  /** Undoes {@code connect} of a datagram socket: 0, or {@code -errno}. */
  public int disconnect() throws IOException {
    throw lacks("disconnect");
  }

  /** How a connection attempt ended: 0, {@code -EINPROGRESS} if it did not, or {@code -errno}. */
  public int finishConnect() throws IOException {
    throw lacks("finishConnect");
  }

  /** {@code listen(2)}: 0, or {@code -errno}. */
  public int listen(int backlog) throws IOException {
    throw lacks("listen");
  }

  /** {@code accept(2)}: a connection, non-blocking, or {@code null} if none waits. */
  public @Nullable SocketCalls accept() throws IOException {
    throw lacks("accept");
  }

  /** {@code shutdown(2)}, {@code how} as there: 0, or {@code -errno}. */
  public int shutdown(int how) throws IOException {
    throw lacks("shutdown");
  }

  /** {@code recv(2)} at the write index, which stays: bytes, 0 at the end, or {@code -errno}. */
  public long recv(IoBuffer buffer) throws IOException {
    throw lacks("recv");
  }

  /** The same, of at most so many bytes, which is no more than the room. */
  public long recv(IoBuffer buffer, int most) throws IOException {
    return recv(
        most == buffer.writable()
            ? buffer
            : IoBuffer.wrap(buffer.writableMemory().asSlice(0, most)));
  }

  /** {@code send(2)} from the read index, which stays: bytes, or {@code -errno}. */
  public long send(IoBuffer buffer) throws IOException {
    throw lacks("send");
  }

  /**
   * {@code recvfrom(2)} with {@code MSG_TRUNC}: the datagram's own length, which may exceed the
   * room, or {@code -errno}.
   *
   * @param sender is told who sent it, or {@code null} if nobody wants to know
   */
  public long recvfrom(IoBuffer buffer, @Nullable SenderCell sender) throws IOException {
    throw lacks("recvfrom");
  }

  /** The same where nobody wants to know, on a path of its own. */
  public long recvDatagram(IoBuffer buffer) throws IOException {
    return recvfrom(buffer, null);
  }

  /** {@code sendto(2)}; {@code null} sends to the connected peer. Bytes, or {@code -errno}. */
  public long sendto(IoBuffer buffer, @Nullable Endpoint peer) throws IOException {
    throw lacks("sendto");
  }

  /** The same to the connected peer, on a path of its own. */
  public long sendDatagram(IoBuffer buffer) throws IOException {
    return sendto(buffer, null);
  }

  private UnsupportedOperationException lacks(String call) {
    return new UnsupportedOperationException(call + ": " + this + " is another kind of socket");
  }
}
