package org.ssl4j.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.bench.StepBenchmark;
import org.ssl4j.bench.StepNet;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.data.Progress;
import org.ssl4j.dl4j.Graphs;
import org.ssl4j.error.ConfigException;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;
import org.ssl4j.method.Encoders;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.StepContext;
import org.ssl4j.method.Views;
import org.ssl4j.models.method.TinyExperiments;
import org.ssl4j.network.Engine;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.Partition;
import org.ssl4j.report.Gallery;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.train.TrainingRun;

/** Groups of views of several sizes, from the config to the gradient. */
class MultiCropTest {

  private static final String SECTION = "method: {name: multicrop}\n";
  private static final String[] SETS = {
    "data.imageSize=16",
    "views.groups=[{count: 2}, {count: 4, size: 8, view: {cropScale: [0.05, 0.2]}}]",
  };
  private static final StepContext CONTEXT = new StepContext(0, 10);
  private static final double STEP = 1e-6;
  private static final double RELATIVE = 2e-5;
  private static final double ABSOLUTE = 2e-8;

  /** ND4J's batch norm divides by the images of a view in float precision; by 4 that is exact. */
  private static final int IMAGES = 4;

  @TempDir Path root;

  private RunDirectory train(String name, String... more) throws Exception {
    var harness = new RunHarness(root);
    return UsersJar.with(() -> harness.train(name, harness.config(SECTION, sets(more))));
  }

  @Test
  void theGalleryShowsEveryViewOfEveryGroupWithItsSize() throws Exception {
    var run = RunDirectory.createAt(root.resolve("gallery"));
    UsersJar.with(
        () ->
            new TrainingRun(
                    new RunHarness(root).config(SECTION, sets("schedule.epochs=1")),
                    run,
                    Optional.empty(),
                    new DataEnvironment(Map.of(), root),
                    Progress.NONE,
                    List.of(new Gallery()),
                    () -> false)
                .run(new MethodCatalog()));

    var views = RunHarness.object(run.path().resolve("gallery/gallery.json")).get("views");
    assertThat(views.get("views").asInt()).isEqualTo(6);
    assertThat(views.get("draws").asInt()).isEqualTo(1);
    assertThat(views.at("/viewNames/1").asText()).isEqualTo("view 2 (16 px)");
    assertThat(views.at("/viewNames/5").asText()).isEqualTo("view 6 (8 px)");
  }

  private static String[] sets(String... more) {
    String[] all = new String[SETS.length + more.length];
    System.arraycopy(SETS, 0, all, 0, SETS.length);
    System.arraycopy(more, 0, all, SETS.length, more.length);
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"nd4j", "auto"})
  void itTrainsOnTwoLargeAndFourSmallViewsAndItsLossFalls(String engine) throws Exception {
    var run = train(engine, "engine=" + engine, "schedule.epochs=3", "optimizer.learningRate=0.05");

    var lines = RunHarness.lines(run.metrics());
    assertThat(lines).hasSize(4);
    assertThat(lines.get(3).get("loss").asDouble())
        .isLessThan(lines.get(1).get("loss").asDouble() - 0.02);
    assertThat(lines.get(3).at("/layers/projector/alignment").isNumber()).isTrue();
    assertThat(run.encoder()).exists();
  }

  @Test
  void aStoppedRunGoesOnToTheSameNumbers() throws Exception {
    var whole = train("whole");
    var harness = new RunHarness(root);
    var stopped =
        UsersJar.with(
            () -> {
              var config = harness.config(SECTION, sets());
              var run = RunDirectory.createAt(root.resolve("stopped"));
              harness.run(config, run, false, 7);
              harness.run(config, run, true, Long.MAX_VALUE);
              return run;
            });

    assertThat(RunHarness.weights(stopped)).isEqualTo(RunHarness.weights(whole));
    assertThat(RunHarness.timeless(stopped)).isEqualTo(RunHarness.timeless(whole));
  }

  @Test
  void theStepBenchmarkMakesTheGroupsThatTheMethodTakes() throws Exception {
    UsersJar.with(
        () -> {
          var catalog = new MethodCatalog();
          var config = new StepNet("multicrop", 4, 1, 4, "auto").load(catalog).config();
          assertThat(config.views().counts()).containsExactly(2, 4);
          try (var benchmark = new StepBenchmark(config, catalog)) {
            benchmark.run();
            assertThat(benchmark.operations()).isPositive();
          }
          return null;
        });
  }

  @Test
  void groupsThatTheMethodDoesNotTakeAreRefusedWithBothNumbers() throws Exception {
    UsersJar.with(
        () -> {
          var catalog = new MethodCatalog();
          var harness = new RunHarness(root);
          assertThatThrownBy(
                  () ->
                      TrainingRun.check(
                          harness.config(SECTION, "views.groups=[{count: 2}, {count: 6}]"),
                          catalog))
              .isInstanceOf(ConfigException.class)
              .hasMessageContaining(
                  "views.groups: the config makes groups of 2 and 6 views of an image, but method"
                      + " multicrop takes groups of 2 and 4 views");
          assertThatThrownBy(() -> TrainingRun.check(harness.config(SECTION), catalog))
              .isInstanceOf(ConfigException.class)
              .hasMessageContaining(
                  "makes 2 views of an image, but method multicrop takes groups of 2 and 4 views");
          TrainingRun.check(
              harness.config(
                  "method: {name: multicrop, small: 6}\n", "views.groups=[{count: 2}, {count: 6}]"),
              catalog);
          return null;
        });
  }

  @Test
  void theGradientsOfBothSizesAddUpToThatOfTheLoss() throws Exception {
    UsersJar.with(
        () -> {
          var config = TinyExperiments.load(root, SECTION, List.of(SETS)).config();
          var context = MethodContext.open(config, Precision.DOUBLE);
          try (var engine = context.engine();
              var method = new MethodCatalog().get("multicrop").create(context);
              var large = images(engine, 2 * IMAGES, 16, 1);
              var small = images(engine, 4 * IMAGES, 8, 2)) {
            assertGradient(method, new Views(List.of(large, small), List.of(2, 4)));
          }
          return null;
        });
  }

  /** Central differences of the loss whose targets are held, through the whole network. */
  private static void assertGradient(SSLMethod method, Views views) {
    var network = method.networks().online();
    Function<Integer, Matrix> projections =
        group ->
            network
                .compute(
                    views.groups().get(group),
                    Partition.groups(views.counts().get(group)),
                    List.of(Encoders.PROJECTION))
                .get(0);
    var targets = projections.apply(0);
    DoubleSupplier loss =
        () ->
            MultiCropProvider.loss(
                List.of(projections.apply(0), projections.apply(1)), targets, List.of());
    network.zeroGradient();
    assertThat(method.computeGradients(views, CONTEXT).loss())
        .isCloseTo(loss.getAsDouble(), within(1e-12));
    var graph = Graphs.of(network);
    double[] gradient = graph.flatGradient().toDoubleVector();
    var parameters = graph.flatParameters();
    var random = new Random(9);
    int checked = 0;
    for (var segment : graph.layout().segments()) {
      if (segment.kind() == ParameterKind.STATISTIC) {
        continue;
      }
      long index = segment.offset() + random.nextInt((int) (segment.end() - segment.offset()));
      double value = parameters.getDouble(index);
      parameters.putScalar(index, value + STEP);
      double above = loss.getAsDouble();
      parameters.putScalar(index, value - STEP);
      double below = loss.getAsDouble();
      parameters.putScalar(index, value);
      double expected = (above - below) / (2 * STEP);
      assertThat(gradient[(int) index])
          .as("%s, entry %d", segment.fullName(), index - segment.offset())
          .isCloseTo(expected, within(ABSOLUTE + RELATIVE * Math.abs(expected)));
      checked += Math.abs(expected) > 1e-5 ? 1 : 0;
    }
    assertThat(checked).as("gradients that rounding does not hide").isGreaterThan(5);
  }

  private static ImageBatch images(Engine engine, int count, int side, long seed) {
    var images = engine.images(count, 3, side, side);
    var random = new Random(seed);
    float[] pixels = new float[count * 3 * side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    images.put(pixels);
    return images;
  }
}
