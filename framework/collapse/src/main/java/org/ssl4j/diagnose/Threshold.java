package org.ssl4j.diagnose;

/**
 * A level at which a rule of the diagnosis changes its mind, for charts.
 *
 * @param measure as in the metric files: {@code stdRatio}, {@code loss}
 * @param name for a legend
 * @param value of the measure
 * @param meaning what a value on the wrong side says, as a sentence without a full stop
 */
public record Threshold(String measure, String name, double value, String meaning) {}
