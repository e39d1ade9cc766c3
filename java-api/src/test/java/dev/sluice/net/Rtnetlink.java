package dev.sluice.net;

import static java.nio.ByteOrder.nativeOrder;

import dev.sluice.IoBuffer;
import dev.sluice.NetlinkEndpoint;
import dev.sluice.sys.NetlinkConstants;
import dev.sluice.sys.Nlmsghdr;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Dumps of {@code rtnetlink(7)}, as far as tests compare them. */
final class Rtnetlink {
  // Numbers of linux/rtnetlink.h, linux/if_link.h and linux/if_addr.h.
  static final int RTM_NEWLINK = 16;
  static final int RTM_GETLINK = 18;
  static final int RTM_NEWADDR = 20;
  static final int RTM_GETADDR = 22;
  static final int IFLA_ADDRESS = 1;
  static final int IFLA_IFNAME = 3;
  static final int IFLA_MTU = 4;
  static final int IFA_ADDRESS = 1;
  static final int IFA_LOCAL = 2;
  private static final int IFINFOMSG_BYTES = 16;
  private static final int IFADDRMSG_BYTES = 8;

  private Rtnetlink() {}

  /** A message of the dump: the fixed part, and attributes by their numbers. */
  record Entry(int type, ByteBuffer fixed, Map<Integer, byte[]> attributes) {
    /** The index stands at the same place in ifinfomsg and ifaddrmsg. */
    int index() {
      return fixed.getInt(4);
    }
  }

  /** Asks for all of something, and reads until the kernel says that it is done. */
  static List<Entry> dump(DatagramSocket socket, IoBuffer buffer, int type) throws Exception {
    int request = Nlmsghdr.SIZEOF + IFINFOMSG_BYTES;
    ByteBuffer message = ByteBuffer.allocate(request).order(nativeOrder());
    message.putInt(request).putShort((short) type);
    message.putShort((short) (NetlinkConstants.NLM_F_REQUEST | NetlinkConstants.NLM_F_DUMP));
    message.putInt(type);
    socket.sendTo(buffer.clear().put(message.array()), NetlinkEndpoint.kernel());
    List<Entry> all = new ArrayList<>();
    Sender sender = new Sender();
    boolean more = true;
    while (more) {
      int length = socket.recvFrom(buffer.clear(), sender);
      if (length > buffer.readable() || !sender.endpoint().equals(NetlinkEndpoint.kernel())) {
        throw new AssertionError(length + " bytes from " + sender);
      }
      more = collect(ByteBuffer.wrap(buffer.getAll()).order(nativeOrder()), all);
    }
    return all;
  }

  private static boolean collect(ByteBuffer messages, List<Entry> all) {
    while (messages.remaining() >= Nlmsghdr.SIZEOF) {
      int start = messages.position();
      int length = messages.getInt(start);
      int type = messages.getShort(start + 4);
      if (type == NetlinkConstants.NLMSG_DONE) {
        return false;
      }
      if (type == NetlinkConstants.NLMSG_ERROR) {
        throw new AssertionError("error " + messages.getInt(start + Nlmsghdr.SIZEOF));
      }
      ByteBuffer body = messages.slice(start + Nlmsghdr.SIZEOF, length - Nlmsghdr.SIZEOF);
      all.add(entry(type, body.order(nativeOrder())));
      messages.position(Math.min(messages.limit(), start + aligned(length)));
    }
    return true;
  }

  private static Entry entry(int type, ByteBuffer body) {
    int fixed = type == RTM_NEWLINK ? IFINFOMSG_BYTES : IFADDRMSG_BYTES;
    Map<Integer, byte[]> attributes = new HashMap<>();
    for (int at = fixed; at + 4 <= body.limit(); at += aligned(body.getShort(at))) {
      byte[] value = new byte[body.getShort(at) - 4];
      body.get(at + 4, value);
      attributes.put((int) body.getShort(at + 2), value);
    }
    return new Entry(type, body, attributes);
  }

  private static int aligned(int length) {
    return (length + 3) & ~3;
  }
}
