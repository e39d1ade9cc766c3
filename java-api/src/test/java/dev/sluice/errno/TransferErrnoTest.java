package dev.sluice.errno;

import static dev.sluice.Errno.EACCES;
import static dev.sluice.Errno.EAFNOSUPPORT;
import static dev.sluice.Errno.EAGAIN;
import static dev.sluice.Errno.EBADF;
import static dev.sluice.Errno.ECONNREFUSED;
import static dev.sluice.Errno.ECONNRESET;
import static dev.sluice.Errno.EDESTADDRREQ;
import static dev.sluice.Errno.EFAULT;
import static dev.sluice.Errno.EINVAL;
import static dev.sluice.Errno.EISCONN;
import static dev.sluice.Errno.EMSGSIZE;
import static dev.sluice.Errno.ENETUNREACH;
import static dev.sluice.Errno.ENOBUFS;
import static dev.sluice.Errno.ENOENT;
import static dev.sluice.Errno.ENOTCONN;
import static dev.sluice.Errno.ENOTSOCK;
import static dev.sluice.Errno.EOPNOTSUPP;
import static dev.sluice.Errno.EPERM;
import static dev.sluice.Errno.EPIPE;
import static dev.sluice.Errno.EPROTOTYPE;
import static dev.sluice.errno.Scene.NOWHERE;
import static dev.sluice.errno.Scene.NO_FD;
import static dev.sluice.errno.Scene.n;
import static dev.sluice.errno.Scene.nStream;
import static dev.sluice.errno.Scene.nUdp;
import static dev.sluice.errno.Scene.nUnix;
import static dev.sluice.net.MsgFlags.NONE;
import static dev.sluice.net.MsgFlags.OOB;
import static dev.sluice.sys.DatagramSys.recvfrom;
import static dev.sluice.sys.DatagramSys.recvmmsg;
import static dev.sluice.sys.DatagramSys.sendmmsg;
import static dev.sluice.sys.DatagramSys.sendto;
import static dev.sluice.sys.MessageSys.recvmsg;
import static dev.sluice.sys.MessageSys.sendmsg;
import static dev.sluice.sys.SocketConstants.MSG_DONTWAIT;
import static dev.sluice.sys.SocketConstants.MSG_ERRQUEUE;
import static dev.sluice.sys.SocketConstants.SCM_RIGHTS;
import static dev.sluice.sys.SocketConstants.SOL_SOCKET;
import static dev.sluice.sys.SocketSys.recv;
import static dev.sluice.sys.SocketSys.send;
import static java.lang.foreign.MemorySegment.NULL;

import dev.sluice.Endpoint;
import dev.sluice.IoBuffer;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.Ipv6Options;
import dev.sluice.net.Message;
import dev.sluice.net.MessageBatch;
import dev.sluice.net.Sender;
import dev.sluice.net.SeqpacketSocket;
import dev.sluice.net.Shutdown;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.SocketPair;
import dev.sluice.net.StreamSocket;
import dev.sluice.net.UdpOptions;
import dev.sluice.sys.Cmsghdr;
import dev.sluice.sys.Iovec;
import dev.sluice.sys.Msghdr;
import dev.sluice.sys.Timespec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code send(2)}, {@code recv(2)} and their relatives with addresses, messages and batches. */
class TransferErrnoTest extends ErrnoContract {
  private static final int TOO_LONG = 1 << 20;
  private static final Sender WHO = new Sender();

  @Override
  void table() {
    sendRows();
    sendToRows();
    recvRows();
    messageRows();
    rawSendRows();
    rawRecvRows();
    rawMessageRows();
  }

  private void sendRows() {
    typed("send(#0)", "TCP, no peer", EPIPE, s -> s.tcp().send(s.buf(1)));
    typed("send(#0)", "AF_UNIX, no peer", ENOTCONN, s -> s.unix().send(s.buf(1)));
    typed("send(#0)", "records, no peer", ENOTCONN, s -> s.seqpacket().send(s.buf(1), NONE));
    typed("send(#0)", "UDP, no peer", EDESTADDRREQ, s -> s.udp().send(s.buf(1)));
    typed("send(#0)", "AF_UNIX grams, no peer", ENOTCONN, s -> s.unixgram().send(s.buf(1)));
    typed("send(#0)", "TCP, shut down", EPIPE, s -> shut(s.connection().first()).send(s.buf(1)));
    typed("send(#0)", "AF_UNIX, shut down", EPIPE, s -> shut(s.streams().first()).send(s.buf(1)));
    typed("send(#0)", "AF_UNIX, peer is gone", EPIPE, s -> s.abandoned().send(s.buf(1)));
    typed("send(#0)", "records, peer is gone", EPIPE, s -> left(s.records()).send(s.buf(1), NONE));
    typed("send(#0)", "peer is gone", ECONNREFUSED, s -> gone(s.datagrams()).send(s.buf(1)));
    typed("send(#0)", "peer has reset", ECONNRESET, s -> s.reset().send(s.buf(1)));
    typed("send(#0)", "reset is told already", EPIPE, s -> told(s.reset()).send(s.buf(1)));
    typed("send(#0)", "nobody there", ECONNREFUSED, s -> s.refused().send(s.buf(1)));
    typed("send(#0)", "longer than UDP", EMSGSIZE, s -> peer(s.udp()).send(s.buf(65_508)));
    typed("send(#0)", "beyond the buffer", EMSGSIZE, s -> gram(s).send(s.buf(TOO_LONG)));
    typed("send(#0)", "record too long", EMSGSIZE, s -> record(s).send(s.buf(TOO_LONG), NONE));
    typed("send(#0)", "urgent datagram", EOPNOTSUPP, s -> peer(s.udp()).send(s.buf(1), OOB));
    typed("send(#0)", "urgent record", EOPNOTSUPP, s -> record(s).send(s.buf(1), OOB));
    typed("send(#0)", "too many segments", EINVAL, s -> segmented(s.udp()).send(s.buf(9_000)));
  }

  private void sendToRows() {
    typed("sendto(#0, @)", "no SO_BROADCAST", EACCES, s -> to(s.udp(), s, "127.255.255.255:9"));
    typed("sendto(#0, @)", "port 0", EINVAL, s -> to(s.udp(), s, "127.0.0.1:0"));
    typed("sendto(#0, @)", "a v6 address", EAFNOSUPPORT, s -> to(s.udp(), s, "[::1]:9"));
    typed("sendto(#0, @)", "v6 only", ENETUNREACH, s -> to(v6only(s.udp6()), s, "127.0.0.1:9"));
    typed("sendto(#0, @)", "too long", EMSGSIZE, s -> s.udp().sendTo(s.buf(65_508), discard(s)));
    typed("sendto(#0, @)", "nothing there", ENOENT, s -> to(s.unixgram(), s, s.path("none")));
    typed("sendto(#0, @)", "orphan", ECONNREFUSED, s -> to(s.unixgram(), s, s.orphan()));
    typed("sendto(#0, @)", "stream socket", EPROTOTYPE, s -> to(s.unixgram(), s, s.stream()));
    typed("sendto(#0, @)", "busy peer", EPERM, s -> to(s.unixgram(), s, s.at(busy(s))));
    typed("sendto(#0, @)", "v4 address", EINVAL, s -> to(s.unixgram(), s, "127.0.0.1:9"));
  }

  private void recvRows() {
    typed("recv(#0)", "TCP, no peer", ENOTCONN, s -> s.tcp().recv(s.room()));
    typed("recv(#0)", "AF_UNIX, no peer", EINVAL, s -> s.unix().recv(s.room()));
    typed("recv(#0)", "records, no peer", ENOTCONN, s -> s.seqpacket().recv(s.room(), NONE));
    typed("recv(#0)", "peer has reset", ECONNRESET, s -> s.reset().recv(s.room()));
    typed("recv(#0)", "nobody there", ECONNREFUSED, s -> s.refused().recv(s.room()));
    typed("recvfrom(#0)", "nobody there", ECONNREFUSED, s -> s.refused().recvFrom(s.room(), WHO));
    typed("recv(#0)", "nothing urgent", EINVAL, s -> s.connection().first().recv(s.room(), OOB));
    typed("recv(#0)", "urgent datagrams", EOPNOTSUPP, s -> s.unixgram().recv(s.room(), OOB));
    typed("recv(#0)", "urgent records", EOPNOTSUPP, s -> record(s).recv(s.room(), OOB));
    typed("recv(#0)", "peer left data unread", ECONNRESET, s -> unread(s).recv(s.room()));
  }

  private void messageRows() {
    typed("sendmsg(#0)", "TCP, no peer", EPIPE, s -> s.tcp().send(out(s), NONE));
    typed("sendmsg(#0)", "AF_UNIX, no peer", ENOTCONN, s -> s.unix().send(out(s), NONE));
    typed("sendmsg(#0)", "UDP, no peer", EDESTADDRREQ, s -> s.udp().send(out(s), NONE));
    typed("sendmsg(#0)", "peer is gone", EPIPE, s -> s.abandoned().send(out(s), NONE));
    typed("sendmsg(#0)", "record too long", EMSGSIZE, s -> record(s).send(tooLong(s), NONE));
    typed("sendmsg(#0)", "unknown control", EINVAL, s -> s.udp().send(odd(s, 0, 99), NONE));
    typed("sendmsg(#0)", "odd control", EINVAL, s -> s.unixgram().send(odd(s, 1, 99), NONE));
    typed("recvmsg(#0)", "TCP, no peer", ENOTCONN, s -> s.tcp().recv(in(s), NONE));
    typed("recvmsg(#0)", "records, no peer", ENOTCONN, s -> s.seqpacket().recv(in(s), NONE));
    typed("recvmsg(#0)", "nobody there", ECONNREFUSED, s -> s.refused().recv(in(s), NONE));
    typed("recvmsg(#0)", "peer has reset", ECONNRESET, s -> s.reset().recv(in(s), NONE));
    typed("sendmmsg(#0)", "no peer", EDESTADDRREQ, s -> s.udp().send(batch(s), 0, 1, NONE));
    typed("sendmmsg(#0)", "nobody", ECONNREFUSED, s -> s.refused().send(batch(s), 0, 1, NONE));
    typed("recvmmsg(#0)", "nobody there", ECONNREFUSED, s -> s.refused().recv(batch(s), NONE));
  }

  private void rawSendRows() {
    raw("send", "no socket", ENOTSOCK, s -> send(s.noSocket(), s.mem(1), 1, 0));
    raw("send", "no descriptor", EBADF, s -> send(NO_FD, s.mem(1), 1, 0));
    raw("send", "bytes nowhere", EFAULT, s -> send(nStream(s), NOWHERE, 1, 0));
    raw("send", "AF_UNIX is full", EAGAIN, s -> full(s, nStream(s)));
    raw("send", "TCP is full", EAGAIN, s -> full(s, n(s.connection().first())));
    raw("send", "datagrams are full", EAGAIN, s -> full(s, n(s.datagrams().first())));
    raw("sendto", "stream with an address", EOPNOTSUPP, s -> to(nUnix(s), s));
    raw("sendto", "connected stream with one", EISCONN, s -> to(nStream(s), s));
    raw("sendto", "address cut off", EINVAL, s -> sendto(nUdp(s), s.mem(1), 1, 0, s.in(9), 7));
    raw("sendto", "address nowhere", EFAULT, s -> sendto(nUdp(s), s.mem(1), 1, 0, NOWHERE, 16));
    raw("sendto", "no socket", ENOTSOCK, s -> sendto(s.noSocket(), s.mem(1), 1, 0, NULL, 0));
    raw("sendto", "no descriptor", EBADF, s -> sendto(NO_FD, s.mem(1), 1, 0, NULL, 0));
  }

  private void rawRecvRows() {
    raw("recv", "nothing arrived, TCP", EAGAIN, s -> recv(one(s.connection()), s.mem(1), 1, 0));
    raw("recv", "nothing arrived, AF_UNIX", EAGAIN, s -> recv(nStream(s), s.mem(1), 1, 0));
    raw("recv", "nothing arrived, UDP", EAGAIN, s -> recv(nUdp(s), s.mem(1), 1, 0));
    raw("recv", "no error is queued", EAGAIN, s -> recv(nUdp(s), s.mem(1), 1, MSG_ERRQUEUE));
    raw("recv", "no socket", ENOTSOCK, s -> recv(s.noSocket(), s.mem(1), 1, 0));
    raw("recv", "no descriptor", EBADF, s -> recv(NO_FD, s.mem(1), 1, 0));
    raw("recv", "nowhere to write", EFAULT, s -> recv(arrived(s), NOWHERE, 1, 0));
    raw("recvfrom", "nothing arrived", EAGAIN, s -> recvfrom(nUdp(s), s.mem(1), 1, 0, NULL, NULL));
    raw("recvfrom", "no socket", ENOTSOCK, s -> recvfrom(s.noSocket(), s.mem(1), 1, 0, NULL, NULL));
    raw("recvfrom", "no descriptor", EBADF, s -> recvfrom(NO_FD, s.mem(1), 1, 0, NULL, NULL));
  }

  private void rawMessageRows() {
    raw("sendmsg", "no socket", ENOTSOCK, s -> sendmsg(s.noSocket(), s.mem(56), 0));
    raw("sendmsg", "no descriptor", EBADF, s -> sendmsg(NO_FD, s.mem(56), 0));
    raw("sendmsg", "message nowhere", EFAULT, s -> sendmsg(nUdp(s), NOWHERE, 0));
    raw("sendmsg", "1025 buffers", EMSGSIZE, s -> sendmsg(nUdp(s), iovs(s, 1025), 0));
    raw("sendmsg", "control cut off", EINVAL, s -> sendmsg(nStream(s), control(s, 1, 99), 0));
    raw("sendmsg", "not open", EBADF, s -> sendmsg(nStream(s), control(s, NO_FD, 20), 0));
    raw("sendmsg", "254 descriptors", EINVAL, s -> sendmsg(nStream(s), rights(s, 254), 0));
    raw("sendmsg", "control of 2 GiB", ENOBUFS, s -> sendmsg(nStream(s), huge(s), 0));
    raw("recvmsg", "no socket", ENOTSOCK, s -> recvmsg(s.noSocket(), s.mem(56), 0));
    raw("recvmsg", "no descriptor", EBADF, s -> recvmsg(NO_FD, s.mem(56), 0));
    raw("recvmsg", "message nowhere", EFAULT, s -> recvmsg(nUdp(s), NOWHERE, 0));
    raw("recvmsg", "nothing arrived", EAGAIN, s -> recvmsg(nUdp(s), s.mem(56), 0));
    raw("recvmsg", "1025 buffers", EMSGSIZE, s -> recvmsg(nUdp(s), iovs(s, 1025), 0));
    raw("sendmmsg", "no descriptor", EBADF, s -> sendmmsg(NO_FD, s.mem(64), 1, 0));
    raw("sendmmsg", "messages nowhere", EFAULT, s -> sendmmsg(nUdp(s), NOWHERE, 1, 0));
    raw("recvmmsg", "nothing arrived", EAGAIN, s -> recvmmsg(nUdp(s), s.mem(64), 1, 0, NULL));
    raw("recvmmsg", "no descriptor", EBADF, s -> recvmmsg(NO_FD, s.mem(64), 1, 0, NULL));
    raw("recvmmsg", "no such time", EINVAL, s -> recvmmsg(nUdp(s), s.mem(64), 1, 0, badTime(s)));
  }

  private static StreamSocket shut(StreamSocket socket) throws IOException {
    socket.shutdown(Shutdown.WRITE);
    return socket;
  }

  private static SeqpacketSocket record(Scene s) throws IOException {
    return s.records().first();
  }

  private static DatagramSocket gram(Scene s) throws IOException {
    return s.datagrams().first();
  }

  private static SeqpacketSocket left(SocketPair<SeqpacketSocket> pair) {
    pair.second().close();
    return pair.first();
  }

  private static DatagramSocket gone(SocketPair<DatagramSocket> pair) {
    pair.second().close();
    return pair.first();
  }

  private static StreamSocket told(StreamSocket reset) throws IOException {
    int error = reset.get(SocketOptions.SO_ERROR);
    if (error != ECONNRESET.number()) {
      throw new IllegalStateException("SO_ERROR is " + error);
    }
    return reset;
  }

  /** tcp(7): closing with unread data resets the connection. */
  private static StreamSocket unread(Scene s) throws IOException {
    SocketPair<StreamSocket> pair = s.connection();
    pair.first().send(s.buf(1));
    Scene.await(pair.second().awaitReadable(Scene.DEADLINE_NANOS));
    pair.second().close();
    Scene.await(pair.first().awaitReadable(Scene.DEADLINE_NANOS));
    return pair.first();
  }

  private static DatagramSocket peer(DatagramSocket socket) throws IOException {
    socket.connect(Endpoint.parse("127.0.0.1:9"));
    return socket;
  }

  private static DatagramSocket segmented(DatagramSocket socket) throws IOException {
    socket.set(UdpOptions.UDP_SEGMENT, 8);
    return peer(socket);
  }

  private static DatagramSocket v6only(DatagramSocket socket) throws IOException {
    socket.set(Ipv6Options.IPV6_V6ONLY, true);
    return socket;
  }

  private static void to(DatagramSocket socket, Scene s, String peer) throws IOException {
    to(socket, s, s.at(peer));
  }

  private static void to(DatagramSocket socket, Scene s, Endpoint peer) throws IOException {
    socket.sendTo(s.buf(1), peer);
  }

  private static Endpoint discard(Scene s) {
    return s.at("127.0.0.1:9");
  }

  private static long to(int socket, Scene s) throws IOException {
    return sendto(socket, s.mem(1), 1, 0, s.un(s.stream()), 110);
  }

  /** A datagram socket that is connected to another, and hears from that one alone. */
  private static DatagramSocket busy(Scene s) throws IOException {
    DatagramSocket peer = s.datagrams().first();
    peer.bind(s.path("busy"));
    return peer;
  }

  private static int one(SocketPair<?> pair) {
    return n(pair.first());
  }

  private static long full(Scene s, int socket) throws Exception {
    MemorySegment bytes = s.mem(65_536);
    return Scene.fill(() -> send(socket, bytes, 65_536, MSG_DONTWAIT));
  }

  private static int arrived(Scene s) throws IOException {
    SocketPair<StreamSocket> pair = s.streams();
    pair.second().send(s.buf(1));
    return n(pair.first());
  }

  private static Message out(Scene s) {
    return message(s, s.buf(1));
  }

  private static Message in(Scene s) {
    return message(s, s.room());
  }

  private static Message tooLong(Scene s) {
    return message(s, s.buf(TOO_LONG));
  }

  private static Message message(Scene s, IoBuffer buffer) {
    return s.keep(Message.allocate(1, 64).setBuffers(buffer));
  }

  private static Message odd(Scene s, int level, int number) throws IOException {
    Message message = out(s).setPeer(s.at("127.0.0.1:9"));
    message.ancillary().add(level, number, new byte[4]);
    return level == 0 ? message : message.setPeer(null);
  }

  private static MessageBatch batch(Scene s) {
    MessageBatch batch = s.keep(MessageBatch.allocate(1, 16, 0));
    batch.buffer(0).put(1);
    return batch;
  }

  private static MemorySegment iovs(Scene s, int count) {
    MemorySegment message = s.mem(Msghdr.SIZEOF);
    Msghdr.msg_iov.set(message, s.mem((long) count * Iovec.SIZEOF));
    Msghdr.msg_iovlen.set(message, count);
    return message;
  }

  /** A message of one byte, with a control buffer that is said to be so long. */
  private static MemorySegment controlled(Scene s, MemorySegment control, long bytes) {
    MemorySegment vector = s.mem(Iovec.SIZEOF);
    Iovec.iov_base.set(vector, s.mem(1));
    Iovec.iov_len.set(vector, 1);
    MemorySegment message = s.mem(Msghdr.SIZEOF);
    Msghdr.msg_iov.set(message, vector);
    Msghdr.msg_iovlen.set(message, 1);
    Msghdr.msg_control.set(message, control);
    Msghdr.msg_controllen.set(message, bytes);
    return message;
  }

  /** SCM_RIGHTS with one descriptor, whose header says that it is so long. */
  private static MemorySegment control(Scene s, int fd, long bytes) {
    MemorySegment control = s.mem(24);
    Cmsghdr.cmsg_len.set(control, bytes);
    Cmsghdr.cmsg_level.set(control, SOL_SOCKET);
    Cmsghdr.cmsg_type.set(control, SCM_RIGHTS);
    control.set(ValueLayout.JAVA_INT, 16, fd);
    return controlled(s, control, 24);
  }

  private static MemorySegment rights(Scene s, int count) {
    long bytes = Cmsghdr.CMSG_LEN(4L * count);
    MemorySegment control = s.mem(Cmsghdr.CMSG_SPACE(4L * count));
    Cmsghdr.cmsg_len.set(control, bytes);
    Cmsghdr.cmsg_level.set(control, SOL_SOCKET);
    Cmsghdr.cmsg_type.set(control, SCM_RIGHTS);
    return controlled(s, control, control.byteSize());
  }

  private static MemorySegment huge(Scene s) {
    return controlled(s, s.mem(16), 1L << 31);
  }

  private static MemorySegment badTime(Scene s) {
    MemorySegment time = s.mem(Timespec.SIZEOF);
    Timespec.tv_nsec.set(time, -1L);
    return time;
  }
}
