package org.ssl4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.models.study.TinyStudies;
import org.ssl4j.text.Text;

/** The arithmetic of a study's expected time; nothing here is timed. */
class EstimatesTest {

  @TempDir Path directory;

  private ExperimentConfig config(String... sets) throws IOException {
    Path file = Files.writeString(directory.resolve("base.yaml"), TinyStudies.BASE);
    return TinyStudies.LOADER.load(file, List.of(sets)).config();
  }

  @Test
  void aRunIsStartedMeasuredTrainedAndMeasuredAgain() throws IOException {
    var cost = new RunCost(5, 2, 10, 3);

    // 40 images in batches of 4: 10 steps an epoch, 2 epochs.
    assertThat(cost.seconds(config(), 40, 0)).isCloseTo(5 + 2 + 2 * (10 + 3), within(1e-9));
    assertThat(cost.seconds(config("evaluation.everyEpochs=2"), 40, 0))
        .isCloseTo(5 + 2 + 2 * 10 + 3, within(1e-9));
    // What goes on from a checkpoint starts again, but does not measure the untrained network.
    assertThat(cost.seconds(config(), 40, 15)).isCloseTo(5 + 0.5 * 10 + 3, within(1e-9));
    assertThat(cost.seconds(config("schedule.maxSteps=5"), 40, 0))
        .isCloseTo(5 + 2 + 0.5 * 10 + 3, within(1e-9));
  }

  @Test
  void theMiniNetHasItsPaceAndOthersHaveTheirsByTheirArithmetic() throws IOException {
    String[] mini = {"data.imageSize=32", "backbone.width=16", "backbone.blocks=[1, 1, 1, 1]"};
    double images = 10_000;
    assertThat(RunCost.assumed(config(mini), 10_000, 2000).epoch())
        .isCloseTo(images / RunCost.MINI_IMAGES_PER_SECOND, within(1e-6));

    var wide = new ArrayList<>(List.of(mini));
    wide.set(1, "backbone.width=32");
    var large = new ArrayList<>(List.of(mini));
    large.set(0, "data.imageSize=64");
    for (List<String> four : List.of(wide, large)) {
      assertThat(RunCost.assumed(config(four.toArray(String[]::new)), 10_000, 2000).epoch())
          .isCloseTo(4 * images / RunCost.MINI_IMAGES_PER_SECOND, within(1e-6));
    }
    var groups = new ArrayList<>(List.of(mini));
    groups.add("views.groups=[{count: 2}, {count: 8, size: 16}]");
    assertThat(RunCost.assumed(config(groups.toArray(String[]::new)), 10_000, 2000).epoch())
        .isCloseTo(2 * images / RunCost.MINI_IMAGES_PER_SECOND, within(1e-6));
    // The smallest network makes no more images than the views allow.
    assertThat(RunCost.assumed(config(), 10_000, 2000).epoch()).isCloseTo(10, within(1e-6));
  }

  @Test
  void measuringCostsNothingWhereItIsOff() throws IOException {
    var on = RunCost.assumed(config(), 50_000, 10_000);
    var off = RunCost.assumed(config("evaluation.everyEpochs=0"), 50_000, 10_000);

    assertThat(on.measuring()).isGreaterThan(10 * off.measuring());
    assertThat(on.untrained()).isGreaterThan(on.measuring());
  }

  @Test
  void aTinyRunTakesTheTimeOfItsStart() throws IOException {
    var plan =
        TinyStudies.plan(
            directory,
            directory.resolve("out"),
            "ablation: {seeds: [0, 1], axes: [{path: method.stopGradient, values: [true, false]}]}\n");

    var estimates = Estimates.of(plan);

    assertThat(estimates).hasSize(2);
    for (var estimate : estimates) {
      assertThat(estimate.runs()).isEqualTo(2);
      assertThat(estimate.images()).isEqualTo(2 * 2 * 40);
      assertThat(estimate.timed()).isFalse();
      var time = estimate.time().orElseThrow();
      assertThat(time.least()).as("two runs are started").isGreaterThan(5);
      assertThat(time.most()).isEqualTo(6 * time.least(), within(1e-9));
    }
  }

  @Test
  void finishedRunsOfTheStudyTellThePaceOfTheOthers() throws IOException {
    Path out = directory.resolve("out");
    var plan =
        TinyStudies.plan(
            directory, out, "ablation: {axes: [{path: data.trainLimit, values: [40, 80]}]}\n");
    Path run = Files.createDirectories(plan.cells().get(0).runs().get(0).directory());
    Files.writeString(run.resolve("encoder.zip"), "");
    Files.writeString(run.resolve("diagnosis.json"), "{\"verdict\":\"HEALTHY\"}");
    Files.writeString(
        run.resolve("metrics.jsonl"),
        Text.of(
            "{\"epoch\":0,\"step\":0,\"seconds\":7}%n{\"epoch\":1,\"step\":10,\"seconds\":100}%n{\"epoch\":2,\"step\":20,\"seconds\":100}%n"));

    var estimates = Estimates.of(plan);

    assertThat(estimates.get(0).runs()).isZero();
    assertThat(estimates.get(0).time().orElseThrow().most()).isZero();
    var time = estimates.get(1).time().orElseThrow();
    assertThat(estimates.get(1).timed()).isTrue();
    // Twice the images: two epochs of 200 s, 7 s untrained and the start, from 0.8 to 1.5 times.
    assertThat(time.least()).isCloseTo(0.8 * (400 + 7 + 6), within(1e-6));
    assertThat(time.most()).isCloseTo(1.5 * (400 + 7 + 6), within(1e-6));
  }

  @Test
  void imagesThatAreNotThereAreNotGuessed() throws IOException {
    var plan =
        TinyStudies.plan(
            directory,
            directory.resolve("out"),
            "ablation: {axes: [{path: method.stopGradient, values: [true, false]}]}\n",
            "data.dataset=folder",
            "data.root=" + directory.resolve("nowhere"));

    assertThat(Estimates.of(plan)).allSatisfy(one -> assertThat(one.time()).isEmpty());
  }
}
