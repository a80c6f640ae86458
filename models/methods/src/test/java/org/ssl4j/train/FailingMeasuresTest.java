package org.ssl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.data.Progress;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.measure.InvalidEmbeddingsException;
import org.ssl4j.measure.MeasureTaker;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.models.method.TinyExperiments;
import org.ssl4j.report.RunReport;
import org.ssl4j.run.JsonFiles;
import org.ssl4j.run.Outcome;
import org.ssl4j.run.RunDiagnosis;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunListener;
import org.ssl4j.run.StepRecord;

/** Every measure fails, one after the other: the run trains to its end, and so does one resumed. */
class FailingMeasuresTest {

  @TempDir Path root;

  private static Object lapack() {
    throw new IllegalStateException("LAPACK's dsygvd failed with info 919");
  }

  private static Object memory() {
    throw new OutOfMemoryError("Physical memory usage is too high");
  }

  /** Knows every measure that was asked for. */
  private static final class Recorder implements MeasureTaker {
    private final Set<String> names = new TreeSet<>();

    @Override
    public <T> T take(String measure, Supplier<T> computation) {
      names.add(measure);
      return computation.get();
    }
  }

  /** Lets measures fail. */
  private record Failing(Predicate<String> which, Supplier<Object> failure)
      implements MeasureTaker {

    Failing(String name, Supplier<Object> failure) {
      this(name::equals, failure);
    }

    @Override
    @SuppressWarnings("unchecked") // a number where a number is taken
    public <T> T take(String measure, Supplier<T> computation) {
      if (!which.test(measure)) {
        return computation.get();
      }
      Object value = failure.get();
      T right = computation.get();
      return right instanceof Double ? (T) value : right;
    }
  }

  private LoadedConfig config(String... sets) {
    return TinyExperiments.load(root, TinyExperiments.section("simsiam"), List.of(sets));
  }

  private Outcome train(
      RunDirectory run, LoadedConfig config, MeasureTaker taker, boolean resume, long stopAfter) {
    var made = new AtomicLong();
    var counter =
        new RunListener() {
          @Override
          public void onStep(StepRecord step) {
            made.set(step.step());
          }
        };
    return new TrainingRun(
            config,
            run,
            resume ? Optional.of(Continuation.NEWEST) : Optional.empty(),
            new DataEnvironment(Map.of(), root),
            Progress.NONE,
            List.of(counter),
            () -> made.get() >= stopAfter,
            taker)
        .run(new MethodCatalog());
  }

  private Set<String> measures() {
    var recorder = new Recorder();
    var run = RunDirectory.createAt(root.resolve("whole"));
    train(run, config("schedule.maxSteps=2"), recorder, false, Long.MAX_VALUE);
    return recorder.names;
  }

  @Test
  void aRunOutlivesTheFailureOfAnyMeasure() {
    var measures = measures();
    assertThat(measures)
        .contains("layers", "views", "lidarViews", "features", "knn", "probe", "stepSignals")
        .contains("pixels", "pixelsKnn", "pixelsProbe", "chance")
        .contains("projector.spread", "projector.spectrum", "projector.clusters")
        .contains("backbone.lidar", "backbone.alignment", "backbone.uniformity");
    int made = 0;
    for (String measure : measures) {
      if (!measure.contains(".")) {
        survives(
            measure,
            new Failing(
                measure,
                made++ % 2 == 0 ? FailingMeasuresTest::lapack : FailingMeasuresTest::memory));
      }
    }
    survives(
        "every layer's",
        new Failing(measure -> measure.contains("."), FailingMeasuresTest::lapack));
    survives("no number", new Failing(measure -> true, () -> Double.NaN));
    survives("everything", new Failing(measure -> true, FailingMeasuresTest::memory));
  }

  private void survives(String what, MeasureTaker failing) {
    var run = RunDirectory.createAt(root.resolve("without-" + what.replace(' ', '-')));
    var outcome = train(run, config("schedule.maxSteps=2"), failing, false, Long.MAX_VALUE);
    assertThat(outcome.interrupted()).as(what).isFalse();
    assertThat(run.encoder()).as(what).exists();
    assertThat(RunDiagnosis.of(run).verdict())
        .as(what)
        .isEqualTo(outcome.diagnosis().orElseThrow().verdict());
    if (what.equals("everything")) {
      assertThat(outcome.diagnosis().get().verdict()).isEqualTo(Verdict.UNCERTAIN);
      RunReport.write(run.path(), run.report());
      assertThat(run.report()).isNotEmptyFile();
    }
  }

  @Test
  void aMissingMeasureIsNullWithItsReason_alsoAfterAStop() {
    var whole = RunDirectory.createAt(root.resolve("direct"));
    train(whole, config(), MeasureTaker.DIRECT, false, Long.MAX_VALUE);
    var failing = new Failing("projector.lidar", FailingMeasuresTest::lapack);
    var run = RunDirectory.createAt(root.resolve("stopped"));
    assertThat(train(run, config(), failing, false, 13).interrupted()).isTrue();
    var outcome = train(run, config(), failing, true, Long.MAX_VALUE);
    assertThat(outcome.interrupted()).isFalse();
    var lines = lines(run);
    assertThat(lines).hasSize(3);
    for (JsonNode line : lines) {
      assertThat(line.at("/layers/projector/lidar").isNull()).isTrue();
      assertThat(line.at("/layers/projector/notMeasured/lidar").asText()).contains("info 919");
      assertThat(line.at("/layers/backbone/lidar").isNumber()).isTrue();
      assertThat(line.at("/layers/backbone").has("notMeasured")).isFalse();
    }
    // Nothing else has changed.
    assertThat(lines.get(2).at("/layers/projector/effectiveRank"))
        .isEqualTo(lines(whole).get(2).at("/layers/projector/effectiveRank"));
    assertThat(lines.get(2).get("loss")).isEqualTo(lines(whole).get(2).get("loss"));
    assertThat(lines(whole).get(2).has("notMeasured")).isFalse();
  }

  @Test
  void aVerdictIsNotReadFromAMissingRank() {
    var failing = new Failing("projector.spectrum", FailingMeasuresTest::lapack);
    var run = RunDirectory.createAt(root.resolve("no-rank"));
    var diagnosis = train(run, config(), failing, false, Long.MAX_VALUE).diagnosis().orElseThrow();
    assertThat(lines(run).get(1).at("/layers/projector/effectiveRank").isNull()).isTrue();
    var projector =
        diagnosis.layers().stream().filter(layer -> layer.name().equals("projector")).findFirst();
    assertThat(projector.orElseThrow().verdict())
        .isNotIn(Verdict.HEALTHY, Verdict.DIMENSIONAL_COLLAPSE);
    assertThat(diagnosis.verdict()).isNotEqualTo(Verdict.HEALTHY);
  }

  /** What is not finite is a finding about the network, not a failure of the measure. */
  @Test
  void embeddingsThatAreNotFiniteAreStillADivergence() {
    var failing =
        new Failing(
            "layers",
            () -> {
              throw new InvalidEmbeddingsException("row 0 of the embeddings holds NaN");
            });
    var run = RunDirectory.createAt(root.resolve("diverged"));
    assertThatThrownBy(() -> train(run, config(), failing, false, Long.MAX_VALUE))
        .isInstanceOf(DivergedException.class);
  }

  private static List<JsonNode> lines(RunDirectory run) {
    return JsonFiles.lines(run.metrics());
  }
}
