/**
 * The edge laboratory: scripted scenarios, run under seven readiness mechanisms, side by side.
 *
 * <p>{@link dev.sluice.examples.lab.Lab} is the command. A {@code ScenarioParser} makes a {@code
 * Scenario} of text, a {@code Runner} plays it on a {@code Stage} of real descriptors with one
 * {@code Mechanism} at a time, and {@code Table} and {@code Timeline} show what was reported.
 * Nothing that they show is written down anywhere: all of it comes from the run.
 */
package dev.sluice.examples.lab;
