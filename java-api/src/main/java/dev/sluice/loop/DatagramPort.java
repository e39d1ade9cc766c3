package dev.sluice.loop;

import dev.sluice.Endpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.Pollable;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.Sender;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket that a loop serves. Its life: {@link EventLoop#add(DatagramSocket,
 * DatagramHandler, int)} → {@link DatagramHandler#received} → {@link #close}.
 *
 * <p>Confined to the thread of its loop.
 */
public final class DatagramPort extends Source {
  private static final int TURN = 16;

  private final DatagramSocket socket;
  private final DatagramHandler handler;
  private final int maxBytes;
  private final Sender sender = new Sender();
  private @Nullable IoBuffer buffer;
  private boolean cut;
  private boolean handling;
  private boolean winding;
  private boolean over;

  DatagramPort(EventLoop loop, DatagramSocket socket, DatagramHandler handler, int maxBytes) {
    super(loop);
    this.socket = socket;
    this.handler = handler;
    this.maxBytes = maxBytes;
  }

  @Override
  Pollable pollable() {
    return socket;
  }

  @Override
  boolean ready(int ready) {
    if (over) {
      return false; // it was asked once more to end
    }
    boolean busy = false;
    try {
      for (int i = 0; i < TURN && !over; i++) {
        if (!receive()) {
          if (winding) {
            end();
          }
          return busy;
        }
        busy = true;
      }
    } catch (IOException e) {
      // What an earlier datagram met: nobody listens at its destination. The port goes on.
      loop.counters().datagramErrors.add(1);
      busy = true;
    }
    if (winding) {
      boolean _ = loop.offer(() -> ready(0));
    }
    return busy;
  }

  private boolean receive() throws IOException {
    IoBuffer datagram = buffer;
    if (datagram == null) {
      datagram = IoBuffer.allocate(maxBytes);
      buffer = datagram;
    }
    int received = socket.recvFrom(datagram.clear(), sender);
    if (received == IoStatus.WOULD_BLOCK) {
      return false;
    }
    cut = received > maxBytes;
    loop.counters().received.add(datagram.readable());
    handling = true;
    try {
      handler.received(this, datagram, sender.endpoint());
    } catch (IOException | RuntimeException | Error e) {
      loop.log().failed(this, e);
    }
    handling = false;
    if (over) {
      datagram.close();
    }
    return true;
  }

  /** Tells whether the datagram that is being handled was longer than the buffer. */
  public boolean wasCut() {
    return cut;
  }

  /**
   * Sends a datagram, at once or not at all.
   *
   * @param datagram its readable bytes; empty afterwards
   * @param peer whom to
   * @return false if the kernel has no room, or the peer, on AF_UNIX, is gone: the datagram is
   *     dropped and counted, as a network drops it
   * @throws IllegalStateException in another thread than the loop's
   */
  public boolean send(IoBuffer datagram, Endpoint peer) {
    loop.checkInLoop();
    int bytes = datagram.readable();
    try {
      if (socket.sendTo(datagram, peer) != IoStatus.WOULD_BLOCK) {
        loop.counters().sent.add(bytes);
        return true;
      }
    } catch (IOException e) {
      loop.counters().datagramErrors.add(1);
    }
    datagram.skip(datagram.readable());
    loop.counters().datagramsDropped.add(1);
    return false;
  }

  /** Returns its socket, to look at options and to join groups; transfers are the port's. */
  public DatagramSocket socket() {
    return socket;
  }

  /** Closes the port and its socket. */
  public void close() {
    loop.checkInLoop();
    end();
  }

  @Override
  void wind() {
    winding = true;
    boolean _ = loop.offer(() -> ready(0));
  }

  @Override
  void end() {
    if (!over) {
      over = true;
      loop.readiness().remove(this);
      socket.close();
      if (buffer != null && !handling) {
        buffer.close();
      }
      loop.sources().remove(this);
    }
  }

  /** Returns for instance {@code DatagramPort[DatagramSocket[fd 9]]}. */
  @Override
  public String toString() {
    return "DatagramPort[" + socket + "]";
  }
}
