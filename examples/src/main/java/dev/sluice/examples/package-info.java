/**
 * Programs people run. {@link dev.sluice.examples.Sluice} is the command line; each command is a
 * file of its own.
 */
package dev.sluice.examples;
