package org.ssl4j.diagnose;

import java.util.List;
import java.util.Optional;

/** Values that are not finite: nothing else is concluded from such a run. */
final class Divergence {

  private Divergence() {}

  /** The evidence, if the run diverged. */
  static Optional<List<Evidence>> of(RunHistory history) {
    return firstStep(history)
        .map(step -> evidence(step.step(), step.epoch()))
        .or(() -> firstEpoch(history).map(epoch -> evidence(epoch.step(), epoch.epoch())));
  }

  /** When, if that is the verdict. */
  static Optional<Onset> onset(RunHistory history, Verdict verdict) {
    if (verdict != Verdict.DIVERGED) {
      return Optional.empty();
    }
    return firstStep(history)
        .map(step -> new Onset(step.step(), step.epoch(), "loss"))
        .or(() -> firstEpoch(history).map(e -> new Onset(e.step(), e.epoch(), "loss")));
  }

  private static Optional<RunHistory.StepPoint> firstStep(RunHistory history) {
    return history.steps().stream().filter(step -> !Double.isFinite(step.loss())).findFirst();
  }

  private static Optional<RunHistory.Epoch> firstEpoch(RunHistory history) {
    return history.trained().stream()
        .filter(epoch -> epoch.epoch() != null)
        .filter(epoch -> epoch.loss() != null && !Double.isFinite(epoch.loss()))
        .findFirst();
  }

  private static List<Evidence> evidence(long step, Integer epoch) {
    return List.of(
        Evidence.of(
            "loss",
            Double.NaN,
            0,
            epoch,
            "at step %d the loss or a gradient was not finite, or the loss exploded",
            step));
  }
}
