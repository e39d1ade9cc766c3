package dev.sluice.examples.lab;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.sys.InetConstants;
import dev.sluice.sys.SocketQuerySys;
import dev.sluice.sys.TcpConstants;
import dev.sluice.sys.TcpInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Where the kernel is with a TCP socket, by {@code TCP_INFO}.
 *
 * <p>This is how the laboratory knows that something has arrived. Of a connection the kernel
 * answers under the socket's lock, and it handles a segment, wake-ups included, under the same one:
 * once a segment is counted here, every epoll that is to hear of it has heard. Of a listening
 * socket it answers without, see {@link DoorEnd}.
 *
 * @param state {@code TCP_ESTABLISHED} and the others
 * @param received how far the peer's stream has been received; its end counts as one
 * @param unacked the segments that the peer has not acknowledged; of a listening socket the
 *     connections that wait
 * @param unsent the bytes that wait for the peer to have room
 */
record TcpState(int state, long received, int unacked, int unsent) {
  private static final int FIN_WAIT1 = 4;
  private static final int TIME_WAIT = 6;
  private static final int CLOSE_WAIT = 8;
  private static final int LAST_ACK = 9;

  static TcpState of(Fd fd) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(TcpInfo.SIZEOF, Long.BYTES);
      MemorySegment length = arena.allocateFrom(JAVA_INT, TcpInfo.SIZEOF);
      int result;
      int number = fd.enter();
      try {
        result =
            SocketQuerySys.getsockopt(
                number, InetConstants.IPPROTO_TCP, TcpConstants.TCP_INFO, info, length);
      } finally {
        fd.exit();
      }
      if (result < 0) {
        throw ErrnoException.of("getsockopt(" + fd + ", TCP_INFO)", result);
      }
      return new TcpState(
          TcpInfo.tcpi_state.get(info),
          TcpInfo.tcpi_bytes_received.get(info),
          TcpInfo.tcpi_unacked.get(info),
          TcpInfo.tcpi_notsent_bytes.get(info));
    }
  }

  boolean isEstablished() {
    return state == TcpConstants.TCP_ESTABLISHED;
  }

  /** Tells whether it is over: reset, refused, or ended from both sides. */
  boolean isOver() {
    return state == TcpConstants.TCP_CLOSE;
  }

  /** Tells whether the peer's end has arrived. */
  boolean hasSeenEnd() {
    return isOver()
        || state == CLOSE_WAIT
        || state == LAST_ACK
        || state == TIME_WAIT
        || state == TcpConstants.TCP_CLOSING;
  }

  /** Tells whether the peer has yet to acknowledge our end. */
  boolean awaitsAcknowledgedEnd() {
    return state == FIN_WAIT1 || state == LAST_ACK || state == TcpConstants.TCP_CLOSING;
  }
}
