package org.ssl4j.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ssl4j.measure.Alignment;
import org.ssl4j.measure.CollapseMeasures;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.LayerMeasures;
import org.ssl4j.measure.Matrices;

/** Causes of every optimizer, of images and queues; and since when a state was there. */
class FieldCausesTest {

  private static LayerMeasures layer(double noise, double offset) {
    var matrices = new Matrices(2);
    return CollapseMeasures.measure(
            EmbeddingMatrix.of(Matrices.map(matrices.gaussian(60, 16), x -> offset + noise * x)))
        .measures();
  }

  private static RunHistory run(
      LayerMeasures untrained, LayerMeasures trained, Map<String, String> settings) {
    var layers = Map.of("projector", trained, "backbone", trained);
    var before = Map.of("projector", untrained, "backbone", untrained);
    var history = FieldZoo.history(before, layers, 2, epoch -> 4.2, null);
    return new RunHistory(
        history.epochs(),
        List.of(),
        history.floor(),
        history.chance(),
        settings,
        new MethodFacts(0.03, null, null, List.of()));
  }

  private static List<Cause> causes(Verdict verdict, LayerMeasures untrained, String... settings) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "optimizer.name", "sgd",
                "optimizer.learningRate", "0.03",
                "optimizer.scaleByBatch", "true",
                "optimizer.weightDecay", "0",
                "data.batchSize", "256"));
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return CauseRules.rank(verdict, run(untrained, layer(1, 0), all));
  }

  @ParameterizedTest
  @CsvSource({
    "adamw, 0.2, 256, false, COMPLETE_COLLAPSE, 200 times the usual rate of AdamW, 0.001",
    "adamw, 0.2, 64, false, COMPLETE_COLLAPSE, 200 times the usual rate of AdamW, 0.001",
    "adamw, 0.2, 64, true, COMPLETE_COLLAPSE, 50 times the usual rate of AdamW, 0.004",
    "adamw, 0.03, 256, false, DIMENSIONAL_COLLAPSE, 30 times the usual rate of AdamW, 0.001",
    "adamw, 0.00001, 256, false, NOT_LEARNING, only 0.01 times the usual rate of AdamW, 0.001",
    "adamw, 1, 256, false, DIVERGED, 1000 times the usual rate of AdamW, 0.001",
    "lars, 30, 256, true, COMPLETE_COLLAPSE, 100 times the usual rate of LARS at this batch, 0.3",
    "lars, 30, 512, false, COMPLETE_COLLAPSE, 50 times the usual rate of LARS at this batch, 0.6",
    "lars, 0.001, 256, true, NOT_LEARNING, only 0.00333 times the usual rate of LARS, 0.3",
    "sgd, 0.3, 256, true, COMPLETE_COLLAPSE, 10 times the recipe's rate at this batch, 0.03",
    "sgd, 0.3, 64, false, COMPLETE_COLLAPSE, 40 times the recipe's rate at this batch, 0.0075",
    "sgd, 0.0003, 256, true, NOT_LEARNING, only 0.01 times the recipe's rate at this batch, 0.03",
    "adamw, 0, 256, false, NOT_LEARNING, the learning rate is 0, 0.001",
    "lars, 0, 256, true, NOT_LEARNING, the learning rate is 0, 0.3",
  })
  void everyOptimizerHasItsRate(
      String name,
      String rate,
      String batch,
      String scaled,
      Verdict verdict,
      String says,
      String usual) {
    var first =
        causes(
                verdict,
                layer(1, 0),
                "optimizer.name",
                name,
                "optimizer.learningRate",
                rate,
                "optimizer.scaleByBatch",
                scaled,
                "data.batchSize",
                batch)
            .get(0);
    assertThat(first.setting()).isEqualTo("optimizer.learningRate");
    assertThat(first.cause()).contains(says);
    assertThat(first.test()).endsWith(": optimizer.learningRate=" + usual);
  }

  @ParameterizedTest
  @CsvSource({"adamw, 0.001", "adamw, 0.003", "lars, 0.2", "lars, 1", "sgd, 0.06"})
  void usualRatesAreNoCause(String name, String rate) {
    assertThat(
            causes(
                Verdict.COMPLETE_COLLAPSE,
                layer(1, 0),
                "optimizer.name",
                name,
                "optimizer.learningRate",
                rate))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"adamw, 0.1, false", "adamw, 5, true", "sgd, 0.1, true", "sgd, 0.0005, false"})
  void aDecayIsJudgedByItsOptimizer(String name, String decay, boolean named) {
    var causes =
        causes(
            Verdict.COMPLETE_COLLAPSE,
            layer(1, 0),
            "optimizer.name",
            name,
            "optimizer.learningRate",
            name.equals("adamw") ? "0.001" : "0.03",
            "optimizer.weightDecay",
            decay);
    assertThat(causes.stream().anyMatch(one -> one.setting().equals("optimizer.weightDecay")))
        .isEqualTo(named);
  }

  /** Twenty steps of 64 images are an epoch of 1,280. */
  @ParameterizedTest
  @CsvSource({"4096, true", "1400, true", "1280, false", "512, false"})
  void aQueueThatOutlastsAnEpochIsACause(String queue, boolean named) {
    var causes =
        causes(
            Verdict.NOT_LEARNING,
            layer(1, 0),
            "optimizer.learningRate",
            "0.03",
            "method.queueSize",
            queue,
            "data.batchSize",
            "64");
    assertThat(causes.stream().anyMatch(one -> one.setting().equals("method.queueSize")))
        .isEqualTo(named);
    if (named) {
      assertThat(causes.get(0).cause()).contains("longer than an epoch of about 1280 images");
      assertThat(causes.get(0).test()).endsWith("method.queueSize=512");
    }
  }

  /** The distance of two views over that of two images is 0 over 0 there. */
  @ParameterizedTest
  @CsvSource({"0, 0", "0, 1", "1e-9, 3", "1e-7, 3"})
  void equalImagesAreTheCauseAndNotTheirViews(double noise, double offset) {
    var same = layer(noise, offset).withAlignment(new Alignment(0, 1));
    var causes = causes(Verdict.COMPLETE_COLLAPSE, same);
    assertThat(causes).extracting(Cause::setting).containsExactly("data.dataset");
    assertThat(causes.get(0).cause()).contains("the images").contains("the same features");
  }

  @Test
  void imagesOfWhichMostAreCopiesAreTheCause() {
    var rows = new Matrices(3).gaussian(60, 16);
    for (int i = 0; i < 40; i++) {
      rows[i] = rows[0].clone();
    }
    var copies = CollapseMeasures.measure(EmbeddingMatrix.of(rows)).measures();
    var causes = causes(Verdict.CLUSTER_COLLAPSE, copies);
    assertThat(causes.get(0).cause()).contains("67 % of the held-out images the same features");
  }

  @Test
  void weakViewsAreStillFound() {
    var near = layer(1, 0).withAlignment(new Alignment(0.01, 0.995));
    assertThat(causes(Verdict.SHORTCUT, near))
        .extracting(Cause::setting)
        .containsExactly("views.preset");
  }

  private static Diagnosis diagnosis(
      LayerMeasures untrained, LayerMeasures trained, List<RunHistory.StepPoint> steps) {
    var history = run(untrained, trained, Map.of());
    return Diagnosis.of(
        new RunHistory(
            history.epochs(),
            steps,
            history.floor(),
            history.chance(),
            Map.of(),
            MethodFacts.NONE));
  }

  private static List<RunHistory.StepPoint> steps(double... ratios) {
    List<RunHistory.StepPoint> steps = new java.util.ArrayList<>();
    for (int i = 0; i < 80; i++) {
      double ratio = ratios[Math.min(i / 10, ratios.length - 1)];
      steps.add(new RunHistory.StepPoint(i + 1, i / 20 + 1, 4, ratio, 1 - ratio));
    }
    return steps;
  }

  @Test
  void whatWasThereBeforeTrainingIsDatedBeforeIt() {
    var point = layer(0.01, 1);
    for (var steps : List.of(List.<RunHistory.StepPoint>of(), steps(0.1), steps(0.1, 0.05))) {
      var diagnosis = diagnosis(point, point, steps);
      assertThat(diagnosis.verdict()).isEqualTo(Verdict.COMPLETE_COLLAPSE);
      assertThat(diagnosis.onset().step()).isZero();
      assertThat(diagnosis.onset().epoch()).isZero();
      assertThat(diagnosis.sentence()).contains("since before the first step");
    }
  }

  /** In inference an untrained network looks like a point; its batches say that it is none. */
  @Test
  void batchesThatSpreadAtFirstDateTheOnset() {
    var onset = diagnosis(layer(0.17, 1), layer(0.01, 1), steps(0.9, 0.9, 0.2)).onset();
    assertThat(onset.step()).isBetween(18L, 24L);
  }

  @Test
  void aRankThatTrainingLostIsDatedInTraining() {
    var matrices = new Matrices(4);
    var line = CollapseMeasures.measure(EmbeddingMatrix.of(matrices.lowRank(60, 16, 1, 1e-3)));
    assertThat(diagnosis(layer(1, 0), line.measures(), steps(0.9)).onset().step()).isEqualTo(20);
    assertThat(diagnosis(line.measures(), line.measures(), steps(0.9)).onset().step()).isZero();
  }

  @Test
  void goodFeaturesAreNotCalledASevereLoss() {
    var matrices = new Matrices(5);
    var two = EmbeddingMatrix.of(matrices.clustered(120, 24, 6, 0.02));
    for (double top1 : new double[] {0.98, 0.6, 0.2}) {
      var exam =
          EmbeddingExam.of(
              Map.of("features", two), Map.of(), new RunHistory.Score(top1, 120, 1 / 6.0));
      var diagnosis = exam.diagnosis();
      assertThat(diagnosis.verdict()).isEqualTo(Verdict.CLUSTER_COLLAPSE);
      assertThat(diagnosis.severity()).isEqualTo(top1 > 0.59 ? Severity.MODERATE : Severity.SEVERE);
      if (top1 > 0.59) {
        assertThat(diagnosis.sentence()).contains("useful nevertheless: k-NN is");
      }
    }
  }
}
