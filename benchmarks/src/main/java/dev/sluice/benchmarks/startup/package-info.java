/** The time from the start of a JVM to the first byte that its server echoes. */
package dev.sluice.benchmarks.startup;
