/** Pictures of results, as SVG and PNG, on machines without a display and without fonts. */
package dev.sluice.benchmarks.chart;
