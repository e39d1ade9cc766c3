package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Fd;
import dev.sluice.HostileBytes;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.sys.Cmsghdr;
import dev.sluice.sys.EventFdSys;
import dev.sluice.sys.SocketConstants;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Control buffers that hold anything, cut anywhere. */
@AddLifecycleHook(NoLeakedDescriptors.class)
class AncillaryDataPropertyTest {
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

  /** A header, whose length may be a lie. */
  record Element(int level, int type, long length) {}

  @Provide
  static Arbitrary<byte[]> rooms() {
    return HostileBytes.ofLength(ROOM_BYTES);
  }

  @Provide
  static Arbitrary<byte[]> contents() {
    return HostileBytes.ofLength(0, 64);
  }

  /** Returns elements that are whole, cut, or nonsense. */
  @Provide
  static Arbitrary<List<Element>> elements() {
    List<Tuple.Tuple2<Integer, Integer>> numbers = new ArrayList<>();
    TYPES.forEach(type -> numbers.add(Tuple.of(type.level(), type.number())));
    // SCM_RIGHTS, which is read by a method of its own; and one that nobody has heard of.
    numbers.add(Tuple.of(SocketConstants.SOL_SOCKET, SocketConstants.SCM_RIGHTS));
    numbers.add(Tuple.of(SocketConstants.SOL_SOCKET, 0x5A5A));
    Arbitrary<Long> lengths =
        Arbitraries.frequencyOf(
            Tuple.of(9, Arbitraries.longs().between(0, 63).map(Cmsghdr::CMSG_LEN)),
            Tuple.of(1, Arbitraries.longs().between(0, Cmsghdr.SIZEOF - 1)),
            Tuple.of(1, Arbitraries.longs().between(Long.MAX_VALUE - 15, Long.MAX_VALUE)),
            Tuple.of(1, Arbitraries.longs()));
    return Combinators.combine(Arbitraries.of(numbers), lengths)
        .as((number, length) -> new Element(number.get1(), number.get2(), length))
        .list()
        .ofMaxSize(8);
  }

  /** Puts the headers where the lengths say, up to one that leads out. */
  private static void write(List<Element> elements, MemorySegment control) {
    long place = 0;
    for (Element element : elements) {
      if (place + Cmsghdr.SIZEOF > control.byteSize()) {
        return;
      }
      Cmsghdr.cmsg_level.set(control, place, element.level());
      Cmsghdr.cmsg_type.set(control, place, element.type());
      Cmsghdr.cmsg_len.set(control, place, element.length());
      if (element.length() < 0 || element.length() > control.byteSize()) {
        return;
      }
      place += Cmsghdr.CMSG_ALIGN(Math.max(element.length(), Cmsghdr.SIZEOF));
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

  @Property
  void anyBytesAndLength_readNothingBeyondAndLeakNothing(
      @ForAll("rooms") byte[] noise,
      @ForAll("elements") List<Element> elements,
      @ForAll @IntRange(max = ROOM_BYTES) int length,
      @ForAll boolean truncated,
      @ForAll boolean take) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocate(ROOM_BYTES, 8);
      MemorySegment.copy(noise, 0, one, JAVA_BYTE, 0, ROOM_BYTES);
      write(elements, one);
      // The same bytes up to the length, and others behind: nobody may see a difference.
      MemorySegment other = arena.allocate(ROOM_BYTES, 8);
      MemorySegment.copy(one, 0, other, 0, length);
      for (long i = length; i < ROOM_BYTES; i++) {
        other.set(JAVA_BYTE, i, (byte) ~one.get(JAVA_BYTE, i));
      }
      List<String> seen = readOwning(one, length, truncated, take);
      assertThat(readOwning(other, length, truncated, !take)).isEqualTo(seen);
      // Nothing behind: a read beyond is out of bounds.
      MemorySegment exact = one.asSlice(0, length);
      assertThat(readOwning(exact, length, truncated, take)).isEqualTo(seen);
    }
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

  @Property
  void added_anyValues_areReadBack(
      @ForAll int ttl,
      @ForAll @IntRange(max = 0xFFFF) int segment,
      @ForAll long time,
      @ForAll("contents") byte[] unknown) {
    try (Arena arena = Arena.ofConfined()) {
      AncillaryData data = new AncillaryData(arena.allocate(256, 8));
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
  }
}
