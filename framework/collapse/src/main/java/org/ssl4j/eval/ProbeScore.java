package org.ssl4j.eval;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A linear probe's score with the protocol it holds for.
 *
 * @param top1 share of the held-out images classified correctly, 0 to 1
 * @param top5 share whose class is among the five highest scores, null with at most five classes
 * @param standardError binomial standard error of {@code top1}
 * @param weightDecay for features of mean variance 1
 * @param layer embeddings probed, e.g. {@code backbone}
 * @param train images it was fitted on, from the training split
 * @param test images classified, from the held-out split
 * @param converged whether the fit reached its minimum
 * @param weights which weights of the run were probed, as in {@link KnnScore}
 * @param balanced mean recall of the classes, as in {@link KnnScore}
 */
public record ProbeScore(
    double top1,
    Double top5,
    double standardError,
    double weightDecay,
    String layer,
    int train,
    int test,
    boolean converged,
    String weights,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double balanced) {}
