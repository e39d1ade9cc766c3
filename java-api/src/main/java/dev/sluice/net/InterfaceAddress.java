package dev.sluice.net;

import dev.sluice.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * An address of a network interface, one entry of {@code getifaddrs(3)}.
 *
 * @param name the interface's name; an alias of old style has its own, such as {@code eth0:1}
 * @param flags the interface's flags
 * @param address the address: an {@link dev.sluice.InetEndpoint} with port 0, or a {@link
 *     dev.sluice.PacketEndpoint} with the hardware address; {@code null} if it has none
 * @param netmask the mask of its network, as an address; {@code null} for hardware addresses
 * @param broadcast where broadcasts on its network go to, or {@code null}
 * @param destination the other end of a point-to-point link, or {@code null}
 */
public record InterfaceAddress(
    String name,
    InterfaceFlags flags,
    @Nullable Endpoint address,
    @Nullable Endpoint netmask,
    @Nullable Endpoint broadcast,
    @Nullable Endpoint destination) {}
