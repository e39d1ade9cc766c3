/** What a wait costs, by how many descriptors are watched and how many of them are ready. */
package dev.sluice.benchmarks.scaling;
