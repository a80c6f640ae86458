package org.ssl4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.cuda.device.Emulation;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.data.Progress;
import org.ssl4j.matrix.Precision;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.StepContext;
import org.ssl4j.method.Views;
import org.ssl4j.network.Rates;
import org.ssl4j.run.Outcome;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunListener;
import org.ssl4j.run.StepRecord;
import org.ssl4j.train.Continuation;
import org.ssl4j.train.Trainer;
import org.ssl4j.train.TrainingRun;
import org.ssl4j.train.TrainingStep;

/** The five methods and the three update rules on the emulated device. */
class MethodsOnTheDeviceTest {

  private static final int BATCH = 8;
  private static final int SIDE = 8;
  private static final int STEPS = 20;
  private static final int IMAGES = 100;

  private static final String BASE =
      """
      name: device
      seed: 11
      data: {dataset: shapes, imageSize: 8, trainLimit: 40, testLimit: 20, batchSize: 8, workers: 1}
      backbone: {name: resnet, blocks: [1, 1], width: 4}
      evaluation: {k: 5}
      schedule: {epochs: 2, warmupEpochs: 0}
      monitor: {images: 16}
      """;

  private static final Map<String, String> SECTIONS =
      Map.of(
          "simclr", "method: {name: simclr, projector: {layers: [6, 5]}}",
          "moco",
              "method: {name: moco, queueSize: 16, projector: {layers: [6, 5]}, target: {tau: 0.9}}",
          "byol",
              "method: {name: byol, projector: {layers: [6, 5]}, predictor: {layers: [6, 5]}, target: {tau: 0.9}}",
          "simsiam",
              "method: {name: simsiam, projector: {layers: [6, 5]}, predictor: {layers: [4, 5]}}",
          "vicreg", "method: {name: vicreg, projector: {layers: [6, 6, 5]}}");

  @TempDir Path root;

  @BeforeEach
  void requireACompiler() {
    Emulation.open().close();
  }

  private LoadedConfig config(String method, String optimizer, String engine, String... more)
      throws IOException {
    List<String> sets = new ArrayList<>(List.of("engine=" + engine, "optimizer.name=" + optimizer));
    sets.addAll(List.of(more));
    var file = Files.writeString(root.resolve("config.yaml"), BASE + SECTIONS.get(method) + "\n");
    return new MethodCatalog().configLoader().load(file, sets);
  }

  /**
   * The reference engine computes in double and rounds what a network keeps, as this one does. The
   * rates are low: at high ones a rounding error that turns one ReLU is the start of another run.
   * The images were chosen so that no ReLU is that near to its turning point.
   */
  @ParameterizedTest
  @CsvSource({
    "simclr,sgd,0.002",
    "moco,sgd,0.002",
    "byol,lars,0.06",
    "simsiam,sgd,0.002",
    "vicreg,adamw,0.0006",
    "simclr,lars,0.06",
    "simsiam,adamw,0.0006"
  })
  void twentyStepsAreThoseOfTheReferenceEngine(String name, String optimizer, double rate)
      throws IOException {
    try (var examined = new Training(name, optimizer, CudaEmulatedProvider.NAME);
        var expected = new Training(name, optimizer, "reference")) {
      for (int step = 0; step < STEPS; step++) {
        double loss = examined.step(step, rate);
        double exact = expected.step(step, rate);
        assertThat(loss)
            .as("loss of step %d", step)
            .isCloseTo(exact, within(1e-4 * Math.max(1, Math.abs(exact))));
      }
      // Adam makes steps of full size of a gradient that is nothing but a rounding error, such as
      // that of a bias before a batch norm.
      if (!optimizer.equals("adamw")) {
        assertClose(examined.parameters(), expected.parameters());
      }
    }
  }

  /**
   * Activations of 16 bits have 8 for their digits, so losses agree as far, and the way through the
   * weights has nearly the same direction. Equal numbers would mean that nothing was rounded.
   */
  @ParameterizedTest
  @ValueSource(strings = {"simclr", "moco", "byol", "simsiam", "vicreg"})
  void inBfloat16StepsStayNear(String name) throws IOException {
    try (var mixed = new Training(name, "sgd", CudaEmulatedProvider.NAME, "precision=bfloat16");
        var exact = new Training(name, "sgd", CudaEmulatedProvider.NAME)) {
      assertThat(mixed.method.networks().engine().convolutions()).isEqualTo("loops in bfloat16");
      double[] before = exact.parameters();
      assertThat(mixed.parameters()).containsExactly(before);
      for (int step = 0; step < 5; step++) {
        double loss = mixed.step(step, 0.002);
        double expected = exact.step(step, 0.002);
        assertThat(loss)
            .as("loss of step %d", step)
            .isNotEqualTo(expected)
            .isCloseTo(expected, within(5e-2 * Math.max(1, Math.abs(expected))));
      }
      assertThat(cosine(way(before, mixed), way(before, exact))).isGreaterThan(0.95);
    }
  }

  private static double[] way(double[] before, Training training) {
    double[] now = training.parameters();
    for (int i = 0; i < now.length; i++) {
      now[i] -= before[i];
    }
    return now;
  }

  private static double cosine(double[] a, double[] b) {
    double product = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
      squaresOfA += a[i] * a[i];
      squaresOfB += b[i] * b[i];
    }
    return product / Math.sqrt(squaresOfA * squaresOfB);
  }

  private static void assertClose(double[] actual, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(actual).containsExactly(expected, within(1e-4 * largest));
  }

  /** A method with its update rule, on views that are the same for every engine. */
  private final class Training implements AutoCloseable {
    private final SSLMethod method;
    private final TrainingStep training;

    Training(String name, String optimizer, String engine, String... more) throws IOException {
      var config = config(name, optimizer, engine, more).config();
      method = new MethodCatalog().get(name).create(MethodContext.open(config, Precision.FLOAT));
      training = new TrainingStep(method, config.optimizer());
    }

    double step(int number, double rate) {
      var random = new Random(IMAGES + number);
      float[] pixels = new float[2 * BATCH * 3 * SIDE * SIDE];
      for (int i = 0; i < pixels.length / 2; i++) {
        pixels[i] = (float) random.nextGaussian();
        pixels[pixels.length / 2 + i] = pixels[i] + (float) random.nextGaussian() / 2;
      }
      try (var images = method.networks().engine().images(2 * BATCH, 3, SIDE, SIDE)) {
        images.put(pixels);
        return training
            .run(
                List.of(Views.of(images, 2)),
                new StepContext(number, STEPS),
                Rates.uniform(rate),
                OptionalDouble.empty(),
                false)
            .loss();
      }
    }

    double[] parameters() {
      return method.networks().online().state().parameters().toDoubles();
    }

    @Override
    public void close() {
      method.close();
      method.networks().engine().close();
    }
  }

  /** Losses, measurements, both networks, the rule's state and the queue, to the last bit. */
  @ParameterizedTest
  @CsvSource({"moco,sgd,7", "byol,lars,4", "vicreg,adamw,3"})
  void aStoppedRunEndsAsIfUndisturbed(String method, String optimizer, int stopAfter)
      throws IOException {
    var config = config(method, optimizer, CudaEmulatedProvider.NAME);
    var undisturbed = RunDirectory.createAt(root.resolve("undisturbed"));
    run(config, undisturbed, Optional.empty(), Long.MAX_VALUE);
    var stopped = RunDirectory.createAt(root.resolve("stopped"));
    var outcome = run(config, stopped, Optional.empty(), stopAfter);
    assertThat(outcome.interrupted()).isTrue();
    assertThat(run(config, stopped, Optional.of(Continuation.NEWEST), Long.MAX_VALUE).interrupted())
        .isFalse();
    assertThat(Files.readAllLines(stopped.steps()))
        .hasSize(10)
        .isEqualTo(Files.readAllLines(undisturbed.steps()));
    assertThat(Files.readAllLines(stopped.spectra()))
        .isEqualTo(Files.readAllLines(undisturbed.spectra()));
    assertThat(arrays(stopped)).isEqualTo(arrays(undisturbed)).isNotEmpty();
  }

  /** A run says what it ran on, and another engine does not go on with it unasked. */
  @Test
  void provenanceNamesTheDevice() throws IOException {
    var run = RunDirectory.createAt(root.resolve("run"));
    run(config("simclr", "sgd", CudaEmulatedProvider.NAME), run, Optional.empty(), 2);
    assertThat(Files.readString(run.provenance()))
        .contains("cuda-emulated", "a device emulated by the processor", "loops");
  }

  private Outcome run(
      LoadedConfig config, RunDirectory run, Optional<Continuation> continuation, long stopAfter) {
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
            continuation,
            new DataEnvironment(Map.of(), root),
            Progress.NONE,
            List.of(counter),
            () -> made.get() >= stopAfter)
        .run(new MethodCatalog());
  }

  private static Map<String, Integer> arrays(RunDirectory run) throws IOException {
    Map<String, Integer> contents = new TreeMap<>();
    try (var files = Files.list(Trainer.newestCheckpoint(run).orElseThrow())) {
      for (Path file : files.filter(path -> path.toString().endsWith(".array")).toList()) {
        contents.put(file.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}
