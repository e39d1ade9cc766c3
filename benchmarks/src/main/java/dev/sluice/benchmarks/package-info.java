/**
 * Sluice against C and java.nio: {@link dev.sluice.benchmarks.Measure} has the commands.
 *
 * <p>Three tiers: {@code raw} is one downcall, {@code event} one wait, {@code socket} one transfer
 * between two ends; {@code startup} is the time before the first of them.
 */
package dev.sluice.benchmarks;
