package org.ssl4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.diagnose.Diagnosis;
import org.ssl4j.diagnose.RunHistory;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.method.MethodCatalog;

/**
 * Real mini runs, recorded: {@code recorded/README.md} has their commands. Each gets the verdict
 * that what was switched off deserves, and none of the healthy ones is ever called collapsed.
 */
class RecordedRunsTest {

  private static final MethodCatalog METHODS = new MethodCatalog();

  private static RunHistory recorded(String name) {
    return RunHistories.read(new RunDirectory(RecordedRun.of(name)), METHODS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"simclr", "moco", "byol", "simsiam", "vicreg"})
  void healthyRunsAreHealthyAtEveryEpoch(String name) {
    var whole = recorded(name);
    for (int epochs = 1; epochs < whole.epochs().size(); epochs++) {
      var diagnosis = Diagnosis.of(upTo(whole, epochs));
      assertThat(diagnosis.verdict())
          .as("%s after %d epochs: %s", name, epochs, diagnosis.sentence())
          .isEqualTo(Verdict.HEALTHY);
    }
    var diagnosis = Diagnosis.of(whole);
    assertThat(diagnosis.verdict()).as(diagnosis.sentence()).isEqualTo(Verdict.HEALTHY);
    assertThat(diagnosis.causes()).isEmpty();
    assertThat(diagnosis.onset()).isNull();
  }

  private static RunHistory upTo(RunHistory whole, int epochs) {
    var kept = whole.epochs().subList(0, epochs + 1);
    long last = kept.get(epochs).step();
    return new RunHistory(
        kept,
        whole.steps().stream().filter(step -> step.step() <= last).toList(),
        whole.floor(),
        whole.chance(),
        whole.settings(),
        whole.method());
  }

  @ParameterizedTest
  @CsvSource({
    "simsiam-nosg, DIMENSIONAL_COLLAPSE, method.stopGradient",
    "simsiam-nosg-plain, DIMENSIONAL_COLLAPSE, method.stopGradient",
    "simsiam-nopred, DIMENSIONAL_COLLAPSE, method.predictor.kind",
    "byol-nopred, COMPLETE_COLLAPSE, method.predictor.kind",
    "byol-nothing, COMPLETE_COLLAPSE, method.predictor.kind",
    "vicreg-novar, COMPLETE_COLLAPSE, method.variance",
    "vicreg-bare, COMPLETE_COLLAPSE, method.variance",
    "simclr-slow, NOT_LEARNING, optimizer.learningRate",
    "simclr-same-views, SHORTCUT, views.preset",
  })
  void sickRunsGetTheirVerdictAndTheirCauseFirst(String name, Verdict verdict, String setting) {
    var diagnosis = Diagnosis.of(recorded(name));
    assertThat(diagnosis.verdict()).as(diagnosis.sentence()).isEqualTo(verdict);
    assertThat(diagnosis.causes()).isNotEmpty();
    assertThat(diagnosis.causes().get(0).setting()).isEqualTo(setting);
    assertThat(diagnosis.onset() != null)
        .isEqualTo(verdict.collapsed() || verdict == Verdict.DIVERGED);
  }

  @ParameterizedTest
  @CsvSource({
    "simsiam-nosg, 41, 2",
    "simsiam-nosg-plain, 41, 2",
    "simsiam-nopred, 47, 2",
    "byol-nopred, 6, 1",
    "byol-nothing, 6, 1",
    "vicreg-novar, 15, 1",
    "vicreg-bare, 43, 2",
  })
  void aCollapseKeepsItsOnset(String name, long step, int epoch) {
    var onset = Diagnosis.of(recorded(name)).onset();
    assertThat(onset.step()).isEqualTo(step);
    assertThat(onset.epoch()).isEqualTo(epoch);
  }

  /** Its threshold: 0.7 of the first steps' largest. */
  @Test
  void theOnsetOfSimSiamWithoutStopGradientIsWhereItsBatchesCross() {
    var history = recorded("simsiam-nosg");
    double reference =
        history.steps().stream()
            .limit(5)
            .mapToDouble(RunHistory.StepPoint::stdRatio)
            .max()
            .orElseThrow();
    long crossing =
        history.steps().stream()
            .filter(step -> step.stdRatio() < 0.7 * reference)
            .findFirst()
            .orElseThrow()
            .step();
    assertThat((double) Diagnosis.of(history).onset().step())
        .isCloseTo((double) crossing, within(20.0));
  }
}
