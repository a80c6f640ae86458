package org.ssl4j.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;
import org.ssl4j.config.ConfigChanges;
import org.ssl4j.config.Versions;
import org.ssl4j.encoder.PretrainedEncoder;
import org.ssl4j.matrix.Precision;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodContext;
import org.ssl4j.models.method.TinyExperiments;
import org.ssl4j.network.Tap;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.text.Text;
import org.ssl4j.train.Continuation;
import org.ssl4j.train.DivergedException;

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
    assertThat(steps)
        .allSatisfy(
            step -> {
              assertThat(step.path("gradientNorm").asDouble()).isPositive();
              assertThat(step.path("effectiveRank").asDouble()).isGreaterThan(1);
            });
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
    float[] pixels = TinyExperiments.views(3).castTo(DataType.FLOAT).data().asFloat();

    try (var method =
        new MethodCatalog()
            .get(name)
            .create(MethodContext.open(config.config(), Precision.FLOAT))) {
      var images = method.networks().engine().images(8, 3, 8, 8);
      images.put(pixels);
      float[] untrained = method.embed(images, Set.of(Tap.BACKBONE)).get(Tap.BACKBONE).toFloats();
      Checkpoint.readOnline(RunHarness.newestCheckpoint(run), method.networks().online());
      float[] trained = method.embed(images, Set.of(Tap.BACKBONE)).get(Tap.BACKBONE).toFloats();

      float[] read = encoder.embed(pixels, 8, 8, 8).toFloats();
      // The archive may be read by a faster engine than the run's.
      assertThat(read).containsExactly(trained, within(1e-5f)).isNotEqualTo(untrained);
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

  @Test
  void provenanceKnowsTheVersionsAndAVersionThatWasUnknownIsNoChange() throws IOException {
    var config = harness.config(TinyExperiments.section("byol"));
    var run = RunDirectory.createAt(root.resolve("run"));
    harness.run(config, run, false, 13);

    var facts = (ObjectNode) RunHarness.object(run.provenance());
    assertThat(facts.get("ssl4jVersion").asText()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(facts.get("nd4jVersion").asText()).isEqualTo(Versions.DL4J).startsWith("1.");

    Files.writeString(
        run.provenance(),
        facts.put("nd4jVersion", "unknown").put("nd4jBackend", "Another").toString());
    harness.run(config, run, true, Long.MAX_VALUE);
    var resumed = RunHarness.object(run.provenance()).at("/resumed/0");
    assertThat(resumed.has("nd4jBackend")).isTrue();
    assertThat(resumed.has("nd4jVersion")).isFalse();
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
            .create(MethodContext.open(config.config(), Precision.FLOAT))) {
      var online = method.networks().online();
      float[] before = online.state().parameters().toFloats();
      Checkpoint.readOnline(RunHarness.newestCheckpoint(run), online);
      float[] after = online.state().parameters().toFloats();
      for (var segment : online.layout().segments()) {
        if (!segment.name().equals("W")) {
          continue;
        }
        boolean same = true;
        for (int i = (int) segment.offset(); i < segment.end(); i++) {
          same &= before[i] == after[i];
        }
        assertThat(same).as(segment.fullName()).isEqualTo(segment.predictor());
      }
    }
  }

  @Test
  void givenAMethodOfAUsersOwn_thenItIsFoundAndTrains() throws Exception {
    var run =
        UsersJar.with(
            () ->
                harness.train(
                    "run",
                    harness.config(
                        "method: {name: pull, pull: 2}\n", "optimizer.learningRate=0.01")));

    var lines = RunHarness.lines(run.metrics());
    assertThat(lines).hasSize(3);
    assertThat(lines.get(2).get("loss").asDouble()).isLessThan(lines.get(1).get("loss").asDouble());
    assertThat(lines.get(2).at("/terms/distance").asDouble() * 2)
        .isCloseTo(lines.get(2).get("loss").asDouble(), within(1e-6));
    assertThat(lines.get(2).get("layers").fieldNames()).toIterable().containsExactly("backbone");
    assertThat(run.encoder()).exists();
  }

  @Test
  @Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD) // if it went back without end
  void givenRollback_whenItDiverges_thenItGoesBackWithALowerRateAndEnds() throws IOException {
    var section = TinyExperiments.section("vicreg");
    var run = RunDirectory.createAt(root.resolve("run"));
    harness.run(harness.config(section), run, false, 10);
    var config =
        harness.config(
            section,
            "optimizer.learningRate=1e30",
            "monitor.onDivergence=rollback",
            "monitor.rollbackFactor=1e-32");

    var outcome = harness.run(config, run, true, Long.MAX_VALUE);

    assertThat(outcome.interrupted()).isFalse();
    var steps = RunHarness.lines(run.steps());
    assertThat(steps).hasSize(20);
    assertThat(steps).allMatch(step -> step.get("loss").isNumber());
    assertThat(steps.get(15).get("learningRate").asDouble()).isBetween(1e-6, 1e-2);
    assertThat(RunHarness.timeless(run)).hasSize(3);
    // What was diverged is kept, with the step that was refused.
    var kept = RunHarness.lines(run.setAside().resolve("1/steps.jsonl"));
    assertThat(kept.get(kept.size() - 1).get("loss").isNull()).isTrue();
    // Its state goes on being that of a run that went back once.
    var state = RunHarness.object(RunHarness.newestCheckpoint(run).resolve("state.json"));
    assertThat(state.get("rollbacks").asInt()).isEqualTo(1);
  }

  @Test
  @Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD) // if it went back without end
  void givenRollbackThatDoesNotHelp_thenItStopsAfterTheMost() {
    var section = TinyExperiments.section("vicreg");
    var run = RunDirectory.createAt(root.resolve("run"));
    harness.run(harness.config(section), run, false, 10);
    var config =
        harness.config(
            section,
            "optimizer.learningRate=1e30",
            "monitor.onDivergence=rollback",
            "monitor.rollbackFactor=0.9",
            "monitor.maxRollbacks=2");
    assertThatThrownBy(() -> harness.run(config, run, true, Long.MAX_VALUE))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining(
            "Resume from it with a lower learning rate, such as optimizer.learningRate=");
    assertThat(run.setAside().resolve("2")).isDirectory();
    assertThat(run.setAside().resolve("3")).doesNotExist();
  }

  @Test
  void keepsTheNewestTheBestAndNamesThem() throws IOException {
    var run =
        harness.train(
            "run",
            harness.config(
                TinyExperiments.section("simclr"),
                "schedule.epochs=6",
                "checkpoint.keep=1",
                "checkpoint.best=loss"));
    var losses = new TreeMap<Double, Integer>();
    for (JsonNode line : RunHarness.lines(run.metrics())) {
      if (line.get("loss").isNumber()) {
        losses.put(line.get("loss").asDouble(), line.get("step").asInt());
      }
    }
    var index = RunHarness.object(run.checkpointIndex());
    String best = Text.of("step-%08d", losses.firstEntry().getValue());
    assertThat(index.get("best").asText()).isEqualTo(best);
    assertThat(index.get("bestBy").asText()).isEqualTo("loss");
    assertThat(index.get("newest").asText()).isEqualTo("step-00000060");
    assertThat(run.checkpoints().resolve(best)).isDirectory();
    try (var kept = Files.list(run.checkpoints())) {
      assertThat(kept.filter(Files::isDirectory).toList()).hasSizeLessThanOrEqualTo(3);
    }
  }

  @Test
  void givenANamedCheckpoint_thenItGoesOnFromThereAndKeepsTheRest() {
    var config = harness.config(TinyExperiments.section("byol"), "schedule.epochs=3");
    var run = harness.train("run", config);
    var whole = RunHarness.text(run.steps());
    var metrics = RunHarness.timeless(run);

    var from = run.checkpoints().resolve("step-00000010");
    harness.run(
        config, run, Optional.of(new Continuation(Optional.of(from), List.of())), Long.MAX_VALUE);

    assertThat(RunHarness.text(run.steps())).isEqualTo(whole);
    assertThat(RunHarness.timeless(run)).isEqualTo(metrics);
    assertThat(RunHarness.text(run.setAside().resolve("1/steps.jsonl"))).isEqualTo(whole);
    assertThat(run.setAside().resolve("1/step-00000030")).isDirectory();
    assertThat(run.setAside().resolve("1/step-00000020")).isDirectory();
  }

  @Test
  void givenOtherImages_whenResumed_thenItIsRefused() throws IOException {
    var config = harness.config(TinyExperiments.section("simclr"));
    var run = RunDirectory.createAt(root.resolve("run"));
    harness.run(config, run, false, 3);
    String provenance = Files.readString(run.provenance());
    String sum = RunHarness.object(run.provenance()).at("/train/sha256").asText();
    Files.writeString(run.provenance(), provenance.replace(sum, "0".repeat(sum.length())));
    assertThatThrownBy(() -> harness.run(config, run, true, Long.MAX_VALUE))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("the training images differ from those that")
        .hasMessageContaining("give the run the same images, or start a new run");
  }

  @Test
  void givenNoCheckpointYet_whenResumed_thenItStartsFromItsBeginning() throws IOException {
    var config = harness.config(TinyExperiments.section("simclr"));
    var undisturbed = harness.train("undisturbed", config);
    var run = RunDirectory.createAt(root.resolve("run"));
    Files.writeString(run.config(), config.resolvedYaml());
    Files.writeString(run.steps(), "{\"step\":1,\"epoch\":1,\"loss\":0.5}\n{\"st");
    harness.run(config, run, true, Long.MAX_VALUE);
    assertThat(RunHarness.text(run.steps())).isEqualTo(RunHarness.text(undisturbed.steps()));
    assertThat(RunHarness.timeless(run)).isEqualTo(RunHarness.timeless(undisturbed));
  }

  @Test
  void givenAnEpochCutByMaxSteps_whenItGoesOn_thenItsMeanIsOfTheStepsSince() {
    var section = TinyExperiments.section("simclr");
    var run = harness.train("run", harness.config(section, "schedule.maxSteps=3"));
    harness.run(harness.config(section), run, true, Long.MAX_VALUE);
    double sum = 0;
    for (JsonNode step : RunHarness.lines(run.steps()).subList(3, 10)) {
      sum += step.get("loss").asDouble();
    }
    var epoch =
        RunHarness.lines(run.metrics()).stream()
            .filter(line -> line.get("step").asInt() == 10)
            .findFirst()
            .orElseThrow();
    assertThat(epoch.get("loss").asDouble()).isCloseTo(sum / 7, within(1e-9));
  }

  @Test
  void givenALongerTraining_whenResumed_thenTheRunHasTheNewConfigAndSaysWhatChanged() {
    var section = TinyExperiments.section("simclr");
    var before = harness.config(section);
    var run = harness.train("run", before);
    var longer = harness.config(section, "schedule.epochs=3", "data.workers=2");
    var changes = ConfigChanges.between(before, longer);
    harness.run(
        longer, run, Optional.of(new Continuation(Optional.empty(), changes)), Long.MAX_VALUE);
    assertThat(RunHarness.lines(run.steps())).hasSize(30);
    assertThat(String.join("\n", RunHarness.text(run.config()))).contains("epochs: 3");
    assertThat(RunHarness.object(run.provenance()).at("/resumed/0/changed"))
        .map(JsonNode::asText)
        .containsExactlyInAnyOrder("schedule.epochs: 2 -> 3", "data.workers: 1 -> 2");
  }
}
