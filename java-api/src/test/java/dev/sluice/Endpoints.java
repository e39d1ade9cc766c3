package dev.sluice;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.arbitraries.IntegerArbitrary;

/** Endpoints for properties: of each kind, with every value that it can hold. */
public final class Endpoints {
  private Endpoints() {}

  /** Returns all that {@code toString} prints in full. */
  public static Arbitrary<Endpoint> printable() {
    return Arbitraries.oneOf(
        List.of(
            inet4(),
            Combinators.combine(address6(), unsigned16(), sparse())
                .as((address, port, scope) -> InetEndpoint.of(address, port, scope, 0)),
            unix(),
            Combinators.combine(sparse(), anyInt()).as(VsockEndpoint::of),
            netlink(),
            Combinators.combine(unsigned16(), sparse(), hardwareAddress()).as(PacketEndpoint::of),
            opaque(Arbitraries.integers().between(0, 0xFFFF))));
  }

  /** Returns all that a sockaddr can hold, the parts without a spelling included. */
  public static Arbitrary<Endpoint> encodable() {
    IntegerArbitrary unsigned8 = Arbitraries.integers().between(0, 0xFF);
    return Arbitraries.oneOf(
        List.of(
            inet4(),
            Combinators.combine(address6(), unsigned16(), anyInt(), anyInt()).as(InetEndpoint::of),
            unix(),
            Combinators.combine(anyInt(), anyInt(), unsigned8).as(VsockEndpoint::of),
            netlink(),
            Combinators.combine(unsigned16(), anyInt(), hardwareAddress(), unsigned16(), unsigned8)
                .as(PacketEndpoint::of),
            // The bytes of smaller numbers may mean an endpoint that is not opaque.
            opaque(Arbitraries.integers().between(50, 0xFFFF))));
  }

  /** Returns those of the internet, with what Java knows of a scope. */
  public static Arbitrary<Endpoint> ofJavaNet() {
    return Arbitraries.oneOf(
        inet4(),
        Combinators.combine(
                address6(), unsigned16(), Arbitraries.integers().between(0, (1 << 20) - 1))
            .as((address, port, scope) -> InetEndpoint.of(address, port, scope, 0)));
  }

  /** Returns addresses with many zero groups, where the spellings differ. */
  public static Arbitrary<byte[]> address6() {
    Arbitrary<Integer> group =
        Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.just(0)),
            Tuple.of(1, Arbitraries.integers().between(0, 0xFF)),
            Tuple.of(2, unsigned16()));
    return group
        .array(int[].class)
        .ofSize(8)
        .map(
            groups -> {
              byte[] address = new byte[16];
              for (int i = 0; i < groups.length; i++) {
                address[2 * i] = (byte) (groups[i] >> 8);
                address[2 * i + 1] = (byte) groups[i];
              }
              return address;
            });
  }

  private static Arbitrary<Endpoint> inet4() {
    return Combinators.combine(HostileBytes.ofLength(4), unsigned16()).as(InetEndpoint::of);
  }

  private static Arbitrary<Endpoint> unix() {
    Arbitrary<byte[]> paths =
        HostileBytes.each()
            .map(one -> one == 0 ? (byte) '/' : one)
            .array(byte[].class)
            .ofMinSize(1)
            .ofMaxSize(UnixEndpoint.SUN_PATH_BYTES);
    return Arbitraries.frequencyOf(
        Tuple.of(3, paths.map(UnixEndpoint::path)),
        Tuple.of(3, HostileBytes.ofLength(0, 107).map(UnixEndpoint::abstractName)),
        Tuple.of(1, Arbitraries.just(UnixEndpoint.unnamed())));
  }

  private static Arbitrary<Endpoint> netlink() {
    return Combinators.combine(sparse(), sparse()).as(NetlinkEndpoint::of);
  }

  private static Arbitrary<Endpoint> opaque(Arbitrary<Integer> families) {
    return Combinators.combine(
            families.map(Family::of), HostileBytes.ofLength(0, OpaqueEndpoint.MOST_BYTES))
        .as(OpaqueEndpoint::of);
  }

  private static Arbitrary<byte[]> hardwareAddress() {
    return HostileBytes.ofLength(0, PacketEndpoint.MOST_ADDRESS_BYTES);
  }

  /** Ports, protocols, types of hardware. */
  private static IntegerArbitrary unsigned16() {
    return Arbitraries.integers().between(0, 0xFFFF);
  }

  private static IntegerArbitrary anyInt() {
    return Arbitraries.integers();
  }

  /** Of two spellings, one leaves a zero out or stands for -1. */
  private static Arbitrary<Integer> sparse() {
    return Arbitraries.frequencyOf(
        Tuple.of(1, Arbitraries.of(0, -1)), Tuple.of(2, Arbitraries.integers()));
  }
}
