package dev.sluice;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An AF_VSOCK address, {@code vsock(7)}: a machine by its context id and a port on it, both
 * unsigned.
 *
 * <p>The rule people trip over: a machine without a local transport may pass what goes to {@link
 * #LOCAL} on to its host. Where binding to that address fails, nothing should be sent there.
 *
 * <p>Immutable, thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/vsock.7.html">vsock(7)</a>
 */
public final class VsockEndpoint implements Endpoint {
  /** {@code VMADDR_CID_ANY}: every machine that this one is, to bind to. */
  public static final int ANY = -1;

  /** {@code VMADDR_CID_HYPERVISOR}: reserved for what runs below. */
  public static final int HYPERVISOR = 0;

  /** {@code VMADDR_CID_LOCAL}: this machine itself. */
  public static final int LOCAL = 1;

  /** {@code VMADDR_CID_HOST}: the host of this machine. */
  public static final int HOST = 2;

  /** {@code VMADDR_PORT_ANY}: lets {@code bind} pick a free port; 0 is a port like others. */
  public static final int ANY_PORT = -1;

  static final String PREFIX = "vsock:";

  private final int cid;
  private final int port;
  private final int flags;

  private VsockEndpoint(int cid, int port, int flags) {
    this.cid = cid;
    this.port = port;
    this.flags = flags;
  }

  /**
   * Returns the endpoint on a machine.
   *
   * @param cid the context id, unsigned: {@link #ANY}, {@link #LOCAL}, {@link #HOST} or a guest's
   * @param port the port, unsigned; {@link #ANY_PORT} lets {@code bind} pick a free one
   */
  public static VsockEndpoint of(int cid, int port) {
    return of(cid, port, 0);
  }

  /**
   * Returns the endpoint on a machine, reached in an unusual way.
   *
   * @param cid the context id, unsigned
   * @param port the port, unsigned
   * @param flags {@code svm_flags}, 0 to 255: {@link
   *     dev.sluice.sys.VsockConstants#VMADDR_FLAG_TO_HOST} leaves it to the host to find the guest
   * @throws IllegalArgumentException if the flags are others
   */
  public static VsockEndpoint of(int cid, int port, int flags) {
    if (flags < 0 || flags > 0xFF) {
      throw new IllegalArgumentException("the flags are one byte, not " + flags);
    }
    return new VsockEndpoint(cid, port, flags);
  }

  static VsockEndpoint parse(String text) {
    String[] parts = text.substring(PREFIX.length()).split(":", -1);
    if (parts.length != 2) {
      throw Spelling.wrong(text, "write vsock:CID:PORT, and * for any");
    }
    return of(parse(text, parts[0]), parse(text, parts[1]), 0);
  }

  private static int parse(String text, String part) {
    return part.equals("*") ? ANY : Spelling.unsigned(text, part);
  }

  /** Returns the context id, an unsigned number. */
  public int cid() {
    return cid;
  }

  /** Returns the port, an unsigned number. */
  public int port() {
    return port;
  }

  /** Returns {@code svm_flags}, 0 to 255. */
  public int flags() {
    return flags;
  }

  @Override
  public Family family() {
    return Family.VSOCK;
  }

  @Override
  public SocketAddress toSocketAddress() {
    throw Spelling.notInJava(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VsockEndpoint that
        && cid == that.cid
        && port == that.port
        && flags == that.flags;
  }

  @Override
  public int hashCode() {
    return 31 * cid + port;
  }

  /** Returns the spelling that {@link Endpoint#parse} reads; the flags are not part of it. */
  @Override
  public String toString() {
    return PREFIX + format(cid) + ":" + format(port);
  }

  private static String format(int number) {
    return number == ANY ? "*" : Integer.toUnsignedString(number);
  }
}
