package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.spi.SenderCell;
import dev.sluice.spi.SocketCalls;
import dev.sluice.sys.DatagramSys;
import dev.sluice.sys.SocketConstants;
import dev.sluice.sys.SocketQuerySys;
import dev.sluice.sys.SocketSys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calls themselves, on a descriptor. */
final class LinuxCalls extends SocketCalls {
  private static final int EAGAIN = -Errno.EAGAIN.number();
  private static final int EINTR = -Errno.EINTR.number();
  private static final int EINPROGRESS = -Errno.EINPROGRESS.number();

  /**
   * What Linux reports of a connection that died in the backlog, {@code accept(2)}: the next one
   * may be well.
   */
  private static final Set<Errno> DIED_IN_BACKLOG =
      Set.of(
          Errno.ECONNABORTED,
          Errno.ENETDOWN,
          Errno.EPROTO,
          Errno.ENOPROTOOPT,
          Errno.EHOSTDOWN,
          Errno.ENONET,
          Errno.EHOSTUNREACH,
          Errno.ENETUNREACH);

  private final Fd fd;

  LinuxCalls(Fd fd) {
    this.fd = fd;
  }

  /** {@code socket(2)}, non-blocking and close-on-exec; the protocol is in host order. */
  static LinuxCalls open(Family family, int type, int protocol) throws ErrnoException {
    // packet(7): AF_PACKET alone wants its protocol in network order.
    int number =
        SocketSys.socket(
            family.number(),
            type | SocketConstants.SOCK_CLOEXEC | SocketConstants.SOCK_NONBLOCK,
            family == Family.PACKET ? Sockaddr.networkOrder(protocol) : protocol);
    if (number < 0) {
      String of = protocol == 0 ? "" : ", protocol " + protocol;
      throw ErrnoException.of("socket(" + family + of + ")", number);
    }
    return new LinuxCalls(Fd.adopt(number));
  }

  @Override
  public Fd fd() {
    return fd;
  }

  @Override
  public boolean isOpen() {
    return fd.isOpen();
  }

  @Override
  public void close() {
    fd.close();
  }

  @Override
  public boolean awaitReadable(long timeoutNanos) throws IOException {
    return fd.awaitReadable(timeoutNanos);
  }

  @Override
  public boolean awaitWritable(long timeoutNanos) throws IOException {
    return fd.awaitWritable(timeoutNanos);
  }

  @Override
  public int bind(Endpoint local) {
    Sockaddr address = Sockaddr.scratch();
    int length = address.encode(local);
    int number = fd.enter();
    try {
      return SocketSys.bind(number, address.memory(), length);
    } finally {
      fd.exit();
    }
  }

  @Override
  public int connect(Endpoint peer) {
    Sockaddr address = Sockaddr.scratch();
    return connect(address, address.encode(peer));
  }

  @Override
  public int disconnect() {
    Sockaddr address = Sockaddr.scratch();
    return connect(address, address.encodeUnspecified());
  }

  private int connect(Sockaddr address, int length) {
    int number = fd.enter();
    try {
      return SocketSys.connect(number, address.memory(), length);
    } finally {
      fd.exit();
    }
  }

  @Override
  public int finishConnect() throws IOException {
    if (!fd.awaitWritable(0)) {
      return EINPROGRESS;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(JAVA_INT);
      int result =
          getsockopt("SO_ERROR", SocketConstants.SOL_SOCKET, SocketConstants.SO_ERROR, error);
      return result < 0 ? result : -error.get(JAVA_INT, 0);
    }
  }

  @Override
  public Endpoint localEndpoint() throws ErrnoException {
    Sockaddr address = Sockaddr.scratch();
    int result;
    int number = fd.enter();
    try {
      result = SocketSys.getsockname(number, address.memory(), address.freshLength());
    } finally {
      fd.exit();
    }
    return endpoint("getsockname", result, address);
  }

  @Override
  public Endpoint peerEndpoint() throws ErrnoException {
    Sockaddr address = Sockaddr.scratch();
    int result;
    int number = fd.enter();
    try {
      result = SocketSys.getpeername(number, address.memory(), address.freshLength());
    } finally {
      fd.exit();
    }
    return endpoint("getpeername", result, address);
  }

  private Endpoint endpoint(String call, int result, Sockaddr address) throws ErrnoException {
    if (result < 0) {
      throw ErrnoException.of(call + "(" + fd + ")", result);
    }
    return address.decode();
  }

  @Override
  public int setsockopt(String name, int level, int number, MemorySegment value) {
    int socket = fd.enter();
    try {
      return SocketSys.setsockopt(socket, level, number, value, (int) value.byteSize());
    } finally {
      fd.exit();
    }
  }

  @Override
  public int getsockopt(String name, int level, int number, MemorySegment value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
      int result;
      int socket = fd.enter();
      try {
        result = SocketQuerySys.getsockopt(socket, level, number, value, length);
      } finally {
        fd.exit();
      }
      return result < 0 ? result : length.get(JAVA_INT, 0);
    }
  }

  @Override
  public int listen(int backlog) {
    int number = fd.enter();
    try {
      return SocketSys.listen(number, backlog);
    } finally {
      fd.exit();
    }
  }

  @Override
  public @Nullable LinuxCalls accept() throws ErrnoException {
    for (; ; ) {
      int result = accept4();
      if (result >= 0) {
        return new LinuxCalls(Fd.adopt(result));
      }
      if (result == EAGAIN) {
        return null;
      }
      if (result != EINTR && !DIED_IN_BACKLOG.contains(Errno.of(-result))) {
        throw ErrnoException.of("accept4(" + fd + ")", result);
      }
    }
  }

  private int accept4() {
    int number = fd.enter();
    try {
      // Without room for the peer's address: most loops never ask, the others call getpeername.
      return SocketSys.accept4(
          number,
          MemorySegment.NULL,
          MemorySegment.NULL,
          SocketConstants.SOCK_CLOEXEC | SocketConstants.SOCK_NONBLOCK);
    } finally {
      fd.exit();
    }
  }

  @Override
  public int shutdown(int how) {
    int number = fd.enter();
    try {
      return SocketSys.shutdown(number, how);
    } finally {
      fd.exit();
    }
  }

  @Override
  public long recv(IoBuffer buffer) {
    int number = fd.enter();
    try {
      return SocketSys.recv(number, buffer.writableMemory(), buffer.writable(), 0);
    } finally {
      fd.exit();
    }
  }

  @Override
  public long recv(IoBuffer buffer, int most) {
    return recv(buffer, most, 0);
  }

  /** {@code recv(2)} of at most so many bytes, at the write index, which stays. */
  long recv(IoBuffer buffer, int most, int flags) {
    int number = fd.enter();
    try {
      return SocketSys.recv(
          number, buffer.writableMemory(), Math.min(most, buffer.writable()), flags);
    } finally {
      fd.exit();
    }
  }

  @Override
  public long send(IoBuffer buffer) {
    int number = fd.enter();
    try {
      return SocketSys.send(
          number, buffer.readableMemory(), buffer.readable(), SocketConstants.MSG_NOSIGNAL);
    } finally {
      fd.exit();
    }
  }

  /** {@code send(2)} from the read index, which stays. */
  long send(IoBuffer buffer, int flags) {
    int number = fd.enter();
    try {
      return SocketSys.send(
          number, buffer.readableMemory(), buffer.readable(), flags | SocketConstants.MSG_NOSIGNAL);
    } finally {
      fd.exit();
    }
  }

  @Override
  public long recvfrom(IoBuffer buffer, @Nullable SenderCell sender) {
    return sender == null ? recvDatagram(buffer) : recvfrom(buffer, sender, 0);
  }

  @Override
  public long recvDatagram(IoBuffer buffer) {
    return recv(buffer, buffer.writable(), SocketConstants.MSG_TRUNC);
  }

  /** {@code recvfrom(2)}: the datagram's own length. */
  long recvfrom(IoBuffer buffer, SenderCell sender, int flags) {
    Sockaddr address = Sockaddr.scratch();
    long result;
    int number = fd.enter();
    try {
      result =
          DatagramSys.recvfrom(
              number,
              buffer.writableMemory(),
              buffer.writable(),
              flags | SocketConstants.MSG_TRUNC,
              address.memory(),
              address.freshLength());
    } finally {
      fd.exit();
    }
    if (result >= 0) {
      address.decode(sender);
    }
    return result;
  }

  @Override
  public long sendto(IoBuffer buffer, @Nullable Endpoint peer) {
    return peer == null ? send(buffer) : sendto(buffer, peer, 0);
  }

  @Override
  public long sendDatagram(IoBuffer buffer) {
    return send(buffer);
  }

  /** {@code sendto(2)} from the read index, which stays. */
  long sendto(IoBuffer buffer, Endpoint peer, int flags) {
    Sockaddr address = Sockaddr.peer(peer);
    int number = fd.enter();
    try {
      return DatagramSys.sendto(
          number,
          buffer.readableMemory(),
          buffer.readable(),
          flags | SocketConstants.MSG_NOSIGNAL,
          address.memory(),
          address.encodedBytes());
    } finally {
      fd.exit();
    }
  }

  /** Returns for instance {@code fd 7}. */
  @Override
  public String toString() {
    return fd.toString();
  }
}
