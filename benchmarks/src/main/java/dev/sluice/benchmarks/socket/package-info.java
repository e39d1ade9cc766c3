/** Transfers between two ends, against java.nio and jnr-unixsocket. */
package dev.sluice.benchmarks.socket;
