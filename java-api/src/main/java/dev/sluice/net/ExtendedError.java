package dev.sluice.net;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.sys.ErrqueueConstants;
import dev.sluice.sys.SockExtendedErr;
import dev.sluice.sys.SockaddrIn;
import dev.sluice.sys.SocketConstants;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with something sent earlier, or what became of it: {@code struct
 * sock_extended_err} of {@code ip(7)}.
 *
 * @param errno what a call would have failed with, {@code ENOMSG} for a timestamp; {@code null} for
 *     none, as at the completion of {@code MSG_ZEROCOPY}
 * @param origin who found it, {@code SO_EE_ORIGIN_ICMP} or another
 * @param type the type of the ICMP message
 * @param code the code of the ICMP message, or a flag of the origin
 * @param info more, for {@code EMSGSIZE} the MTU of the path
 * @param data still more
 * @param offender who reported it; {@code null} if that is not known
 */
public record ExtendedError(
    @Nullable Errno errno,
    int origin,
    int type,
    int code,
    int info,
    int data,
    @Nullable Endpoint offender) {
  static final SocketOption.Codec<ExtendedError> CODEC =
      new OptionCodecs.ReadOnly<>(SockExtendedErr.SIZEOF) {
        @Override
        public ExtendedError decode(MemorySegment memory) {
          int number = SockExtendedErr.ee_errno.get(memory);
          return new ExtendedError(
              number > 0 ? Errno.of(number) : null,
              SockExtendedErr.ee_origin.get(memory),
              SockExtendedErr.ee_type.get(memory),
              SockExtendedErr.ee_code.get(memory),
              SockExtendedErr.ee_info.get(memory),
              SockExtendedErr.ee_data.get(memory),
              offender(memory.asSlice(SockExtendedErr.SIZEOF)));
        }
      };

  /** {@code SO_EE_OFFENDER}: a socket address behind the struct, {@code AF_UNSPEC} for nobody. */
  private static @Nullable Endpoint offender(MemorySegment address) {
    if (address.byteSize() < SockaddrIn.SIZEOF) {
      return null;
    }
    return switch (SockaddrIn.sin_family.get(address)) {
      case SocketConstants.AF_INET -> Sockaddr.decode(address, SockaddrIn.SIZEOF);
      case SocketConstants.AF_INET6 -> AncillaryCodecs.inet6(address);
      default -> null;
    };
  }

  /** Tells whether this is no error, but says that sends with {@code MSG_ZEROCOPY} are done. */
  public boolean isZeroCopyCompletion() {
    return origin == ErrqueueConstants.SO_EE_ORIGIN_ZEROCOPY;
  }
}
