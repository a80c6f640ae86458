package org.ssl4j.models.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;

/**
 * Batches whose similarities are more than one block or tile, against the definition written with
 * whole matrices in double precision.
 */
class ObjectivesAtScaleTest {

  private static final double SINGLE = 1e-4;

  private static INDArray gaussian(long seed, int rows, int columns) {
    return array(Samples.gaussian(seed, rows, columns));
  }

  private static INDArray array(Matrix matrix) {
    return Nd4j.createFromArray(matrix.toDoubles()).reshape(matrix.rows(), matrix.columns());
  }

  private static Matrix[] inPrecision(String type, INDArray... arrays) {
    return Arrays.stream(arrays)
        .map(array -> Samples.in(Precision.valueOf(type), Matrix.of(array.toDoubleMatrix())))
        .toArray(Matrix[]::new);
  }

  private static void assertGradient(Matrix actual, INDArray expected, double tolerance) {
    INDArray deviation = array(actual).subi(expected);
    double largest = Transforms.abs(expected).maxNumber().doubleValue();
    assertThat(Transforms.abs(deviation, false).maxNumber().doubleValue())
        .isLessThan(tolerance * largest);
  }

  private static INDArray unit(INDArray z) {
    return z.divColumnVector(z.norm2(true, 1));
  }

  /** {@code (g - (g . zh) zh) / |z|}. */
  private static INDArray throughNorm(INDArray gradient, INDArray z) {
    INDArray unit = unit(z);
    INDArray radial = gradient.mul(unit).sum(true, 1);
    return gradient.sub(unit.mulColumnVector(radial)).divColumnVector(z.norm2(true, 1));
  }

  @ParameterizedTest
  @CsvSource({"FLOAT, 0.5", "FLOAT, 0.1", "DOUBLE, 0.2"})
  void ntXent(String type, double temperature) {
    int n = 1030;
    INDArray z1 = gaussian(1, n, 8);
    INDArray z2 = gaussian(2, n, 8).addi(z1);
    INDArray z = Nd4j.concat(0, z1, z2);
    INDArray unit = unit(z);
    INDArray similarity = unit.mmul(unit.transpose()).divi(temperature);
    double attraction = 0;
    for (int a = 0; a < 2 * n; a++) {
      attraction -= similarity.getDouble(a, (a + n) % (2 * n)) / (2 * n);
      similarity.putScalar(a, a, -1e30);
    }
    INDArray largest = similarity.max(true, 1);
    INDArray probabilities = Transforms.exp(similarity.subColumnVector(largest), false);
    INDArray sums = probabilities.sum(true, 1);
    double repulsion = Transforms.log(sums).addi(largest).meanNumber().doubleValue();
    probabilities.diviColumnVector(sums);
    INDArray weights = probabilities.add(probabilities.transpose());
    for (int a = 0; a < 2 * n; a++) {
      int positive = (a + n) % (2 * n);
      weights.putScalar(a, positive, weights.getDouble(a, positive) - 2);
    }
    INDArray expected = throughNorm(weights.mmul(unit).divi(2 * n * temperature), z);

    Matrix[] inputs = inPrecision(type, z1, z2);
    ObjectiveResult result = NtXent.compute(inputs[0], inputs[1], temperature);
    double tolerance = type.equals("FLOAT") ? SINGLE : 1e-9;
    assertThat(result.loss()).isCloseTo(attraction + repulsion, within(tolerance / 10));
    assertGradient(Matrix.stack(result.gradient(0), result.gradient(1)), expected, tolerance);
  }

  @ParameterizedTest
  @CsvSource({"FLOAT, 0.1", "FLOAT, 0.5", "DOUBLE, 0.2"})
  void infoNce(String type, double temperature) {
    int n = 520;
    INDArray q1 = gaussian(1, n, 8);
    INDArray q2 = gaussian(2, n, 8).addi(q1);
    INDArray k1 = gaussian(3, n, 8).addi(q1);
    INDArray k2 = gaussian(4, n, 8).addi(q2);
    INDArray queue = unit(gaussian(5, 3_000, 8));
    INDArray queries = Nd4j.concat(0, q1, q2);
    INDArray keys = unit(Nd4j.concat(0, k2, k1));
    INDArray unit = unit(queries);
    INDArray logits =
        Nd4j.concat(1, unit.mul(keys).sum(true, 1), unit.mmul(queue.transpose())).divi(temperature);
    INDArray largest = logits.max(true, 1);
    INDArray probabilities = Transforms.exp(logits.subColumnVector(largest));
    INDArray sums = probabilities.sum(true, 1);
    double loss =
        Transforms.log(sums)
            .addi(largest)
            .subi(logits.getColumn(0, true))
            .meanNumber()
            .doubleValue();
    probabilities.diviColumnVector(sums);
    INDArray own = probabilities.getColumn(0, true).sub(1);
    INDArray others = probabilities.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 3_001));
    INDArray gradient =
        others.dup().mmul(queue).addi(keys.mulColumnVector(own)).divi(2 * n * temperature);
    INDArray expected = throughNorm(gradient, queries);

    Matrix[] in = inPrecision(type, q1, q2, k1, k2, queue);
    ObjectiveResult result =
        InfoNce.symmetric(in[0], in[1], in[2], in[3], in[4], temperature, true);
    double tolerance = type.equals("FLOAT") ? SINGLE : 1e-9;
    assertThat(result.loss()).isCloseTo(loss, within(tolerance / 10));
    assertGradient(Matrix.stack(result.gradient(0), result.gradient(1)), expected, tolerance);
  }

  /** More columns than rows, then more rows than columns. */
  @ParameterizedTest
  @CsvSource({"2950, 2960", "2960, 2950"})
  void vicReg(int n, int d) {
    assertThat(RowBlocks.of(2950, 2950, Precision.FLOAT).single()).isFalse();
    INDArray z1 = gaussian(1, n, d).muli(0.7);
    INDArray z2 = gaussian(2, n, d).muli(0.5).addi(z1);
    double loss = 25 * Transforms.pow(z1.sub(z2), 2, false).meanNumber().doubleValue();
    INDArray[] expected = new INDArray[2];
    INDArray[] views = {z1, z2};
    for (int v = 0; v < 2; v++) {
      INDArray centred = views[v].subRowVector(views[v].mean(true, 0));
      INDArray covariance = centred.transpose().mmul(centred).divi(n - 1.0);
      INDArray deviations = Nd4j.create(DataType.DOUBLE, 1, d);
      for (int j = 0; j < d; j++) {
        deviations.putScalar(j, Math.sqrt(covariance.getDouble(j, j) + 1e-4));
        covariance.putScalar(j, j, 0);
      }
      INDArray below = deviations.lt(1).castTo(DataType.DOUBLE);
      loss += 12.5 * deviations.rsub(1).muli(below).meanNumber().doubleValue();
      loss += Transforms.pow(covariance, 2).sumNumber().doubleValue() / d;
      INDArray slopes = below.div(deviations).muli(-12.5 / (d * (n - 1.0)));
      expected[v] =
          centred
              .mmul(covariance)
              .muli(4 / (d * (n - 1.0)))
              .addi(centred.mulRowVector(slopes))
              .addi(views[v].sub(views[1 - v]).muli(50.0 / ((double) n * d)));
    }
    Matrix[] in = inPrecision("FLOAT", z1, z2);
    ObjectiveResult result = VicRegLoss.compute(in[0], in[1], 25, 25, 1);
    assertThat(result.loss()).isCloseTo(loss, within(1e-5 * loss));
    assertGradient(result.gradient(0), expected[0], SINGLE);
    assertGradient(result.gradient(1), expected[1], SINGLE);
  }

  @Test
  void blocksCoverTheRowsInEqualParts() {
    var blocks = RowBlocks.of(8192, 8192, Precision.FLOAT);
    int[] covered = {0, 0};
    blocks.each(
        (from, to) -> {
          assertThat(from).isEqualTo(covered[0]);
          covered[0] = to;
          covered[1]++;
        });
    assertThat(covered).containsExactly(8192, 8);
    assertThat(RowBlocks.of(512, 512, Precision.FLOAT).single()).isTrue();
    assertThat(RowBlocks.of(3, 1 << 30, Precision.FLOAT).size()).isEqualTo(1);
  }
}
