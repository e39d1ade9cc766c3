package dev.sluice.loop;

import dev.sluice.Endpoint;
import dev.sluice.IoBuffer;
import dev.sluice.net.FileRegion;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * A stream connection that a loop serves. Its life: {@link EventLoop#add}, or a {@link Listener}
 * accepts it → {@link ConnectionHandler} is called for it → {@link #close} or {@link #abort}, or
 * its peer does either.
 *
 * <p>The rule people trip over: {@link #send} does not wait. What the kernel has no room for is
 * kept, and above {@link ConnectionLimits#highWaterBytes} nothing more is received until the peer
 * has read; who sends unasked, a chat room for instance, looks at {@link #queuedBytes}.
 *
 * <p>Confined to the thread of its loop: from another, {@link EventLoop#execute}.
 */
public abstract sealed class Connection extends Source permits SendingConnection {
  private @Nullable Object attachment;

  Connection(EventLoop loop) {
    super(loop);
  }

  /**
   * Sends all of a buffer, now or as soon as there is room.
   *
   * @param data is empty afterwards
   * @return whether the connection takes it; false if it is closing, shut down or over
   * @throws IllegalStateException in another thread than the loop's
   */
  public abstract boolean send(IoBuffer data);

  /**
   * Sends bytes and then a file, now or as soon as there is room; what is sent later comes behind
   * it. The kernel moves the file's bytes where it can, {@code sendfile(2)}, and a large file goes
   * in turns with the other connections; reading it from a slow disk holds up the loop.
   *
   * <p>A file that waits counts as more than {@link ConnectionLimits#highWaterBytes}, however short
   * it is, and not towards {@link ConnectionLimits#maxOutputBytes}. One that has become shorter
   * aborts the connection with a {@link dev.sluice.net.FileRegionException}, because the peer waits
   * for bytes that will not come.
   *
   * @param head what goes before, in the same segment if possible; is empty afterwards
   * @param file is the connection's from now on, which closes it when it is sent or the connection
   *     is over, also if this returns false
   * @return as {@link #send(IoBuffer)} does
   * @throws IllegalStateException in another thread than the loop's; the file stays the caller's
   */
  public abstract boolean sendFile(IoBuffer head, FileRegion file);

  /** Returns how many bytes wait for room in the kernel, those in files too. */
  public abstract long queuedBytes();

  /**
   * Tells whether more waits to be sent than {@link ConnectionLimits#highWaterBytes}, or a file:
   * the moment to leave further requests untaken. They are shown again after {@link
   * ConnectionHandler#drained}.
   */
  public abstract boolean isAboveHighWater();

  /**
   * Stops receiving until {@link #resumeReading}: the peer's bytes stay in the kernel, and in the
   * end with the peer.
   */
  public abstract void pauseReading();

  /** Receives again; what the handler has left untaken is shown to it at once. */
  public abstract void resumeReading();

  /**
   * Sends no more: the peer sees the end of the stream, once it has received everything, and may
   * still send.
   */
  public abstract void shutdownOutput();

  /**
   * Closes in order: what waits is sent, and the peer sees the end of the stream; for {@link
   * ConnectionLimits#lingerNanos} it may close as well, and what it sends meanwhile is dropped.
   */
  public abstract void close();

  /**
   * Closes at once.
   *
   * @param cause what {@link ConnectionHandler#closed} is told
   */
  public abstract void abort(Throwable cause);

  /** Returns its socket, to look at options and credentials; transfers are the connection's. */
  public abstract StreamSocket socket();

  /** Tells whether it may still receive or send. */
  public abstract boolean isOpen();

  /**
   * Gives the connection to another handler from the next call on: after a change of protocol. What
   * the former one has left untaken is shown to it at once.
   */
  public abstract void setHandler(ConnectionHandler next);

  /**
   * Asks the peer whether it lives when nothing has come from it for a while, and aborts the
   * connection when it does not answer; {@link ConnectionHandler#closed} is told a {@link
   * java.net.SocketTimeoutException} that says so. Any byte that comes is an answer. While bytes
   * wait to be sent, those that the kernel takes are one too; while reading is paused by {@link
   * #pauseReading}, or the loop itself is held up, silence says nothing about the peer and is not
   * counted. Ends when either side sends no more.
   *
   * <p>The rule people trip over: a ping is a transfer, so with a heartbeat {@link
   * ConnectionHandler#idle} is called only if that is sooner.
   *
   * @param heartbeat how often, and how long; in place of a former one
   * @param ping sends what the peer will answer
   */
  public abstract void heartbeat(Heartbeat heartbeat, Heartbeat.Ping ping);

  /** Asks the peer no more: after a change of protocol, for instance. */
  public abstract void stopHeartbeat();

  /**
   * Sends a part of an array.
   *
   * @param data the array, which may be changed afterwards
   * @param offset where the part begins
   * @param bytes how long it is
   * @return as {@link #send(IoBuffer)} does
   */
  public boolean send(byte[] data, int offset, int bytes) {
    IoBuffer buffer = loop.buffers().borrow();
    boolean taken = true;
    for (int done = 0; taken && done < bytes; ) {
      int part = Math.min(bytes - done, buffer.clear().writable());
      taken = send(buffer.put(data, offset + done, part));
      done += part;
    }
    loop.buffers().giveBack(buffer.clear());
    return taken;
  }

  /**
   * Sends text.
   *
   * @param text what to send
   * @param charset how its characters become bytes
   * @return as {@link #send(IoBuffer)} does
   */
  public boolean send(String text, Charset charset) {
    byte[] data = text.getBytes(charset);
    return send(data, 0, data.length);
  }

  /**
   * Sends bytes and then a file.
   *
   * @param head what goes before, in the same segment if possible; may be changed afterwards
   * @param file is the connection's from now on
   * @return as {@link #sendFile(IoBuffer, FileRegion)} does
   */
  public boolean sendFile(byte[] head, FileRegion file) {
    IoBuffer buffer = loop.buffers().borrow();
    try {
      int before = Math.max(0, head.length - buffer.writable());
      send(head, 0, before);
      return sendFile(buffer.put(head, before, head.length - before), file);
    } finally {
      loop.buffers().giveBack(buffer.clear());
    }
  }

  /** Closes at once: a TCP peer sees {@code ECONNRESET}, and what waits to be sent is dropped. */
  public void abort() {
    abort(new IOException("aborted"));
  }

  /** Returns the loop that serves it. */
  public EventLoop loop() {
    return loop;
  }

  /**
   * Returns the address of the other end.
   *
   * @throws IOException if there is no connection, or no more
   */
  public Endpoint peerEndpoint() throws IOException {
    return socket().peerEndpoint();
  }

  /**
   * Returns the address of this end.
   *
   * @throws IOException if the connection is over
   */
  public Endpoint localEndpoint() throws IOException {
    return socket().localEndpoint();
  }

  /** Returns what was attached, or {@code null}. */
  public @Nullable Object attachment() {
    return attachment;
  }

  /** Attaches what belongs to this connection: a decoder, a user. */
  public void attach(@Nullable Object attached) {
    attachment = attached;
  }

  /** Returns for instance {@code Connection[StreamSocket[fd 9]]}. */
  @Override
  public String toString() {
    return "Connection[" + socket() + "]";
  }
}
