package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.InetEndpoint;
import dev.sluice.sys.TcpConstants;
import dev.sluice.sys.TcpMd5sig;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * The key that signs the segments to and from a peer, RFC 2385; {@code TCP_MD5SIG} of {@code
 * tcp(7)}.. Immutable, thread-safe.
 */
public final class TcpMd5Signature {
  static final SocketOption.Codec<TcpMd5Signature> CODEC =
      new OptionCodecs.WriteOnly<>() {
        @Override
        public MemorySegment encode(TcpMd5Signature value, SegmentAllocator allocator) {
          MemorySegment sig = allocator.allocate(TcpMd5sig.SIZEOF, Long.BYTES);
          Sockaddr.encode(value.peer, TcpMd5sig.tcpm_addr.of(sig));
          TcpMd5sig.tcpm_keylen.set(sig, value.key.length);
          MemorySegment key = TcpMd5sig.tcpm_key.of(sig);
          MemorySegment.copy(value.key, 0, key, JAVA_BYTE, 0, value.key.length);
          return sig;
        }
      };

  private final InetEndpoint peer;
  private final byte[] key;

  private TcpMd5Signature(InetEndpoint peer, byte[] key) {
    this.peer = peer;
    this.key = key;
  }

  /**
   * Says with which key segments are signed.
   *
   * @param peer the peer's address; its port does not count
   * @param key 1 to 80 bytes; empty takes the peer's key away
   * @throws IllegalArgumentException if the key is longer
   */
  public static TcpMd5Signature of(InetEndpoint peer, byte[] key) {
    if (key.length > TcpConstants.TCP_MD5SIG_MAXKEYLEN) {
      throw new IllegalArgumentException(
          "a key has at most " + TcpConstants.TCP_MD5SIG_MAXKEYLEN + " bytes, not " + key.length);
    }
    return new TcpMd5Signature(peer, key.clone());
  }

  /** Returns the peer, and nothing of the key. */
  @Override
  public String toString() {
    return "TcpMd5Signature[" + peer + "]";
  }
}
