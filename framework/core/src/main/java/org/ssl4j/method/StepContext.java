package org.ssl4j.method;

/**
 * Where training stands.
 *
 * @param step 0-based step
 * @param totalSteps steps of the whole schedule
 */
public record StepContext(long step, long totalSteps) {}
