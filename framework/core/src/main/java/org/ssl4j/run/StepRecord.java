package org.ssl4j.run;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * One training step: a line of {@code steps.jsonl}.
 *
 * @param step 1-based count of updates made
 * @param epoch 1-based epoch
 * @param loss total loss; NaN in a last line of a run that diverged, for the step whose loss or
 *     gradient was not finite and that was not made
 * @param terms its parts, un-weighted
 * @param stdRatio of the first view's projections in this batch
 * @param meanCosine of the same
 * @param effectiveRank of at most 64 of them
 * @param gradientNorm Euclidean norm of the gradient, before weight decay and any trust ratio
 * @param learningRate used in this step
 * @param tau share of an averaged target network that the step kept; null, and left out, without
 *     one
 * @param imagesPerSecond images trained on per second, smoothed; for people, not stored
 * @param dataWaitShare share of the epoch so far spent waiting for data; for people, not stored
 */
public record StepRecord(
    long step,
    int epoch,
    double loss,
    Map<String, Double> terms,
    double stdRatio,
    double meanCosine,
    double effectiveRank,
    double gradientNorm,
    double learningRate,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double tau,
    @JsonIgnore double imagesPerSecond,
    @JsonIgnore double dataWaitShare) {}
