package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Fd;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.Property;
import dev.sluice.sys.Cmsghdr;
import dev.sluice.sys.EventFdSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Control buffers as no kernel writes them. */
@ExtendWith(NoLeakedDescriptors.class)
class AncillaryDataTest {
  private static final int ROOM_BYTES = 160;
  private static final List<AncillaryType<?>> TYPES = new ArrayList<>();

  static {
    for (Field field : AncillaryTypes.class.getFields()) {
      try {
        TYPES.add((AncillaryType<?>) field.get(null));
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Elements that are whole, cut, or nonsense; then bytes at random. */
  private static void fill(MemorySegment control, Random random) {
    byte[] noise = new byte[(int) control.byteSize()];
    random.nextBytes(noise);
    MemorySegment.copy(noise, 0, control, JAVA_BYTE, 0, noise.length);
    long place = 0;
    while (place + Cmsghdr.SIZEOF <= control.byteSize() && random.nextInt(8) != 0) {
      int type = random.nextInt(TYPES.size() + 2);
      boolean known = type < TYPES.size();
      Cmsghdr.cmsg_level.set(control, place, known ? TYPES.get(type).level() : 1);
      Cmsghdr.cmsg_type.set(
          control, place, known ? TYPES.get(type).number() : type == TYPES.size() ? 1 : 4);
      long length =
          switch (random.nextInt(12)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextInt(16);
            case 2 -> Long.MAX_VALUE - random.nextInt(16);
            default -> Cmsghdr.CMSG_LEN(random.nextInt(64));
          };
      Cmsghdr.cmsg_len.set(control, place, length);
      if (length < 0 || length > control.byteSize()) {
        return;
      }
      place += Cmsghdr.CMSG_ALIGN(Math.max(length, Cmsghdr.SIZEOF));
    }
  }

  /** What can be read, or the sentence of a refusal; anything else is a failure. */
  private static List<String> read(AncillaryData data) {
    List<String> seen = new ArrayList<>();
    seen.add(data.toString());
    for (int i = 0; i < data.size(); i++) {
      byte[] bytes = data.bytes(i);
      seen.add(data.level(i) + " " + data.number(i) + " " + List.of(bytes.length));
      seen.add(Arrays.toString(bytes));
    }
    for (AncillaryType<?> type : TYPES) {
      try {
        seen.add(type + " " + data.get(type));
      } catch (IllegalStateException refused) {
        seen.add(type + " " + refused.getMessage());
      }
    }
    return seen;
  }

  @Test
  void anyBytesAndLength_readNothingBeyondAndLeakNothing() {
    Property.holds(
        random -> {
          try (Arena arena = Arena.ofConfined()) {
            int length = random.nextInt(ROOM_BYTES + 1);
            MemorySegment one = arena.allocate(ROOM_BYTES, 8);
            fill(one, random);
            // The same bytes up to the length, and others behind: nobody may see a difference.
            MemorySegment other = arena.allocate(ROOM_BYTES, 8);
            MemorySegment.copy(one, 0, other, 0, length);
            for (long i = length; i < ROOM_BYTES; i++) {
              other.set(JAVA_BYTE, i, (byte) ~one.get(JAVA_BYTE, i));
            }
            boolean truncated = random.nextBoolean();
            assertThat(readOwning(one, length, truncated, random.nextBoolean()))
                .isEqualTo(readOwning(other, length, truncated, random.nextBoolean()));
          }
        });
  }

  /** Reads with descriptors that are real, whatever numbers stand there; all are closed after. */
  private static List<String> readOwning(
      MemorySegment control, int length, boolean truncated, boolean take) {
    List<Fd> owned = new ArrayList<>();
    AncillaryData data =
        new AncillaryData(
            control,
            number -> {
              Fd fd = Fd.adopt(EventFdSys.eventfd(0, EventFdSys.EFD_CLOEXEC));
              owned.add(fd);
              return fd;
            });
    data.received(length, truncated);
    if (truncated) {
      assertThat(owned).noneMatch(Fd::isOpen);
      assertThat(data.takeRights()).isEmpty();
    }
    List<String> seen = read(data);
    if (take) {
      data.takeRights().forEach(Fd::close);
    }
    data.clear();
    assertThat(owned).noneMatch(Fd::isOpen);
    return seen;
  }

  @Test
  void received_impossibleLengths_areClamped() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment control = arena.allocate(32, 8);
      AncillaryData data = new AncillaryData(control);
      for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 33}) {
        data.received(length, false);
        assertThat(data.size()).isZero();
      }
      Cmsghdr.cmsg_len.set(control, Cmsghdr.CMSG_LEN(16));
      Cmsghdr.cmsg_level.set(control, 99);
      data.received(Long.MAX_VALUE, false);
      assertThat(data.size()).isEqualTo(1);
      assertThat(data.bytes(0)).hasSize(16);
    }
  }

  @Test
  void added_anyValues_areReadBack() {
    Property.holds(
        random -> {
          try (Arena arena = Arena.ofConfined()) {
            AncillaryData data = new AncillaryData(arena.allocate(256, 8));
            int ttl = random.nextInt();
            int segment = random.nextInt(0x10000);
            long time = random.nextLong();
            byte[] unknown = Property.bytes(random, 0, 64);
            data.addInt(AncillaryTypes.IP_TTL, ttl)
                .add(99, 7, unknown)
                .add(AncillaryTypes.UDP_SEGMENT, segment)
                .add(AncillaryTypes.SCM_TXTIME, time);
            assertThat(data.get(AncillaryTypes.IP_TTL)).isEqualTo(ttl);
            assertThat(data.getInt(AncillaryTypes.UDP_SEGMENT, -1)).isEqualTo(segment);
            assertThat(data.get(AncillaryTypes.SCM_TXTIME)).isEqualTo(time);
            assertThat(data.bytes(1)).isEqualTo(unknown);
            assertThat(data.size()).isEqualTo(4);
          }
        });
  }
}
