package org.ssl4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.error.ConfigException;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.measure.InvalidEmbeddingsException;
import org.ssl4j.run.EpochRecord;
import org.ssl4j.run.RunException;
import org.ssl4j.run.RunListener;
import org.ssl4j.run.StepRecord;
import org.ssl4j.train.DivergedException;

/** Training and diagnosing as a Java program does it. */
class Ssl4jTest {

  @TempDir Path directory;

  static ConfigBuilder tiny() {
    return Ssl4j.config()
        .set("name", "tiny")
        .set("data.dataset", "shapes")
        .set("data.imageSize", 8)
        .set("data.trainLimit", 40)
        .set("data.testLimit", 20)
        .set("data.batchSize", 4)
        .set("data.workers", 1)
        .set("backbone", Map.of("name", "resnet", "blocks", List.of(1), "width", 4))
        .set("method.name", "simclr")
        .set("method.projector.layers", List.of(6, 5))
        .set("evaluation.k", 5)
        .set("monitor.images", 16)
        .set("schedule.epochs", 2)
        .set("schedule.warmupEpochs", 0);
  }

  @Test
  void trainsDiagnosesAndLeavesAnEncoder() throws Exception {
    LoadedConfig config = tiny().build();
    List<Integer> epochs = new ArrayList<>();
    List<Long> steps = new ArrayList<>();
    var printed = new ByteArrayOutputStream();
    var out = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    TrainedRun run;
    try {
      run =
          Ssl4j.train(
              config,
              directory.resolve("run"),
              new RunListener() {
                @Override
                public void onStep(StepRecord step) {
                  steps.add(step.step());
                }

                @Override
                public void onEpoch(EpochRecord epoch) {
                  epochs.add(epoch.epoch());
                }
              });
    } finally {
      System.setOut(out);
    }

    assertThat(epochs).containsExactly(0, 1, 2);
    assertThat(steps).hasSize(20);
    assertThat(run.outcome().steps()).isEqualTo(20);
    assertThat(run.outcome().interrupted()).isFalse();
    assertThat(run.diagnosis()).contains(Ssl4j.diagnose(run.directory().path()));
    assertThat(run.directory().encoder()).exists();
    assertThat(run.directory().log()).doesNotExist();
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    try (var encoder = run.encoder()) {
      assertThat(encoder.manifest().method()).isEqualTo("simclr");
    }
    assertThatThrownBy(() -> Ssl4j.train(config, run.directory().path()))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("already holds a run");
  }

  @Test
  void stopsWhenAskedAndGoesOnToTheSameNumbers() throws Exception {
    var stop = new AtomicBoolean();
    Path directoryOfRun = directory.resolve("stopped");
    var stopped =
        Ssl4j.train(
            tiny().build(),
            directoryOfRun,
            stop::get,
            new RunListener() {
              @Override
              public void onStep(StepRecord step) {
                stop.set(step.step() >= 7);
              }
            });
    assertThat(stopped.outcome().interrupted()).isTrue();
    assertThat(stopped.outcome().steps()).isLessThan(20);
    assertThat(stopped.diagnosis()).isEmpty();
    assertThatThrownBy(stopped::encoder)
        .isInstanceOf(RunException.class)
        .hasMessageEndingWith("because its training has not come to its end; resume it first");

    var resumed = Ssl4j.resume(directoryOfRun, () -> false);
    var whole = Ssl4j.train(tiny().build(), directory.resolve("whole"));

    assertThat(resumed.outcome().steps()).isEqualTo(20);
    assertThat(resumed.outcome().last().orElseThrow().loss())
        .isEqualTo(whole.outcome().last().orElseThrow().loss());
    assertThat(resumed.diagnosis()).isEqualTo(whole.diagnosis());
  }

  @Test
  void refusesASettingBeforeAnythingIsWritten() {
    var wrong =
        catchThrowableOfType(
            ConfigException.class,
            () -> tiny().set("method.temprature", 0.1).set("schedule.epochs", 0).build());
    assertThat(wrong.paths()).containsExactly("method.temprature", "schedule.epochs");

    var misfit = tiny().set("data.trainLimit", null).set("data.batchSize", 100_000).build();
    var refused =
        catchThrowableOfType(
            ConfigException.class, () -> Ssl4j.train(misfit, directory.resolve("misfit")));
    assertThat(refused).hasMessageStartingWith("data.batchSize: is 100000, but there are only");
    assertThat(refused.paths()).containsExactly("data.batchSize");

    var blur = tiny().set("views.view1.blur", 0.5).set("views.view1.blurKernel", 99).build();
    var kernel =
        catchThrowableOfType(
            ConfigException.class, () -> Ssl4j.train(blur, directory.resolve("blur")));
    assertThat(kernel.paths()).containsExactly("views.view1.blurKernel");
  }

  @Test
  void aTrainingThatDivergesSaysSoWithoutFlags() {
    var config = tiny().set("optimizer.learningRate", 1e30).build();

    assertThatThrownBy(() -> Ssl4j.train(config, directory.resolve("diverged")))
        .isInstanceOf(DivergedException.class)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("--"));
  }

  private static double[][] cloud(int rows, int columns, double spread) {
    var random = new Random(3);
    double[][] cloud = new double[rows][columns];
    for (double[] row : cloud) {
      for (int j = 0; j < columns; j++) {
        row[j] = (j == 0 ? 5 : 0) + spread * random.nextGaussian();
      }
    }
    return cloud;
  }

  @Test
  void diagnosesMatricesOfEveryKindAlike() {
    double[][] rows = cloud(300, 16, 1);
    float[][] floats = new float[300][16];
    float[] flat = new float[300 * 16];
    for (int i = 0; i < 300; i++) {
      for (int j = 0; j < 16; j++) {
        rows[i][j] = (float) rows[i][j];
        floats[i][j] = (float) rows[i][j];
        flat[16 * i + j] = (float) rows[i][j];
      }
    }
    var matrix = Matrix.of(rows);

    var exam = Ssl4j.diagnose(rows);

    assertThat(exam.measures().orElseThrow().dim()).isEqualTo(16);
    assertThat(exam.labels()).isEmpty();
    assertThat(Ssl4j.diagnose(floats)).isEqualTo(exam);
    assertThat(Ssl4j.diagnose(flat, 300, 16, null)).isEqualTo(exam);
    assertThat(Ssl4j.diagnose(matrix, null)).isEqualTo(exam);
    matrix.release();
  }

  @Test
  void namesACollapseAndWhatLabelsSayOfIt() {
    var exam = Ssl4j.diagnose(cloud(300, 16, 1e-9), new int[300]);

    assertThat(exam.verdict()).isEqualTo(Verdict.COMPLETE_COLLAPSE);
    assertThat(exam.evidence()).isNotEmpty();
    assertThat(exam.sentence()).isNotBlank();
    assertThat(exam.labels().orElseThrow().problem()).contains("same class");
  }

  @Test
  void embeddingsOfNoShapeAreRefused() {
    assertThatThrownBy(() -> Ssl4j.diagnose(new double[][] {{1, 2}, {1}}))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("row 1 of the embeddings has 1 values");
    assertThatThrownBy(() -> Ssl4j.diagnose(cloud(10, 3, 1), new int[9]))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("9 labels do not fit 10 embeddings");
    assertThat(Ssl4j.diagnose(new double[][] {{Double.NaN, 1}, {1, 2}, {2, 1}}).verdict())
        .isEqualTo(Verdict.DIVERGED);
  }

  @Test
  void whatIsNoRunAndNoEncoderIsNamed() throws Exception {
    Path text = Files.writeString(directory.resolve("encoder.zip"), "nothing");
    assertThatThrownBy(() -> Ssl4j.diagnose(directory))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("holds no run");
    assertThatThrownBy(() -> Ssl4j.encoder(directory.resolve("nowhere")))
        .isInstanceOf(RunException.class)
        .hasMessageEndingWith("nowhere is neither a run directory nor an encoder.zip");
    assertThatThrownBy(() -> Ssl4j.encoder(text))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("cannot be read as an encoder archive");
  }
}
