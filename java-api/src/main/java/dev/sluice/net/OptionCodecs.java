package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.Fd;
import dev.sluice.sys.IpMreqn;
import dev.sluice.sys.Linger;
import dev.sluice.sys.Timeval;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How option values of common types are written in memory. A type of ours brings its own codec.
 *
 * <p>Classes, not lambdas: linking one costs a start-up more than loading the other.
 */
final class OptionCodecs {
  /** Interface names and those of algorithms are shorter, {@code IFNAMSIZ} and its kin. */
  private static final int NAME_BYTES = 16;

  /** Room for what has no fixed size: saved headers, structs that kernels lengthen. */
  static final int ROOM_BYTES = 1024;

  private static final int NANOS_PER_MICRO = 1_000;

  static final SocketOption.Codec<Integer> INT =
      new Sized<>(Integer.BYTES) {
        @Override
        public MemorySegment encode(Integer value, SegmentAllocator allocator) {
          return allocator.allocateFrom(JAVA_INT, value);
        }

        @Override
        public Integer decode(MemorySegment memory) {
          return memory.get(JAVA_INT, 0);
        }
      };

  static final SocketOption.Codec<Boolean> BOOLEAN =
      new Sized<>(Integer.BYTES) {
        @Override
        public MemorySegment encode(Boolean value, SegmentAllocator allocator) {
          return allocator.allocateFrom(JAVA_INT, value ? 1 : 0);
        }

        @Override
        public Boolean decode(MemorySegment memory) {
          return memory.get(JAVA_INT, 0) != 0;
        }
      };

  static final SocketOption.Codec<Long> LONG =
      new Sized<>(Long.BYTES) {
        @Override
        public MemorySegment encode(Long value, SegmentAllocator allocator) {
          return allocator.allocateFrom(JAVA_LONG, value);
        }

        @Override
        public Long decode(MemorySegment memory) {
          return memory.get(JAVA_LONG, 0);
        }
      };

  static final SocketOption.Codec<byte[]> BYTES =
      new Sized<>(ROOM_BYTES) {
        @Override
        public MemorySegment encode(byte[] value, SegmentAllocator allocator) {
          return allocator.allocateFrom(JAVA_BYTE, value);
        }

        @Override
        public byte[] decode(MemorySegment memory) {
          return memory.toArray(JAVA_BYTE);
        }
      };

  static final SocketOption.Codec<String> NAME =
      new Sized<>(NAME_BYTES) {
        @Override
        public MemorySegment encode(String value, SegmentAllocator allocator) {
          byte[] name = value.getBytes(StandardCharsets.UTF_8);
          if (name.length >= NAME_BYTES) {
            throw new IllegalArgumentException(
                "a name has at most " + (NAME_BYTES - 1) + " bytes, and '" + value + "' has more");
          }
          MemorySegment memory = allocator.allocate(NAME_BYTES);
          MemorySegment.copy(name, 0, memory, JAVA_BYTE, 0, name.length);
          return memory;
        }

        @Override
        public String decode(MemorySegment memory) {
          byte[] name = memory.toArray(JAVA_BYTE);
          int end = 0;
          while (end < name.length && name[end] != 0) {
            end++;
          }
          return new String(name, 0, end, StandardCharsets.UTF_8);
        }
      };

  static final SocketOption.Codec<Optional<Duration>> LINGER =
      new Sized<>(Linger.SIZEOF) {
        @Override
        public MemorySegment encode(Optional<Duration> value, SegmentAllocator allocator) {
          Duration time = value.orElse(Duration.ZERO);
          if (time.isNegative()
              || time.toSeconds() > Integer.MAX_VALUE
              || time.toNanosPart() != 0) {
            throw new IllegalArgumentException("SO_LINGER takes whole seconds from 0, not " + time);
          }
          MemorySegment linger = allocator.allocate(Linger.SIZEOF, Integer.BYTES);
          Linger.l_onoff.set(linger, value.isPresent() ? 1 : 0);
          Linger.l_linger.set(linger, (int) time.toSeconds());
          return linger;
        }

        @Override
        public Optional<Duration> decode(MemorySegment linger) {
          return Linger.l_onoff.get(linger) == 0
              ? Optional.empty()
              : Optional.of(Duration.ofSeconds(Linger.l_linger.get(linger)));
        }
      };

  static final SocketOption.Codec<Duration> TIMEVAL =
      new Sized<>(Timeval.SIZEOF) {
        @Override
        public MemorySegment encode(Duration value, SegmentAllocator allocator) {
          if (value.isNegative()) {
            throw new IllegalArgumentException("a timeout is not negative: " + value);
          }
          MemorySegment timeval = allocator.allocate(Timeval.SIZEOF, Long.BYTES);
          Timeval.tv_sec.set(timeval, value.toSeconds());
          Timeval.tv_usec.set(timeval, value.toNanosPart() / NANOS_PER_MICRO);
          return timeval;
        }

        @Override
        public Duration decode(MemorySegment timeval) {
          long nanos = Timeval.tv_usec.get(timeval) * NANOS_PER_MICRO;
          return Duration.ofSeconds(Timeval.tv_sec.get(timeval), nanos);
        }
      };

  /** An interface index as {@code struct ip_mreqn}. */
  static final SocketOption.Codec<Integer> INTERFACE =
      new WriteOnly<>() {
        @Override
        public MemorySegment encode(Integer value, SegmentAllocator allocator) {
          MemorySegment mreqn = allocator.allocate(IpMreqn.SIZEOF, Integer.BYTES);
          IpMreqn.imr_ifindex.set(mreqn, value);
          return mreqn;
        }
      };

  /** Group numbers; NGROUPS_MAX is 65536, and the kernel refuses a room that is too small. */
  static final SocketOption.Codec<List<Long>> GROUPS =
      new ReadOnly<>(65_536 * Integer.BYTES) {
        @Override
        public List<Long> decode(MemorySegment memory) {
          List<Long> groups = new ArrayList<>();
          for (long at = 0; at < memory.byteSize(); at += Integer.BYTES) {
            groups.add(Integer.toUnsignedLong(memory.get(JAVA_INT, at)));
          }
          return List.copyOf(groups);
        }
      };

  /** A descriptor that the kernel made for us, close-on-exec. */
  static final SocketOption.Codec<Fd> DESCRIPTOR =
      new ReadOnly<>(Integer.BYTES) {
        @Override
        public Fd decode(MemorySegment memory) {
          return Fd.adopt(memory.get(JAVA_INT, 0));
        }
      };

  private OptionCodecs() {}

  /** A codec with room of a fixed size. */
  abstract static class Sized<T> implements SocketOption.Codec<T> {
    private final int roomBytes;

    Sized(int roomBytes) {
      this.roomBytes = roomBytes;
    }

    @Override
    public int roomBytes() {
      return roomBytes;
    }
  }

  /** The codec of an option that cannot be set. */
  abstract static class ReadOnly<T> extends Sized<T> {
    ReadOnly(int roomBytes) {
      super(roomBytes);
    }

    @Override
    public final MemorySegment encode(T value, SegmentAllocator allocator) {
      throw new UnsupportedOperationException("this option can only be read");
    }
  }

  /** The codec of an option that cannot be read: it has no room for that. */
  abstract static class WriteOnly<T> implements SocketOption.Codec<T> {
    @Override
    public final int roomBytes() {
      throw new UnsupportedOperationException("this option can only be set");
    }

    @Override
    public final T decode(MemorySegment memory) {
      throw new UnsupportedOperationException("this option can only be set");
    }
  }

  /** Takes the setting away from a codec. */
  static <T> SocketOption.Codec<T> readOnly(SocketOption.Codec<T> codec) {
    return new ReadOnly<>(codec.roomBytes()) {
      @Override
      public T decode(MemorySegment memory) {
        return codec.decode(memory);
      }
    };
  }

  /** Takes the reading away from a codec. */
  static <T> SocketOption.Codec<T> writeOnly(SocketOption.Codec<T> codec) {
    return new WriteOnly<>() {
      @Override
      public MemorySegment encode(T value, SegmentAllocator allocator) {
        return codec.encode(value, allocator);
      }
    };
  }
}
