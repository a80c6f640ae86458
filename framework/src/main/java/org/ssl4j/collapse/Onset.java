package org.ssl4j.collapse;

/**
 * Since when it has been so.
 *
 * @param step first step (1-based) of what has not ended since
 * @param epoch of that step
 * @param signal what showed it
 */
public record Onset(long step, int epoch, String signal) {}
