package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Endpoint;
import dev.sluice.Endpoints;
import dev.sluice.HostileBytes;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.sys.SockaddrStorage;
import dev.sluice.sys.SocketConstants;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Addresses in native memory that hold anything, and are said to be of any length. */
@AddLifecycleHook(NoLeakedDescriptors.class)
class SockaddrPropertyTest {
  private static final int BYTES = SockaddrStorage.SIZEOF;

  /** The families that decode to a type of their own, and one that does not. */
  private static final int[] FAMILIES = {
    SocketConstants.AF_UNSPEC,
    SocketConstants.AF_UNIX,
    SocketConstants.AF_INET,
    SocketConstants.AF_INET6,
    SocketConstants.AF_NETLINK,
    SocketConstants.AF_PACKET,
    SocketConstants.AF_VSOCK,
    99
  };

  @Provide
  static Arbitrary<Endpoint> endpoints() {
    return Endpoints.encodable();
  }

  /** Returns all of a sockaddr_storage: a family that means something, then anything. */
  @Provide
  static Arbitrary<byte[]> storages() {
    Arbitrary<Integer> families =
        Arbitraries.integers().between(0, FAMILIES.length - 1).map(i -> FAMILIES[i]);
    return Combinators.combine(families, HostileBytes.ofLength(BYTES))
        .as(
            (family, bytes) -> {
              byte[] storage = bytes.clone();
              storage[0] = family.byteValue();
              storage[1] = 0;
              return storage;
            });
  }

  @Provide
  static Arbitrary<byte[]> storageTails() {
    return HostileBytes.ofLength(BYTES - 1);
  }

  /** Writes what a call would have left. */
  private static Sockaddr sockaddr(byte[] storage, int length) {
    Sockaddr address = new Sockaddr();
    MemorySegment.copy(storage, 0, address.memory(), JAVA_BYTE, 0, storage.length);
    address.freshLength().set(JAVA_INT, 0, length);
    return address;
  }

  @Property
  void decode_whatEncodeWrote_isTheSame(@ForAll("endpoints") Endpoint endpoint) {
    Sockaddr address = new Sockaddr();
    int length = address.encode(endpoint);
    address.freshLength().set(JAVA_INT, 0, length);
    assertThat(address.decode()).isEqualTo(endpoint);
  }

  @Property
  void decode_anyBytesAndLength_readsNothingBeyondTheLength(
      @ForAll("storages") byte[] storage, @ForAll @IntRange(min = -2, max = 139) int length) {
    int said = Math.clamp(length, 0, BYTES);
    byte[] otherBehind = storage.clone();
    for (int i = said; i < BYTES; i++) {
      otherBehind[i] = (byte) ~storage[i];
    }
    Endpoint decoded = sockaddr(storage, length).decode();
    assertThat(sockaddr(otherBehind, length).decode()).isEqualTo(decoded);
    try (Arena arena = Arena.ofConfined()) {
      // Memory that ends where the length does: a read beyond is out of bounds.
      MemorySegment exact = arena.allocate(BYTES, 8).asSlice(0, said);
      MemorySegment.copy(storage, 0, exact, JAVA_BYTE, 0, said);
      assertThat(Sockaddr.decode(exact, said)).isEqualTo(decoded);
    }
  }

  @Property
  void decode_anyBytes_encodedAgainIsTheSameEndpoint(
      @ForAll("storages") byte[] storage, @ForAll @IntRange(min = -2, max = 139) int length) {
    Endpoint endpoint = sockaddr(storage, length).decode();
    Sockaddr again = new Sockaddr();
    int encoded = again.encode(endpoint);
    assertThat(Sockaddr.decode(again.memory(), encoded)).isEqualTo(endpoint);
    assertThat(Endpoint.parse(endpoint.toString()).family()).isEqualTo(endpoint.family());
  }

  @Property
  void decode_familyWithoutType_goesBackUnchanged(
      @ForAll("storageTails") byte[] tail, @ForAll @IntRange(min = 2, max = 128) int length) {
    byte[] storage = new byte[BYTES];
    storage[0] = 99;
    System.arraycopy(tail, 0, storage, 1, tail.length);
    Sockaddr address = sockaddr(storage, length);
    Sockaddr again = new Sockaddr();
    assertThat(again.encode(address.decode())).isEqualTo(length);
    assertThat(MemorySegment.mismatch(address.memory(), 0, length, again.memory(), 0, length))
        .isEqualTo(-1);
  }
}
