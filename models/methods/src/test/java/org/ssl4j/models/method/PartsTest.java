package org.ssl4j.models.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.ssl4j.dl4j.Graphs;
import org.ssl4j.dl4j.HostMemory;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.StepContext;
import org.ssl4j.method.Views;

/**
 * A batch that comes in parts gives what the whole gives, where batch norms see the same
 * statistics: every part is then a copy of the same images, so that a part's statistics are the
 * batch's.
 */
class PartsTest {

  private static final StepContext CONTEXT = new StepContext(0, 10);
  private static final int VIEWS = 2;

  @TempDir Path directory;

  /** The images of several parts as one batch: view by view. */
  private static INDArray whole(List<INDArray> parts) {
    List<INDArray> pieces = new ArrayList<>();
    for (int view = 0; view < VIEWS; view++) {
      for (INDArray part : parts) {
        long n = part.size(0) / VIEWS;
        pieces.add(part.get(NDArrayIndex.interval(view * n, (view + 1) * n)));
      }
    }
    return Nd4j.concat(0, pieces.toArray(INDArray[]::new));
  }

  private static Views views(INDArray stacked) {
    return Views.of(HostMemory.images(stacked), VIEWS);
  }

  private SSLMethod create(String name, String sets) {
    var all = new ArrayList<>(List.of("data.batchSize=12"));
    if (sets != null) {
      Arrays.stream(sets.split(", (?=[a-z])")).map(String::strip).forEach(all::add);
    }
    return TinyExperiments.create(directory, name, all);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "simclr  |",
        "simclr  | method.negatives=false",
        "moco    |",
        "moco    | method.symmetric=false",
        "moco    | method.target.kind=self",
        "moco    | method.symmetric=false, method.target.kind=self",
        "byol    |",
        "byol    | method.variance=1, method.covariance=0.5",
        "byol    | method.target.kind=self, method.stopGradient=false",
        "simsiam |",
        "simsiam | method.stopGradient=false",
        "simsiam | method.variance=1, method.projector.outputBatchNorm=none",
        "vicreg  |"
      })
  void threePartsGiveTheGradientOfTheBatch(String name, String sets) {
    // The second view of a part is another for each, so that the parts are no copies in the loss;
    // the images of the first view, and with them its statistics, are the same.
    var one = TinyExperiments.views(5);
    List<INDArray> parts = List.of(one, rolled(one, 1), rolled(one, 2));
    try (var whole = create(name, sets);
        var divided = create(name, sets)) {
      var expected = Graphs.gradients(whole, whole(parts), CONTEXT);
      divided.networks().online().zeroGradient();
      var step = divided.computeGradients(parts.stream().map(PartsTest::views).toList(), CONTEXT);

      assertThat(divided.takesParts()).isTrue();
      assertThat(step.loss()).isCloseTo(expected.loss(), within(1e-9));
      assertThat(step.terms().keySet()).isEqualTo(expected.terms().keySet());
      step.terms()
          .forEach(
              (term, value) ->
                  assertThat(value).as(term).isCloseTo(expected.terms().get(term), within(1e-9)));
      assertThat(step.projections().toDoubles())
          .containsExactly(expected.projections().toDoubles(), within(1e-9));
      double[] gradient = Graphs.online(whole).flatGradient().dup().data().asDouble();
      double[] sum = Graphs.online(divided).flatGradient().dup().data().asDouble();
      double largest = 0;
      for (int i = 0; i < sum.length; i++) {
        largest = Math.max(largest, Math.abs(sum[i] - gradient[i]));
      }
      assertThat(largest).isLessThan(1e-9);
      assertThat(Arrays.stream(gradient).map(Math::abs).max().orElse(0)).isGreaterThan(1e-3);
      whole.afterUpdate(CONTEXT);
      divided.afterUpdate(CONTEXT);
      whole
          .state()
          .arrays()
          .forEach(
              (array, values) ->
                  assertThat(divided.state().arrays().get(array).toDoubles())
                      .containsExactly(values.toDoubles(), within(1e-9)));
    }
  }

  /** The same images with another pairing of the two views. */
  private static INDArray rolled(INDArray stacked, int by) {
    long n = stacked.size(0) / VIEWS;
    var first = stacked.get(NDArrayIndex.interval(0, n));
    var second = stacked.get(NDArrayIndex.interval(n, 2 * n));
    return Nd4j.concat(
        0,
        first,
        second.get(NDArrayIndex.interval(by, n)),
        second.get(NDArrayIndex.interval(0, by)));
  }
}
