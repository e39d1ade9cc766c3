package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.sys.In6Pktinfo;
import dev.sluice.sys.InPktinfo;
import dev.sluice.sys.SockaddrIn;
import dev.sluice.sys.SockaddrIn6;
import dev.sluice.sys.SocketConstants;
import dev.sluice.sys.Timespec;
import dev.sluice.sys.Timeval;
import dev.sluice.sys.Ucred;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.time.Instant;
import java.time.temporal.ChronoField;
import org.jspecify.annotations.Nullable;

/** How ancillary values are written in memory, where options are not written the same. */
final class AncillaryCodecs {
  private static final int NANOS_PER_MICRO = 1_000;
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  /** {@code ip(7)}: IP_TOS comes as one byte, and is taken as one or as an int. */
  static final SocketOption.Codec<Integer> OCTET =
      new OptionCodecs.Sized<>(Byte.BYTES) {
        @Override
        public MemorySegment encode(Integer value, SegmentAllocator allocator) {
          return allocator.allocateFrom(JAVA_INT, value);
        }

        @Override
        public Integer decode(MemorySegment memory) {
          return Byte.toUnsignedInt(memory.get(JAVA_BYTE, 0));
        }
      };

  static final SocketOption.Codec<Integer> SHORT =
      new OptionCodecs.Sized<>(Short.BYTES) {
        @Override
        public MemorySegment encode(Integer value, SegmentAllocator allocator) {
          if (value < 0 || value > 0xFFFF) {
            throw new IllegalArgumentException("a length of 16 bits is 0 to 65535, not " + value);
          }
          return allocator.allocateFrom(JAVA_SHORT, value.shortValue());
        }

        @Override
        public Integer decode(MemorySegment memory) {
          return Short.toUnsignedInt(memory.get(JAVA_SHORT, 0));
        }
      };

  static final SocketOption.Codec<InetEndpoint> INET4 =
      new OptionCodecs.ReadOnly<>(SockaddrIn.SIZEOF) {
        @Override
        public InetEndpoint decode(MemorySegment memory) {
          check(memory, SocketConstants.AF_INET);
          return (InetEndpoint) Sockaddr.decode(memory, SockaddrIn.SIZEOF);
        }
      };

  static final SocketOption.Codec<InetEndpoint> INET6 =
      new OptionCodecs.ReadOnly<>(SockaddrIn6.SIZEOF) {
        @Override
        public InetEndpoint decode(MemorySegment memory) {
          check(memory, SocketConstants.AF_INET6);
          return (InetEndpoint) Sockaddr.decode(memory, SockaddrIn6.SIZEOF);
        }
      };

  static final SocketOption.Codec<PacketInfo> PKTINFO =
      new OptionCodecs.Sized<>(InPktinfo.SIZEOF) {
        @Override
        public MemorySegment encode(PacketInfo value, SegmentAllocator allocator) {
          check(value, Family.INET4);
          MemorySegment info = allocator.allocate(InPktinfo.SIZEOF, Integer.BYTES);
          InPktinfo.ipi_ifindex.set(info, value.interfaceIndex());
          value.local().copyAddress(info, InPktinfo.ipi_spec_dst.offset());
          value.destination().copyAddress(info, InPktinfo.ipi_addr.offset());
          return info;
        }

        @Override
        public PacketInfo decode(MemorySegment memory) {
          return new PacketInfo(
              InPktinfo.ipi_ifindex.get(memory),
              address(InPktinfo.ipi_spec_dst.of(memory)),
              address(InPktinfo.ipi_addr.of(memory)));
        }
      };

  static final SocketOption.Codec<PacketInfo> PKTINFO6 =
      new OptionCodecs.Sized<>(In6Pktinfo.SIZEOF) {
        @Override
        public MemorySegment encode(PacketInfo value, SegmentAllocator allocator) {
          check(value, Family.INET6);
          MemorySegment info = allocator.allocate(In6Pktinfo.SIZEOF, Integer.BYTES);
          value.local().copyAddress(info, In6Pktinfo.ipi6_addr.offset());
          In6Pktinfo.ipi6_ifindex.set(info, value.interfaceIndex());
          return info;
        }

        @Override
        public PacketInfo decode(MemorySegment memory) {
          InetEndpoint address = address(In6Pktinfo.ipi6_addr.of(memory));
          return new PacketInfo(In6Pktinfo.ipi6_ifindex.get(memory), address, address);
        }
      };

  static final SocketOption.Codec<PeerCredentials> CREDENTIALS =
      new OptionCodecs.Sized<>(Ucred.SIZEOF) {
        @Override
        public MemorySegment encode(PeerCredentials value, SegmentAllocator allocator) {
          MemorySegment ucred = allocator.allocate(Ucred.SIZEOF, Integer.BYTES);
          Ucred.pid.set(ucred, value.pid());
          Ucred.uid.set(ucred, (int) value.uid());
          Ucred.gid.set(ucred, (int) value.gid());
          return ucred;
        }

        @Override
        public PeerCredentials decode(MemorySegment memory) {
          return PeerCredentials.CODEC.decode(memory);
        }
      };

  static final SocketOption.Codec<Instant> MICROS =
      new OptionCodecs.ReadOnly<>(Timeval.SIZEOF) {
        @Override
        public Instant decode(MemorySegment memory) {
          long micros = Timeval.tv_usec.get(memory);
          return instant(Timeval.tv_sec.get(memory), micros * NANOS_PER_MICRO);
        }
      };

  static final SocketOption.Codec<Instant> NANOS =
      new OptionCodecs.ReadOnly<>(Timespec.SIZEOF) {
        @Override
        public Instant decode(MemorySegment memory) {
          return instant(Timespec.tv_sec.get(memory), Timespec.tv_nsec.get(memory));
        }
      };

  private AncillaryCodecs() {}

  /** The kernel's numbers are in range; those of a hostile buffer are brought there. */
  static Instant instant(long seconds, long nanos) {
    long inRange = Math.clamp(seconds, Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());
    return Instant.ofEpochSecond(inRange)
        .with(ChronoField.NANO_OF_SECOND, Math.floorMod(nanos, NANOS_PER_SECOND));
  }

  /** Reads an IPv6 socket address, if all of it is there. */
  static @Nullable InetEndpoint inet6(MemorySegment address) {
    return address.byteSize() < SockaddrIn6.SIZEOF ? null : INET6.decode(address);
  }

  private static InetEndpoint address(MemorySegment memory) {
    return InetEndpoint.of(memory.toArray(JAVA_BYTE), 0);
  }

  private static void check(PacketInfo info, Family family) {
    if (info.local().family() != family || info.destination().family() != family) {
      throw new IllegalArgumentException(info + ": addresses of " + family + " are needed");
    }
  }

  private static void check(MemorySegment address, int domain) {
    int family = SockaddrIn.sin_family.get(address);
    if (family != domain) {
      throw new IllegalStateException(
          "an address of the family " + family + " where " + domain + " is expected");
    }
  }
}
