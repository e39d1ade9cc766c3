package dev.sluice.net;

import dev.sluice.sys.Ucred;
import java.lang.foreign.MemorySegment;

/**
 * Who a process is, {@code struct ucred} of {@code unix(7)}.
 *
 * @param pid its process number, 0 if it is outside our pid namespace
 * @param uid its effective user
 * @param gid its effective group
 */
public record PeerCredentials(int pid, long uid, long gid) {
  static final SocketOption.Codec<PeerCredentials> CODEC =
      new OptionCodecs.ReadOnly<>(Ucred.SIZEOF) {
        @Override
        public PeerCredentials decode(MemorySegment ucred) {
          return new PeerCredentials(
              Ucred.pid.get(ucred),
              Integer.toUnsignedLong(Ucred.uid.get(ucred)),
              Integer.toUnsignedLong(Ucred.gid.get(ucred)));
        }
      };
}
