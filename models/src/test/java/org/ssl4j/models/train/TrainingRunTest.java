package org.ssl4j.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.Tap;
import org.ssl4j.models.backbone.PretrainedEncoder;
import org.ssl4j.models.method.TinyExperiments;
import org.ssl4j.train.DivergedException;
import org.ssl4j.train.RunDirectory;
import org.ssl4j.train.RunException;

/** What a run writes, and how it ends when something is wrong. */
class TrainingRunTest {

  private static final List<String> LAYER_KEYS =
      List.of(
          "dim",
          "stdRatio",
          "meanCosine",
          "effectiveRank",
          "rankMe",
          "participationRatio",
          "topEigenvalueShare",
          "uniformity",
          "alignment",
          "offDiagonalCorrelation");

  @TempDir Path root;

  private RunHarness harness;

  @BeforeEach
  void start() {
    harness = new RunHarness(root);
  }

  @Test
  void writesTheDocumentedMetrics() throws IOException {
    var run = harness.train("run", harness.config(TinyExperiments.section("byol")));

    var lines = RunHarness.lines(run.metrics());
    assertThat(lines).hasSize(3);
    for (JsonNode line : lines) {
      assertThat(line.fieldNames())
          .toIterable()
          .contains(
              "epoch",
              "step",
              "loss",
              "terms",
              "layers",
              "knn",
              "baselines",
              "learningRate",
              "imagesPerSecond",
              "dataWaitShare",
              "seconds");
      assertThat(line.get("layers").fieldNames())
          .toIterable()
          .containsExactly(
              "backbone", "projector1", "projector", "predictor1", "predictor", "target");
      for (JsonNode layer : line.get("layers")) {
        assertThat(layer.fieldNames()).toIterable().containsAll(LAYER_KEYS);
        LAYER_KEYS.forEach(key -> assertThat(layer.get(key).isNumber()).as(key).isTrue());
      }
      assertThat(line.get("knn").fieldNames()).toIterable().contains("top1", "k", "temperature");
      assertThat(line.get("baselines").get("pixelsKnn").asDouble()).isBetween(0.0, 1.0);
    }

    var untrained = lines.get(0);
    assertThat(untrained.get("epoch").asInt()).isZero();
    assertThat(untrained.get("step").asInt()).isZero();
    for (String key : List.of("loss", "learningRate", "imagesPerSecond", "dataWaitShare")) {
      assertThat(untrained.get(key).isNull()).as(key).isTrue();
    }
    assertThat(untrained.get("terms")).isEmpty();
    assertThat(untrained.get("knn").get("top1"))
        .isEqualTo(untrained.get("baselines").get("untrainedKnn"));

    var spectra = RunHarness.lines(run.spectra());
    assertThat(spectra).extracting(line -> line.get("epoch").asInt()).containsExactly(0, 1, 2);
    for (int i = 0; i < spectra.size(); i++) {
      assertThat(spectra.get(i).get("step")).isEqualTo(lines.get(i).get("step"));
      var eigenvalues = spectra.get(i).at("/layers/projector");
      assertThat(eigenvalues).hasSize(5);
      double sum = 0;
      for (JsonNode value : eigenvalues) {
        assertThat(value.asDouble()).isLessThanOrEqualTo(eigenvalues.get(0).asDouble());
        sum += value.asDouble();
      }
      assertThat(eigenvalues.get(0).asDouble() / sum)
          .isCloseTo(
              lines.get(i).at("/layers/projector/topEigenvalueShare").asDouble(), within(1e-3));
      assertThat(lines.get(i).at("/layers/backbone/lidar").isNumber()).isTrue();
      assertThat(lines.get(i).at("/layers/predictor1/lidar").isNull()).isTrue();
    }
    var diagnosis = RunHarness.object(run.diagnosis());
    assertThat(diagnosis.fieldNames()).toIterable().contains("verdict", "severity", "causes");
    assertThat(diagnosis.get("layers")).hasSize(6);

    // An epoch's loss is the mean of its steps'.
    var steps = RunHarness.lines(run.steps());
    double mean =
        steps.stream()
            .filter(step -> step.get("epoch").asInt() == 2)
            .mapToDouble(step -> step.get("loss").asDouble())
            .average()
            .orElseThrow();
    assertThat(lines.get(2).get("loss").asDouble()).isCloseTo(mean, within(1e-9));
    assertThat(lines.get(2).get("terms").fieldNames()).toIterable().containsExactly("p1z2", "p2z1");

    try (var csv =
        CSVParser.parse(
            run.metricsCsv(),
            StandardCharsets.UTF_8,
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get())) {
      var records = csv.getRecords();
      assertThat(records).hasSize(3);
      assertThat(records.get(0).get("loss")).isEmpty();
      assertThat(Double.parseDouble(records.get(2).get("loss")))
          .isEqualTo(lines.get(2).get("loss").asDouble());
      assertThat(Double.parseDouble(records.get(2).get("layers.projector.effectiveRank")))
          .isEqualTo(lines.get(2).at("/layers/projector/effectiveRank").asDouble());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simclr", "simsiam"})
  void givenAnEncoderArchive_whenReadBack_thenFeaturesAreTheMethods(String name) {
    var config = harness.config(TinyExperiments.section(name));
    var run = harness.train("run", config);
    var encoder = PretrainedEncoder.load(run.encoder());
    var images = TinyExperiments.views(3).castTo(DataType.FLOAT);

    try (var method =
        new MethodCatalog().get(name).create(new MethodContext(config.config(), DataType.FLOAT))) {
      INDArray untrained = method.embed(images, Set.of(Tap.BACKBONE)).get(Tap.BACKBONE);
      Checkpoint.readOnline(RunHarness.newestCheckpoint(run), method.networks().online());
      INDArray trained = method.embed(images, Set.of(Tap.BACKBONE)).get(Tap.BACKBONE);

      assertThat(encoder.embed(images)).isEqualTo(trained).isNotEqualTo(untrained);
    }
    assertThat(encoder.manifest().method()).isEqualTo(name);
    assertThat(encoder.manifest().imageSize()).isEqualTo(8);
  }

  @Test
  void givenAHugeLearningRate_thenSaysWhereItDivergedAndKeepsAGoodCheckpoint() {
    var section = TinyExperiments.section("vicreg");
    var run = RunDirectory.createAt(root.resolve("run"));
    harness.run(harness.config(section), run, false, 10);
    var good = RunHarness.newestCheckpoint(run);
    var huge = harness.config(section, "optimizer.learningRate=1e30");

    assertThatThrownBy(() -> harness.run(huge, run, true, Long.MAX_VALUE))
        .isInstanceOf(DivergedException.class)
        .hasMessageMatching(
            "training diverged at step 1\\d: .*(loss|term).*; first layer affected: \\S+/\\S+ .*"
                + "The last good checkpoint is .*");

    var refused = RunHarness.lines(run.steps());
    assertThat(refused.get(refused.size() - 1).get("loss").isNull()).isTrue();
    var diagnosis = RunHarness.object(run.diagnosis());
    assertThat(diagnosis.get("verdict").asText()).isEqualTo("DIVERGED");
    assertThat(diagnosis.at("/onset/step").asInt()).isEqualTo(refused.size());

    // It can be continued from.
    assertThat(good).exists();
    assertThat(RunHarness.newestCheckpoint(run)).isEqualTo(good);
    assertThat(harness.run(harness.config(section), run, true, Long.MAX_VALUE).interrupted())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"online.array", "optimizer-momentum.array", "state.json", "SHA256SUMS"})
  void givenADamagedCheckpoint_whenResumed_thenItIsKeptAsideAndTheOneBeforeIsUsed(String file)
      throws IOException {
    var config = harness.config(TinyExperiments.section("simclr"));
    var undisturbed = harness.train("undisturbed", config);
    var run = RunDirectory.createAt(root.resolve("run"));
    harness.run(config, run, false, 13);
    assertThat(RunHarness.newestCheckpoint(run)).endsWithRaw(Path.of("step-00000013"));
    damage(RunHarness.newestCheckpoint(run).resolve(file));

    var outcome = harness.run(config, run, true, Long.MAX_VALUE);

    assertThat(outcome.interrupted()).isFalse();
    assertThat(run.setAside().resolve("1/step-00000013").resolve(file)).exists();
    assertThat(RunHarness.object(run.provenance()).at("/resumed/0/from").asText())
        .isEqualTo("step-00000010");
    assertThat(RunHarness.text(run.steps())).isEqualTo(RunHarness.text(undisturbed.steps()));
    assertThat(RunHarness.timeless(run)).isEqualTo(RunHarness.timeless(undisturbed));
  }

  @Test
  void givenNoWholeCheckpoint_whenResumed_thenItIsRefusedByName() throws IOException {
    var config = harness.config(TinyExperiments.section("simclr"), "checkpoint.keep=1");
    var run = RunDirectory.createAt(root.resolve("run"));
    harness.run(config, run, false, 3);
    damage(root.resolve("run/checkpoints/step-00000000/online.array"));
    damage(root.resolve("run/checkpoints/step-00000003/online.array"));

    assertThatThrownBy(() -> harness.run(config, run, true, Long.MAX_VALUE))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("no checkpoint of")
        .hasMessageContaining("online.array has been altered or cut short");
    assertThat(root.resolve("run/checkpoints/step-00000003")).exists();
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void givenACheckpointOfAnotherRun_whenResumed_thenSaysWhatDiffers() {
    var section = TinyExperiments.section("simclr");
    var run = RunDirectory.createAt(root.resolve("run"));
    harness.run(harness.config(section), run, false, 3);

    assertThatThrownBy(
            () -> harness.run(harness.config(section, "seed=4"), run, true, Long.MAX_VALUE))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("has seed 11 but the config has 4");
    assertThatThrownBy(
            () ->
                harness.run(
                    harness.config(TinyExperiments.section("vicreg")), run, true, Long.MAX_VALUE))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("has method simclr but the config has vicreg");
  }

  @Test
  void givenADirectoryThatHoldsARun_thenItIsNotUsedForAnother() {
    var config = harness.config(TinyExperiments.section("simclr"), "schedule.epochs=1");
    var run = harness.train("run", config);

    assertThatThrownBy(() -> RunDirectory.createAt(run.path()))
        .isInstanceOf(RunException.class)
        .hasMessageContaining(run.path() + " already holds a run");
    assertThat(RunDirectory.createAt(root.resolve("another")).path()).isDirectory();
  }

  @Test
  void givenAFixedPredictor_thenItsWeightsNeverChange() {
    var section = TinyExperiments.section("simsiam");
    var config = harness.config(section, "method.predictor.kind=fixed", "schedule.epochs=1");
    var run = harness.train("run", config);

    try (var method =
        new MethodCatalog()
            .get("simsiam")
            .create(new MethodContext(config.config(), DataType.FLOAT))) {
      var online = method.networks().online();
      var before = online.flatParameters().dup();
      Checkpoint.readOnline(RunHarness.newestCheckpoint(run), online);
      for (var segment : online.layout().segments()) {
        if (!segment.name().equals("W")) {
          continue;
        }
        boolean same = true;
        for (long i = segment.offset(); i < segment.end(); i++) {
          same &= before.getFloat(i) == online.flatParameters().getFloat(i);
        }
        assertThat(same).as(segment.fullName()).isEqualTo(segment.predictor());
      }
    }
  }

  @Test
  void givenAMethodOfAUsersOwn_thenItIsFoundAndTrains() {
    var run =
        harness.train(
            "run",
            harness.config("method: {name: pull, pull: 2}\n", "optimizer.learningRate=0.01"));

    var lines = RunHarness.lines(run.metrics());
    assertThat(lines).hasSize(3);
    assertThat(lines.get(2).get("loss").asDouble()).isLessThan(lines.get(1).get("loss").asDouble());
    assertThat(lines.get(2).at("/terms/distance").asDouble() * 2)
        .isCloseTo(lines.get(2).get("loss").asDouble(), within(1e-6));
    assertThat(lines.get(2).get("layers").fieldNames()).toIterable().containsExactly("backbone");
    assertThat(run.encoder()).exists();
  }
}
