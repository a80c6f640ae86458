package org.ssl4j.study;

/**
 * A prediction beside what was seen.
 *
 * @param expected its rules in words
 * @param observed the numbers they were held against, in words
 * @param reproduced null where the numbers decide nothing, or are not there yet
 * @param evidence what decided, in words
 */
record PredictionOutcome(
    Prediction prediction, String expected, String observed, Boolean reproduced, String evidence) {}
