/** How the duels are run and told: rounds, medians, spread, machine. */
package dev.sluice.benchmarks.harness;
