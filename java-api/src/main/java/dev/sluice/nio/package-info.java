/**
 * The fallback: sockets and a poller over {@code java.nio.channels}, where the machine is not Linux
 * or native access is denied. Not exported; reached through {@code dev.sluice.backend}. Nothing
 * here, and nothing it needs, loads the raw layer.
 */
package dev.sluice.nio;
