package org.ssl4j.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.ssl4j.diagnose.Histories.Kind.HEALTHY;
import static org.ssl4j.diagnose.Histories.Kind.LINE;
import static org.ssl4j.diagnose.Histories.Kind.POINT;
import static org.ssl4j.diagnose.Histories.Kind.SMALL;
import static org.ssl4j.diagnose.Histories.Kind.TINY;
import static org.ssl4j.diagnose.Histories.Kind.UNTRAINED;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.diagnose.SettingCause.Explains;
import org.ssl4j.measure.Alignment;

/** Patience, onset and causes. */
class DiagnosisTest {

  private static final Map<String, String> RECIPE =
      Map.of(
          "method.name", "simsiam",
          "optimizer.name", "sgd",
          "optimizer.learningRate", "0.06",
          "optimizer.scaleByBatch", "true",
          "optimizer.weightDecay", "5.0e-4",
          "data.batchSize", "256");

  @Test
  void anUntrainedNetworkIsABaselineAndNoAlarm() {
    var diagnosis = Diagnosis.of(Histories.of(UNTRAINED).plain());
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.UNCERTAIN);
    assertThat(diagnosis.sentence()).contains("not been trained");
  }

  @Test
  void aProjectorThatStaysAsItWasUntrainedHasCollapsed() {
    var diagnosis = Diagnosis.of(Histories.of(UNTRAINED, UNTRAINED, UNTRAINED).plain());
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.COMPLETE_COLLAPSE);
  }

  @Test
  void heldOutSpreadIsNotBelievedAgainstTheTrainingBatches() {
    var history = Histories.of(UNTRAINED, UNTRAINED, UNTRAINED).steps(40, step -> 0.9).plain();
    assertThat(Diagnosis.of(history).verdict()).isEqualTo(Verdict.UNCERTAIN);
  }

  @Test
  void aCollapseIsBelievedOnlyWhenItLasts() {
    var once = Diagnosis.of(Histories.of(UNTRAINED, HEALTHY, HEALTHY, LINE).plain());
    assertThat(once.verdict()).isEqualTo(Verdict.UNCERTAIN);
    assertThat(once.severity()).isEqualTo(Severity.MILD);
    assertThat(once.sentence()).contains("2 in a row are needed");
    var twice = Histories.of(UNTRAINED, HEALTHY, LINE, LINE).plain();
    assertThat(Diagnosis.of(twice).verdict()).isEqualTo(Verdict.DIMENSIONAL_COLLAPSE);
    assertThat(Diagnosis.of(twice, 3).verdict()).isEqualTo(Verdict.UNCERTAIN);
    // A run of one epoch cannot be asked for two.
    assertThat(Diagnosis.of(Histories.of(UNTRAINED, POINT).plain()).verdict())
        .isEqualTo(Verdict.COMPLETE_COLLAPSE);
  }

  /** A distance between embeddings is met by shrinking, and angles do not show that. */
  @Test
  void embeddingsThatShrinkAreAPointToALossWithAScale() {
    var distance = new MethodFacts(null, 1.0, null, List.of());
    var shrinking = Histories.of(UNTRAINED, HEALTHY, SMALL, SMALL).with(RECIPE, distance);
    var diagnosis = Diagnosis.of(shrinking);
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.COMPLETE_COLLAPSE);
    assertThat(diagnosis.sentence()).contains("0.02").contains("asks for 1").contains("shrink");
    assertThat(diagnosis.onset().epoch()).isEqualTo(2);
    // Losses of unit vectors do not see lengths.
    var angles = Histories.of(UNTRAINED, HEALTHY, SMALL, SMALL).with(RECIPE, MethodFacts.NONE);
    assertThat(Diagnosis.of(angles).verdict()).isEqualTo(Verdict.HEALTHY);
    // A warm-up begins as small, but grows.
    var growing = Histories.of(TINY, SMALL).with(RECIPE, distance);
    assertThat(Diagnosis.of(growing).verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void featuresClearlyWorseThanUntrainedOnesAreNotHealthy() {
    var worse = Histories.of(UNTRAINED, HEALTHY, HEALTHY).backbone(HEALTHY, 0.25);
    assertThat(Diagnosis.of(worse.plain()).verdict()).isEqualTo(Verdict.UNCERTAIN);
    var history = worse.plain();
    var unreferenced =
        new RunHistory(history.epochs(), history.steps(), null, null, Map.of(), MethodFacts.NONE);
    var diagnosis = Diagnosis.of(unreferenced);
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.UNCERTAIN);
    assertThat(diagnosis.sentence()).contains("k-NN is 0.250, clearly below the 0.300");
    assertThat(diagnosis.evidence().get(0).epoch()).isEqualTo(2);
    var within = Histories.of(UNTRAINED, HEALTHY, HEALTHY).backbone(HEALTHY, 0.28).plain();
    assertThat(Diagnosis.of(within).verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void aCollapseThatLeavesTheBackboneUsefulIsModerate() {
    var kept = Histories.of(UNTRAINED, POINT, POINT).backbone(HEALTHY, 0.4).plain();
    assertThat(Diagnosis.of(kept).severity()).isEqualTo(Severity.MODERATE);
    var useless = Histories.of(UNTRAINED, POINT, POINT).backbone(HEALTHY, 0.3).plain();
    assertThat(Diagnosis.of(useless).severity()).isEqualTo(Severity.SEVERE);
    var both = Histories.of(UNTRAINED, POINT, POINT).backbone(LINE, 0.4).plain();
    assertThat(Diagnosis.of(both).severity()).isEqualTo(Severity.MODERATE);
    assertThat(Diagnosis.of(both).sentence()).contains("useful nevertheless: k-NN is 0.400");
    var unknown = Histories.of(UNTRAINED, POINT, POINT).plain();
    assertThat(Diagnosis.of(unknown).severity()).isEqualTo(Severity.SEVERE);
  }

  @Test
  void aDipThatRecoveredIsHealthy() {
    var diagnosis = Diagnosis.of(Histories.of(UNTRAINED, POINT, POINT, HEALTHY).plain());
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.HEALTHY);
    assertThat(diagnosis.onset()).isNull();
    assertThat(diagnosis.causes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 31, 57})
  void theOnsetIsTheStepFromWhichBatchesStayBelow(int drop) {
    var history =
        Histories.of(UNTRAINED, HEALTHY, POINT, POINT, POINT)
            .steps(80, step -> step < drop ? 0.98 : 0.2)
            .plain();
    var onset = Diagnosis.of(history).onset();
    assertThat((double) onset.step()).isCloseTo(drop, within(2.0));
    assertThat(onset.epoch()).isEqualTo((int) (onset.step() - 1) / Histories.EPOCH_STEPS + 1);
    assertThat(onset.signal()).contains("stdRatio");
  }

  @Test
  void anEarlierDipDoesNotDateTheOnset() {
    var history =
        Histories.of(UNTRAINED, HEALTHY, HEALTHY, POINT, POINT)
            .steps(80, step -> step > 10 && step < 20 || step >= 50 ? 0.3 : 0.95)
            .plain();
    assertThat((double) Diagnosis.of(history).onset().step()).isCloseTo(50, within(2.0));
  }

  @Test
  void aLossOfRankThatBatchesDoNotShowIsDatedToItsEpoch() {
    var history = Histories.of(UNTRAINED, HEALTHY, LINE, LINE).steps(60, step -> 0.9).plain();
    var onset = Diagnosis.of(history).onset();
    assertThat(onset.epoch()).isEqualTo(2);
    assertThat(onset.step()).isEqualTo(2 * Histories.EPOCH_STEPS);
    assertThat(onset.signal()).contains("effectiveRank").contains("projector");
  }

  @Test
  void aLossOfRankBeforeTheBatchesShowItIsTold() {
    var history =
        Histories.of(UNTRAINED, LINE, LINE, LINE).steps(60, step -> step < 35 ? 0.9 : 0.3).plain();
    var onset = Diagnosis.of(history).onset();
    assertThat((double) onset.step()).isCloseTo(35, within(2.0));
    assertThat(onset.signal())
        .startsWith("stdRatio of the training batches")
        .endsWith("effectiveRank of the projector at the measurement of step 20");
  }

  private static List<Cause> causes(Verdict verdict, String... settings) {
    Map<String, String> all = new HashMap<>(RECIPE);
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return CauseRules.rank(verdict, Histories.of(UNTRAINED, POINT, POINT).with(all, 0.03));
  }

  @Test
  void theRecipeItselfIsNoCause() {
    assertThat(causes(Verdict.COMPLETE_COLLAPSE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "method.stopGradient; false; COMPLETE_COLLAPSE; stop-gradient is off; method.stopGradient=true",
        "method.predictor.kind; none; COMPLETE_COLLAPSE; there is neither a predictor nor negatives; predictor.kind=learned",
        "method.predictor.kind; fixed; DIMENSIONAL_COLLAPSE; random weights; predictor.kind=learned",
        "method.negatives; false; COMPLETE_COLLAPSE; no negatives; method.negatives=true",
        "method.predictor.kind; fixed; NOT_LEARNING; random weights; predictor.kind=learned",
        "method.target.kind; self; COMPLETE_COLLAPSE; its own target; target.kind=ema",
        "method.temperature; 0.01; NOT_LEARNING; temperature of 0.01; method.temperature=0.2",
        "method.temperature; 50; NOT_LEARNING; temperature of 50; method.temperature=0.5",
        "data.batchSize; 8; COMPLETE_COLLAPSE; batch of 8 images is too small; data.batchSize=256",
        "optimizer.weightDecay; 0.1; COMPLETE_COLLAPSE; weight decay of 0.1; weightDecay=0.0005",
        "optimizer.learningRate; 0; NOT_LEARNING; learning rate is 0; optimizer.learningRate=0.03",
        "optimizer.learningRate; 0.24; DIMENSIONAL_COLLAPSE; 8 times the recipe's rate at this batch; learningRate=0.03",
        "optimizer.learningRate; 1e5; DIVERGED; times the recipe's rate at this batch; learningRate=0.03",
      })
  void namesTheCauseAndItsTest(
      String setting, String value, Verdict verdict, String says, String test) {
    var first = causes(verdict, setting, value).get(0);
    assertThat(first.setting()).isEqualTo(setting);
    assertThat(first.value()).isEqualTo(value);
    assertThat(first.cause()).contains(says);
    assertThat(first.test()).contains(test).doesNotContain("--");
    assertThat(first.confidence()).isBetween(0.0, 1.0);
  }

  @Test
  void aTargetThatFollowsAtOnceOrNever() {
    assertThat(
            causes(Verdict.COMPLETE_COLLAPSE, "method.target.kind", "ema", "method.target.tau", "0")
                .get(0)
                .cause())
        .startsWith("tau is 0");
    assertThat(
            causes(Verdict.NOT_LEARNING, "method.target.kind", "ema", "method.target.tau", "1")
                .get(0)
                .cause())
        .startsWith("tau is 1");
  }

  @Test
  void theMethodsOwnCausesCountForWhatTheyExplain() {
    assertThat(causesOf(Verdict.COMPLETE_COLLAPSE)).containsExactly("collapse", "everything");
    assertThat(causesOf(Verdict.DIMENSIONAL_COLLAPSE))
        .containsExactly("partial", "collapse", "everything");
    assertThat(causesOf(Verdict.UNCERTAIN)).containsExactly("partial", "collapse", "everything");
    assertThat(causesOf(Verdict.NOT_LEARNING)).containsExactly("everything");
    assertThat(causesOf(Verdict.DIVERGED)).containsExactly("everything");
    assertThat(causesOf(Verdict.HEALTHY)).isEmpty();
  }

  private static List<String> causesOf(Verdict verdict) {
    var facts =
        new MethodFacts(
            0.03,
            null,
            null,
            List.of(
                new SettingCause("everything", "method.c", 0.5, "", Explains.EVERYTHING),
                new SettingCause("collapse", "method.a", 0.8, "", Explains.COLLAPSE),
                new SettingCause("partial", "method.b", 0.95, "", Explains.PARTIAL_COLLAPSE)));
    Map<String, String> settings = new HashMap<>(RECIPE);
    settings.put("method.a", "0");
    var history = Histories.of(UNTRAINED, HEALTHY).with(settings, facts);
    return CauseRules.rank(verdict, history).stream()
        .filter(cause -> cause.setting().startsWith("method."))
        .map(Cause::cause)
        .toList();
  }

  @Test
  void theBatchScalesTheRecipe() {
    // 0.24 at a batch of 1024 is twice the recipe's 0.03 * 4.
    assertThat(
            causes(
                Verdict.COMPLETE_COLLAPSE,
                "optimizer.learningRate",
                "0.24",
                "data.batchSize",
                "1024",
                "optimizer.scaleByBatch",
                "false"))
        .isEmpty();
    // The same scaled by the batch is eight times it.
    assertThat(
            causes(
                    Verdict.COMPLETE_COLLAPSE,
                    "optimizer.learningRate",
                    "0.24",
                    "data.batchSize",
                    "1024",
                    "optimizer.scaleByBatch",
                    "true")
                .get(0)
                .cause())
        .contains("8 times");
  }

  @Test
  void severalCausesAreRanked() {
    var causes =
        causes(
            Verdict.COMPLETE_COLLAPSE,
            "method.stopGradient",
            "false",
            "data.batchSize",
            "16",
            "optimizer.weightDecay",
            "0.05");
    assertThat(causes)
        .extracting(Cause::setting)
        .containsExactly("method.stopGradient", "optimizer.weightDecay", "data.batchSize");
  }

  @Test
  void viewsThatAreNearlyIdenticalToTheUntrainedNetworkAreTooWeak() {
    Map<String, String> groups = new HashMap<>(RECIPE);
    groups.put("views.groups[0].preset", "none");

    var first = weakViews(RECIPE);
    var grouped = weakViews(groups);

    assertThat(first.cause()).contains("augmentation is too weak");
    assertThat(first.setting()).isEqualTo("views.preset");
    assertThat(first.test()).contains("views.preset=");
    assertThat(grouped.setting()).isEqualTo("views.groups[0].preset");
    assertThat(grouped.value()).isEqualTo("none");
    assertThat(grouped.test()).contains("every group of views").doesNotContain("--set");
  }

  private static Cause weakViews(Map<String, String> settings) {
    var untrained = Histories.measures(UNTRAINED).withAlignment(new Alignment(0.002, 0.999));
    var history =
        new RunHistory(
            List.of(
                new RunHistory.Epoch(0, 0, null, Map.of("projector", untrained), null),
                new RunHistory.Epoch(
                    1, 20, 3.1, Map.of("projector", Histories.measures(HEALTHY)), null)),
            List.of(),
            3.0,
            6.0,
            settings,
            new MethodFacts(0.03, null, null, List.of()));
    return CauseRules.rank(Verdict.SHORTCUT, history).get(0);
  }

  @Test
  void theSentenceNamesReasonOnsetAndCause() {
    Map<String, String> settings = new HashMap<>(RECIPE);
    settings.put("method.stopGradient", "false");
    var history =
        Histories.of(UNTRAINED, POINT, POINT)
            .steps(40, step -> step < 12 ? 0.9 : 0.05)
            .with(settings, 0.03);
    assertThat(Diagnosis.of(history).sentence())
        .startsWith("complete collapse - projector: the std ratio is 0.0")
        .containsPattern("since step 1\\d \\(epoch 1\\)")
        .endsWith("Most likely cause: stop-gradient is off.");
  }
}
