/** What came out, as one page, pictures and a table of what was to be reached. */
package dev.sluice.benchmarks.report;
