package dev.sluice.net;

import static dev.sluice.sys.SocketConstants.SOL_PACKET;

import dev.sluice.sys.PacketConstants;

/** Options of AF_PACKET sockets, by their names in C, sorted; {@code packet(7)}. */
public final class PacketOptions {
  /** Has an interface take more than its own packets; only set. {@code packet(7)}. */
  public static final SocketOption<PacketMembership> PACKET_ADD_MEMBERSHIP =
      SocketOption.of(
          "PACKET_ADD_MEMBERSHIP",
          SOL_PACKET,
          PacketConstants.PACKET_ADD_MEMBERSHIP,
          PacketMembership.CODEC);

  /** Takes a membership back; only set. {@code packet(7)}. */
  public static final SocketOption<PacketMembership> PACKET_DROP_MEMBERSHIP =
      SocketOption.of(
          "PACKET_DROP_MEMBERSHIP",
          SOL_PACKET,
          PacketConstants.PACKET_DROP_MEMBERSHIP,
          PacketMembership.CODEC);

  /** Whether packets that leave are kept from this socket. {@code packet(7)}. */
  public static final SocketOption<Boolean> PACKET_IGNORE_OUTGOING =
      SocketOption.ofBoolean(
          "PACKET_IGNORE_OUTGOING", SOL_PACKET, PacketConstants.PACKET_IGNORE_OUTGOING);

  /** Whether sent packets pass by the queues of traffic control. {@code packet(7)}. */
  public static final SocketOption<Boolean> PACKET_QDISC_BYPASS =
      SocketOption.ofBoolean(
          "PACKET_QDISC_BYPASS", SOL_PACKET, PacketConstants.PACKET_QDISC_BYPASS);

  /** What came and what was dropped, counted anew after each reading. {@code packet(7)}. */
  public static final SocketOption<PacketStatistics> PACKET_STATISTICS =
      SocketOption.of(
          "PACKET_STATISTICS",
          SOL_PACKET,
          PacketConstants.PACKET_STATISTICS,
          PacketStatistics.CODEC);

  private PacketOptions() {}
}
