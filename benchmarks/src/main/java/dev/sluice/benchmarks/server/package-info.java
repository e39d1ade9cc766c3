/**
 * The Java contenders of the duel, a program each. All do the same: a backlog of 4,096, {@code
 * TCP_NODELAY}, 16 KiB to receive into; what the peer does not take is kept and sent when there is
 * room. The harness reads the first three of these from the kernel, and every byte that comes back.
 */
package dev.sluice.benchmarks.server;
