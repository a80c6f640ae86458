package org.ssl4j.models.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.data.Progress;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.run.RunListener;
import org.ssl4j.run.RunLock;
import org.ssl4j.run.StepRecord;
import org.ssl4j.study.RunProcess;
import org.ssl4j.study.StopSignal;
import org.ssl4j.study.StudyListener;
import org.ssl4j.study.StudyRunner;
import org.ssl4j.train.Continuation;
import org.ssl4j.train.TrainingRun;

/** What a study does with its runs, and what it leaves; the runs themselves train in this JVM. */
class StudyRunnerTest {

  /** 40 images in batches of 4, 2 epochs. */
  private static final int STEPS = 20;

  private static final String BLOCK =
      """
      ablation:
        seeds: [0, 1]
        axes:
          - {path: method.stopGradient, values: [true, false]}
        cells:
          - {id: as-is}
          - {id: vicreg, set: {method.name: vicreg, method.predictor.kind: none}}
        predictions:
          - statement: The loss is lower without stop-gradient.
            source: arXiv:2011.10566
            expect:
              - {cells: "as-is, stopGradient=false", rule: loss below as-is_stopGradient-true}
              - {cells: "as-is, stopGradient=true", rule: loss below 1}
      """;

  @TempDir Path directory;

  /** Trains here, and remembers what it was asked for. */
  private static final class Here implements RunProcess {
    final List<Order> orders = new ArrayList<>();

    /** Step of the last order after which something happens; 0 for never. */
    long step;

    /** What happens. */
    Runnable then = () -> {};

    int order;

    @Override
    public int train(Order given, Consumer<String> lines, StopSignal stop) {
      orders.add(given);
      boolean special = orders.size() == order;
      var run =
          given.resume()
              ? RunDirectory.open(given.directory())
              : RunDirectory.createAt(given.directory());
      var loaded =
          TinyStudies.LOADER.load(given.resume() ? run.config() : given.config(), List.of());
      var events =
          new RunListener() {
            @Override
            public void onStep(StepRecord record) {
              if (special && record.step() == step) {
                then.run();
              }
            }
          };
      var outcome =
          new TrainingRun(
                  loaded,
                  run,
                  given.resume() ? Optional.of(Continuation.NEWEST) : Optional.empty(),
                  new DataEnvironment(Map.of(), given.directory()),
                  Progress.NONE,
                  List.of(events),
                  stop::stopped)
              .run(new MethodCatalog());
      return outcome.interrupted() ? INTERRUPTED : 0;
    }
  }

  private StudyRunner.Ending run(Path out, RunProcess process, StopSignal stop, String... sets) {
    var plan = TinyStudies.plan(directory, out, BLOCK, sets);
    return new StudyRunner(plan, out, TinyStudies.LOADER, process, 1, new StudyListener() {}, stop)
        .run();
  }

  private static JsonNode cell(JsonNode study, int index) {
    return study.get("cells").get(index);
  }

  @Test
  void aFinishedStudyTellsEverythingAndIsNotRunAgain() {
    var out = directory.resolve("out");
    var process = new Here();

    var ending = run(out, process, new StopSignal());

    assertThat(ending.interrupted()).isFalse();
    assertThat(ending.firstFailure()).isZero();
    assertThat(process.orders).hasSize(4).noneMatch(RunProcess.Order::resume);
    var study = TinyStudies.json(out.resolve("study.json"));
    assertThat(study.get("kind").asText()).isEqualTo("ablation");
    assertThat(study.get("axes").get(0).get("path").asText()).isEqualTo("method.stopGradient");
    assertThat(study.get("cells")).hasSize(4);
    var first = cell(study, 0);
    assertThat(first.get("status").asText()).isEqualTo("done");
    assertThat(first.get("settings").get("method.stopGradient").asBoolean()).isTrue();
    assertThat(first.get("runs").get(1).get("directory").asText())
        .isEqualTo("cells/as-is_stopGradient-true/seed-1");
    var summary = first.get("summary");
    for (String measure :
        List.of("knn", "linear", "loss", "stdRatio", "effectiveRank", "secondsPerEpoch")) {
      assertThat(summary.get(measure).get("n").asInt()).as(measure).isEqualTo(2);
      assertThat(summary.get(measure).get("spread").asDouble()).as(measure).isNotNegative();
    }
    var losses =
        List.of("seed-0", "seed-1").stream()
            .mapToDouble(seed -> lastLoss(out.resolve("cells/as-is_stopGradient-true/" + seed)));
    assertThat(summary.get("loss").get("mean").asDouble())
        .isEqualTo(losses.average().orElseThrow());
    assertThat(cell(study, 2).get("status").asText()).isEqualTo("refused");
    assertThat(cell(study, 2).get("reason").asText()).contains("method.predictor: unknown key");
    assertThat(out.resolve("results.md")).content().contains("method.predictor: unknown key");
    assertThat(out.resolve("results.csv")).content().contains("as-is_stopGradient-false");
    var prediction = study.get("predictions").get(0);
    assertThat(prediction.get("reproduced").isBoolean()).isTrue();
    assertThat(prediction.get("observed").asText()).contains("stopGradient=false: loss -0.");

    var again = new Here();
    run(out, again, new StopSignal());
    assertThat(again.orders).isEmpty();
    assertThat(TinyStudies.json(out.resolve("study.json"))).isEqualTo(study);
  }

  private static double lastLoss(Path run) {
    try {
      var lines = Files.readAllLines(run.resolve("metrics.jsonl"));
      return new org.nd4j.shade.jackson.databind.ObjectMapper()
          .readTree(lines.get(lines.size() - 1))
          .get("loss")
          .asDouble();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aStoppedStudyGoesOnFromTheStepAndEndsAsIfUndisturbed() {
    var undisturbed = directory.resolve("undisturbed");
    run(undisturbed, new Here(), new StopSignal());
    var out = directory.resolve("stopped");
    var stop = new StopSignal();
    var process = new Here();
    process.order = 2;
    process.step = 13;
    process.then = stop::stop;

    var first = run(out, process, stop);

    assertThat(first.interrupted()).isTrue();
    assertThat(process.orders).hasSize(2);
    var study = TinyStudies.json(out.resolve("study.json"));
    assertThat(cell(study, 1).get("status").asText()).isEqualTo("pending");
    assertThat(study.get("predictions").get(0).get("reproduced").isNull()).isTrue();

    var rest = new Here();
    // A session may be as long as the machine is lent for, other than the last one.
    var second = run(out, rest, new StopSignal(), "schedule.stopAfterMinutes=30");
    assertThat(second.interrupted()).isFalse();
    assertThat(rest.orders.stream().map(RunProcess.Order::resume))
        .containsExactly(true, false, false);
    assertThat(rest.orders.get(0).stopAfterMinutes()).isEqualTo(30);
    assertThat(TinyStudies.timeless(out)).isEqualTo(TinyStudies.timeless(undisturbed));
  }

  /** SIGHUP, SIGINT, SIGTERM: a cluster's job is ended by the last, its runs as well. */
  @ParameterizedTest
  @ValueSource(ints = {129, 130, 143})
  void aRunThatASignalEndedIsContinuedByTheNextSession(int code) {
    var out = directory.resolve("signalled");
    var stop = new StopSignal();
    var stopped = new Here();
    stopped.order = 1;
    stopped.step = STEPS / 2 + 3;
    stopped.then = stop::stop;
    RunProcess process =
        (order, lines, signal) -> {
          stopped.train(order, lines, signal);
          lines.accept("ssl4j: stopping after this step; a checkpoint will be saved ...");
          return code;
        };

    var first = run(out, process, stop);

    assertThat(first.interrupted()).isTrue();
    assertThat(first.firstFailure()).isZero();
    assertThat(stopped.orders).hasSize(1);
    var study = TinyStudies.json(out.resolve("study.json"));
    assertThat(cell(study, 0).get("status").asText()).isEqualTo("pending");
    assertThat(cell(study, 0).get("reason").isNull()).isTrue();

    var rest = new Here();
    assertThat(run(out, rest, new StopSignal()).interrupted()).isFalse();
    assertThat(rest.orders.stream().map(RunProcess.Order::resume))
        .containsExactly(true, false, false, false);
  }

  @Test
  void aRunThatDiesFailsTheOthersGoOnAndTheNextSessionContinuesIt() {
    var undisturbed = directory.resolve("undisturbed");
    run(undisturbed, new Here(), new StopSignal());
    var out = directory.resolve("died");
    var dying = new Here();
    dying.order = 1;
    dying.step = STEPS / 2 + 3;
    dying.then =
        () -> {
          throw new IllegalStateException("dies");
        };
    RunProcess process =
        (order, lines, stop) -> {
          try {
            return dying.train(order, lines, stop);
          } catch (IllegalStateException e) {
            lines.accept("epoch 1");
            lines.accept("ssl4j: out of memory");
            return 137;
          }
        };

    var first = run(out, process, new StopSignal());

    assertThat(first.firstFailure()).isEqualTo(137);
    assertThat(dying.orders).hasSize(4);
    var study = TinyStudies.json(out.resolve("study.json"));
    assertThat(cell(study, 0).get("status").asText()).isEqualTo("failed");
    assertThat(cell(study, 0).get("reason").asText()).isEqualTo("out of memory");
    assertThat(cell(study, 1).get("status").asText()).isEqualTo("done");

    var rest = new Here();
    assertThat(run(out, rest, new StopSignal()).firstFailure()).isZero();
    assertThat(rest.orders.stream().map(RunProcess.Order::resume)).containsExactly(true);
    assertThat(TinyStudies.timeless(out)).isEqualTo(TinyStudies.timeless(undisturbed));
  }

  @Test
  void aRunThatWasKilledBeforeItsFirstCheckpointBeginsAgain() throws Exception {
    var out = directory.resolve("out");
    var run = out.resolve("cells/as-is_stopGradient-true/seed-0");
    Files.createDirectories(run);
    var plan = TinyStudies.plan(directory, out, BLOCK);
    Files.writeString(
        run.resolve("config.yaml"), plan.cells().get(0).runs().get(0).config().resolvedYaml());
    Files.writeString(run.resolve("steps.jsonl"), "{\"step\":1}\n");

    var process = new Here();
    run(out, process, new StopSignal());

    assertThat(process.orders).hasSize(4).noneMatch(RunProcess.Order::resume);
    assertThat(Files.readAllLines(run.resolve("steps.jsonl"))).hasSize(STEPS);
  }

  @Test
  void aRunThatDivergedIsAResultAndNotTriedAgain() {
    var out = directory.resolve("out");
    var orders = new ArrayList<RunProcess.Order>();
    RunProcess process =
        (order, lines, stop) -> {
          orders.add(order);
          lines.accept("ssl4j: step 3: the loss is NaN");
          try {
            Files.createDirectories(order.directory());
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
          return RunProcess.DIVERGED;
        };

    var ending = run(out, process, new StopSignal());
    run(out, process, new StopSignal());

    assertThat(ending.firstFailure()).isZero();
    assertThat(ending.interrupted()).isFalse();
    assertThat(orders).hasSize(4);
    var study = TinyStudies.json(out.resolve("study.json"));
    assertThat(cell(study, 0).get("status").asText()).isEqualTo("failed");
    assertThat(cell(study, 0).get("reason").asText()).isEqualTo("step 3: the loss is NaN");
    assertThat(study.get("predictions").get(0).get("evidence").asText()).contains("is failed");
  }

  @Test
  void aRunThatStopsOnItsCollapseIsDone() {
    var out = directory.resolve("out");
    var process = new Here();
    // The process says it is done and left no encoder, as with monitor.onCollapse: stop.
    RunProcess stopping =
        (order, lines, stop) -> {
          int code = process.train(order, lines, stop);
          try {
            Files.delete(order.directory().resolve("encoder.zip"));
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
          return code;
        };

    run(out, stopping, new StopSignal());
    var ending = run(out, stopping, new StopSignal());

    assertThat(process.orders).hasSize(4);
    assertThat(ending.interrupted()).isFalse();
    var study = TinyStudies.json(out.resolve("study.json"));
    assertThat(cell(study, 0).get("status").asText()).isEqualTo("done");
    assertThat(cell(study, 0).get("summary").get("knn").get("n").asInt()).isEqualTo(2);
  }

  @Test
  void runsOfOtherSettingsAreNotMixedIn() {
    var out = directory.resolve("out");
    run(out, new Here(), new StopSignal());
    var process = new Here();

    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> run(out, process, new StopSignal(), "schedule.epochs=3"))
        .withMessageContaining("was trained with other settings")
        .withMessageContaining("schedule.epochs is 2 in its config and 3 in the study's");
    assertThat(process.orders).isEmpty();
  }

  @Test
  void twoStudiesDoNotShareADirectory() throws Exception {
    var out = Files.createDirectories(directory.resolve("out"));
    try (var lock = RunLock.hold(out, "another study")) {
      assertThatExceptionOfType(RunException.class)
          .isThrownBy(() -> run(out, new Here(), new StopSignal()))
          .withMessageContaining("is in use by another study");
    }
  }
}
