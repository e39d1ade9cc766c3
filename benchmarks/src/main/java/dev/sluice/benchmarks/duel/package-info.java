/**
 * Echo servers against each other, end to end: a process each, on a processor of its own, under one
 * generator of load on another. {@link dev.sluice.benchmarks.duel.Duel} is the command.
 */
package dev.sluice.benchmarks.duel;
