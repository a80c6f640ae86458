package org.ssl4j.models.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.ssl4j.dl4j.Graphs;
import org.ssl4j.dl4j.HostMemory;
import org.ssl4j.dl4j.SslGraph;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.method.Encoders;
import org.ssl4j.method.LossTerm;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.StepContext;
import org.ssl4j.models.objective.InfoNce;
import org.ssl4j.models.objective.NegativeCosine;
import org.ssl4j.models.objective.NormalizedRegression;
import org.ssl4j.models.objective.VicRegLoss;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.network.Part;
import org.ssl4j.network.Partition;

/**
 * The flat gradient of every method against central differences of its loss through a whole
 * network, in double precision.
 *
 * <p>With a stop-gradient the differences are those of the loss whose target branch is held at its
 * value; without, those of the loss itself.
 */
class MethodGradientsTest {

  private static final StepContext CONTEXT = new StepContext(0, 10);
  private static final double STEP = 1e-6;
  private static final double RELATIVE = 2e-5;

  /** Rounding of a loss near 10 over two steps of 1e-6. */
  private static final double ABSOLUTE = 2e-8;

  @TempDir Path directory;

  private final INDArray views = TinyExperiments.views(5);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "simclr | backbone.blocks=[1, 1]",
        "simclr | method.sharedBatchStatistics=false, backbone.name=convnet4, backbone.blocks=null, backbone.width=2",
        "simclr | method.negatives=false",
        "simclr | method.projector.outputBatchNorm=affine, backbone.stem=imagenet",
        "moco   | backbone.blocks=[1, 1]",
        "moco   | method.symmetric=false",
        "moco   | method.negatives=false",
        "moco   | method.splitBatchNorm=2",
        "moco   | method.symmetric=false, method.splitBatchNorm=2, method.target.kind=random",
        "byol   | backbone.blocks=[1, 1]",
        "byol   | method.target.kind=random, method.predictor.kind=fixed",
        "byol   | method.predictor.kind=none",
        "byol   | method.target.kind=self, method.stopGradient=false",
        "byol   | method.target.kind=self, method.stopGradient=false, method.predictor.kind=none",
        "simsiam| method.stopGradient=false",
        "simsiam| method.stopGradient=false, method.predictor.kind=none",
        "simsiam| method.stopGradient=false, method.predictor.kind=fixed",
        "simsiam| method.stopGradient=false, method.projector.outputBatchNorm=affine, method.predictor.hiddenBatchNorm=none",
        "simsiam| method.stopGradient=false, method.variance=1, method.covariance=0.5, method.projector.outputBatchNorm=none",
        "byol   | method.variance=1, method.covariance=0.5",
        "byol   | method.variance=2, method.predictor.kind=none",
        "byol   | method.covariance=3, method.target.kind=self, method.stopGradient=false",
        "vicreg | backbone.blocks=[1, 1]",
        "vicreg | method.variance=0",
        "vicreg | method.invariance=0, method.covariance=0",
        "vicreg | method.invariance=0, method.variance=0",
      })
  void gradientIsThatOfTheLoss(String name, String sets) {
    try (var method = TinyExperiments.create(directory, name, split(sets))) {
      Graphs.gradients(method, views, CONTEXT);
      assertGradient(method, () -> Graphs.gradients(method, views, CONTEXT).loss());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "simsiam | backbone.blocks=[1, 1]",
        "simsiam | method.predictor.kind=none",
        "simsiam | method.predictor.kind=fixed",
        "simsiam | method.projector.outputBatchNorm=none",
        "simsiam | method.projector.outputBatchNorm=affine, method.projector.hiddenBatchNorm=none",
        "simsiam | method.projector.hiddenBatchNorm=plain",
        "simsiam | method.variance=1, method.projector.outputBatchNorm=none",
        "simsiam | method.covariance=0.5",
        "simsiam | method.variance=1, method.covariance=0.5, method.predictor.kind=none, method.projector.outputBatchNorm=none",
        "byol    | method.target.kind=self, method.variance=1, method.covariance=0.5",
        "byol    | method.target.kind=self",
        "byol    | method.target.kind=self, method.predictor.kind=none",
      })
  void givenAStopGradient_thenTheGradientIsThatOfTheLossWithFrozenTargets(
      String name, String sets) {
    try (var method = TinyExperiments.create(directory, name, split(sets))) {
      var graph = Graphs.online(method);
      var frozen = output(graph, views, Encoders.TARGET_PROJECTION);
      var added = addedTerms(name, split(sets));
      DoubleSupplier loss =
          () -> {
            var p = output(graph, views, Encoders.PREDICTION);
            double own =
                name.equals("simsiam")
                    ? NegativeCosine.symmetric(
                            half(p, 0), half(p, 1), half(frozen, 0), half(frozen, 1), false)
                        .loss()
                    : NormalizedRegression.symmetric(
                            half(p, 0), half(p, 1), half(frozen, 0), half(frozen, 1), false)
                        .loss();
            if (!added.active()) {
              return own;
            }
            // The added terms act on the projections themselves, which no stop-gradient holds.
            var z = output(graph, views, Encoders.PROJECTION);
            return own
                + VicRegLoss.compute(
                        half(z, 0), half(z, 1), 0, added.variance(), added.covariance())
                    .loss();
          };

      double ofMethod = Graphs.gradients(method, views, CONTEXT).loss();

      assertThat(loss.getAsDouble()).isCloseTo(ofMethod, within(1e-12));
      assertGradient(method, loss);
    }
  }

  private AddedTerms addedTerms(String name, List<String> sets) {
    var settings =
        TinyExperiments.load(directory, TinyExperiments.section(name), sets).config().method();
    return settings instanceof SimSiamSettings simSiam
        ? simSiam.added()
        : ((ByolSettings) settings).added();
  }

  @ParameterizedTest
  @CsvSource({"simsiam", "byol"})
  void addedTermsAreReportedAndWeighedInTheLoss(String name) {
    var off = List.of("method.projector.outputBatchNorm=none");
    var on = new ArrayList<>(off);
    on.addAll(List.of("method.variance=2", "method.covariance=0.5"));
    try (var with = TinyExperiments.create(directory, name, on);
        var without = TinyExperiments.create(directory, name, off)) {
      var step = Graphs.gradients(with, views, CONTEXT);
      double own = Graphs.gradients(without, views, CONTEXT).loss();

      assertThat(step.terms().keySet()).containsExactly("p1z2", "p2z1", "variance", "covariance");
      assertThat(with.spec().terms().stream().map(LossTerm::name))
          .containsExactlyElementsOf(step.terms().keySet());
      assertThat(without.spec().terms().stream().map(LossTerm::name))
          .containsExactly("p1z2", "p2z1");
      assertThat(step.terms().get("variance")).isGreaterThan(0.1);
      assertThat(step.loss())
          .isCloseTo(
              own + 2 * step.terms().get("variance") + 0.5 * step.terms().get("covariance"),
              within(1e-12));
    }
  }

  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void givenMocoAsItsOwnKeyEncoder_thenKeysCarryNoGradient(boolean symmetric, boolean negatives) {
    var sets =
        List.of(
            "method.target.kind=self",
            "method.symmetric=" + symmetric,
            "method.negatives=" + negatives);
    try (var method = TinyExperiments.create(directory, "moco", sets)) {
      var graph = Graphs.online(method);
      var settings =
          (MoCoSettings)
              TinyExperiments.load(directory, TinyExperiments.section("moco"), sets)
                  .config()
                  .method();
      var queue = method.state().arrays().get("queue").copy();
      var keys = output(graph, views, Encoders.PROJECTION);
      DoubleSupplier loss =
          () -> {
            var q = output(graph, views, Encoders.PROJECTION);
            return symmetric
                ? InfoNce.symmetric(
                        half(q, 0),
                        half(q, 1),
                        half(keys, 0),
                        half(keys, 1),
                        queue,
                        settings.temperature(),
                        negatives)
                    .loss()
                : InfoNce.compute(
                        half(q, 0), half(keys, 1), queue, settings.temperature(), negatives)
                    .loss();
          };

      double ofMethod = Graphs.gradients(method, views, CONTEXT).loss();

      assertThat(loss.getAsDouble()).isCloseTo(ofMethod, within(1e-12));
      assertGradient(method, loss);
    }
  }

  @Test
  void stopGradientChangesTheGradientButNotTheLoss() {
    for (String name : List.of("simsiam", "byol")) {
      var self = name.equals("byol") ? List.of("method.target.kind=self") : List.<String>of();
      var off = new ArrayList<>(self);
      off.add("method.stopGradient=false");
      try (var with = TinyExperiments.create(directory, name, self);
          var without = TinyExperiments.create(directory, name, off)) {
        double loss = Graphs.gradients(with, views, CONTEXT).loss();
        double same = Graphs.gradients(without, views, CONTEXT).loss();

        assertThat(same).isEqualTo(loss);
        var difference =
            Graphs.online(with).flatGradient().sub(Graphs.online(without).flatGradient());
        assertThat(difference.norm2Number().doubleValue())
            .isGreaterThan(0.1 * Graphs.online(with).flatGradient().norm2Number().doubleValue());
      }
    }
  }

  private void assertGradient(SSLMethod method, DoubleSupplier loss) {
    var graph = Graphs.online(method);
    // Each evaluation of the loss may overwrite the gradient.
    var gradient = graph.flatGradient().dup();
    var parameters = graph.flatParameters();
    var random = new Random(9);
    for (var segment : graph.layout().segments()) {
      var part = gradient.get(NDArrayIndex.interval(segment.offset(), segment.end()));
      if (segment.kind() == ParameterKind.STATISTIC) {
        assertThat(part.amaxNumber().doubleValue()).as(segment.fullName()).isZero();
        continue;
      }
      for (long index : coordinates(segment, part, random)) {
        double value = parameters.getDouble(index);
        parameters.putScalar(index, value + STEP);
        double above = loss.getAsDouble();
        parameters.putScalar(index, value - STEP);
        double below = loss.getAsDouble();
        parameters.putScalar(index, value);
        double expected = (above - below) / (2 * STEP);
        assertThat(gradient.getDouble(index))
            .as("%s, entry %d", segment.fullName(), index - segment.offset())
            .isCloseTo(expected, within(ABSOLUTE + RELATIVE * Math.abs(expected)));
      }
    }
    assertReachesTheBackbone(graph, gradient);
  }

  /** The entry with the largest gradient, which no rounding hides; of weights also a random one. */
  private static List<Long> coordinates(ParameterSegment segment, INDArray part, Random random) {
    double[] values = part.toDoubleVector();
    int largest = 0;
    for (int i = 1; i < values.length; i++) {
      if (Math.abs(values[i]) > Math.abs(values[largest])) {
        largest = i;
      }
    }
    List<Long> indices = new ArrayList<>(List.of(segment.offset() + largest));
    if (segment.kind() == ParameterKind.WEIGHT) {
      indices.add(segment.offset() + random.nextInt(values.length));
    }
    return indices;
  }

  private static void assertReachesTheBackbone(SslGraph graph, INDArray gradient) {
    graph.layout().segments().stream()
        .filter(segment -> segment.part() == Part.BACKBONE)
        .filter(segment -> segment.kind() == ParameterKind.WEIGHT)
        .forEach(
            segment ->
                assertThat(
                        gradient
                            .get(NDArrayIndex.interval(segment.offset(), segment.end()))
                            .amaxNumber()
                            .doubleValue())
                    .as(segment.fullName())
                    .isGreaterThan(1e-5));
  }

  private static Matrix output(SslGraph graph, INDArray images, String name) {
    return HostMemory.view(graph.compute(images, Partition.groups(2), List.of(name)).get(0));
  }

  private static Matrix half(Matrix stacked, int view) {
    int rows = stacked.rows() / 2;
    return stacked.slice(view * rows, (view + 1) * rows);
  }

  private static List<String> split(String sets) {
    return sets == null
        ? List.of()
        : Arrays.stream(sets.split(", (?=[a-z])")).map(String::strip).toList();
  }
}
