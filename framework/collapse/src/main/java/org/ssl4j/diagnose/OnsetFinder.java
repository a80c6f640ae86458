package org.ssl4j.diagnose;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ssl4j.text.Text;

/**
 * Dates a collapse: to the step where the spread of the training batches shows it, else to the
 * first of the epochs from which on the layer has been collapsed.
 */
final class OnsetFinder {

  /**
   * Share of the std ratio at the start below which a batch counts as collapsing. Healthy runs have
   * stayed above it but for dips they recovered from.
   */
  static final double SPREAD_LEFT = 0.7;

  /** Steps at the start whose largest std ratio is the reference. */
  static final int START = 5;

  /** Steps to either side over which the signal is averaged: single batches scatter by 0.01. */
  private static final int SMOOTHING = 2;

  private OnsetFinder() {}

  /** Steps are finer than epochs, so they date it where both can; the epoch is told if earlier. */
  static Optional<Onset> find(RunHistory history, String layer) {
    var untrained = beforeTraining(history, layer);
    if (untrained.isPresent()) {
      return untrained;
    }
    var byEpochs = byEpochs(history, layer);
    return bySteps(history.steps())
        .map(
            onset ->
                byEpochs
                    .filter(measured -> measured.step() < onset.step())
                    .map(measured -> after(onset, measured))
                    .orElse(onset))
        .or(() -> byEpochs);
  }

  /**
   * Step and epoch 0, if every measurement found what the untrained network had already. A spread
   * is not believed from held-out images where the first batches were spread: the statistics of
   * batch norms are not set then.
   */
  private static Optional<Onset> beforeTraining(RunHistory history, String layer) {
    var untrained = history.untrained().map(epoch -> epoch.layers().get(layer)).orElse(null);
    var judged = Diagnosis.judgements(history, layer, history.measured());
    if (untrained == null
        || judged.isEmpty()
        || judged.stream().anyMatch(one -> !one.verdict().collapsed())) {
      return Optional.empty();
    }
    var first = judged.get(0);
    double batches = threshold(firstRatios(history.steps())) / SPREAD_LEFT;
    boolean spread =
        first.verdict() == Verdict.COMPLETE_COLLAPSE && batches >= LayerRules.BATCH_ALIVE_STD_RATIO;
    return !spread && Before.was(first.verdict(), Diagnosis.isHead(layer), untrained)
        ? Optional.of(
            new Onset(
                0,
                0,
                Text.of(
                    "%s of the %s, as in the untrained network",
                    first.evidence().get(0).measure(), layer)))
        : Optional.empty();
  }

  private static Onset after(Onset onset, Onset measured) {
    return new Onset(
        onset.step(),
        onset.epoch(),
        Text.of(
            "%s; earlier, %s at the measurement of step %d",
            onset.signal(), measured.signal(), measured.step()));
  }

  /** Std ratio of a batch below which a run is collapsing; NaN without steps. */
  static double threshold(double... stdRatios) {
    return SPREAD_LEFT * Arrays.stream(stdRatios).limit(START).max().orElse(Double.NaN);
  }

  private static double[] firstRatios(List<RunHistory.StepPoint> steps) {
    return steps.stream().limit(START).mapToDouble(RunHistory.StepPoint::stdRatio).toArray();
  }

  /** The end of the last step that was not below, so that a dip that recovered does not count. */
  private static Optional<Onset> bySteps(List<RunHistory.StepPoint> steps) {
    double threshold = threshold(firstRatios(steps));
    int first = steps.size();
    while (first > 0 && smoothed(steps, first - 1) < threshold) {
      first--;
    }
    if (first == steps.size()) {
      return Optional.empty();
    }
    var step = steps.get(first);
    return Optional.of(new Onset(step.step(), step.epoch(), "stdRatio of the training batches"));
  }

  private static double smoothed(List<RunHistory.StepPoint> steps, int index) {
    int from = Math.max(0, index - SMOOTHING);
    int to = Math.min(steps.size(), index + SMOOTHING + 1);
    return steps.subList(from, to).stream()
        .mapToDouble(RunHistory.StepPoint::stdRatio)
        .average()
        .orElse(Double.NaN);
  }

  private static Optional<Onset> byEpochs(RunHistory history, String layer) {
    if (!history.isRun()) {
      return Optional.empty();
    }
    var measured = history.measured();
    var judged = Diagnosis.judgements(history, layer, measured);
    if (judged.size() != measured.size()) {
      return Optional.empty();
    }
    int first = judged.size();
    while (first > 0 && judged.get(first - 1).verdict().collapsed()) {
      first--;
    }
    if (first == judged.size()) {
      return Optional.empty();
    }
    var epoch = measured.get(first);
    String measure = judged.get(first).evidence().get(0).measure();
    return Optional.of(
        new Onset(epoch.step(), epoch.epoch(), Text.of("%s of the %s", measure, layer)));
  }
}
