package org.ssl4j.run;

import org.ssl4j.method.MethodSpec;

/**
 * What a run is about to do.
 *
 * @param spec the method
 * @param epochs epochs of the schedule
 * @param stepsPerEpoch updates per epoch
 * @param firstStep updates already made, when resumed
 * @param lastStep updates after which it ends
 * @param batchSize images per step
 * @param parameters entries that training changes
 */
public record RunPlan(
    MethodSpec spec,
    int epochs,
    int stepsPerEpoch,
    long firstStep,
    long lastStep,
    int batchSize,
    long parameters) {}
