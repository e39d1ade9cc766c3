/** Netty as a contender, driven by the thread that measures. */
package dev.sluice.benchmarks.netty;
