package org.ssl4j.models.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;

/** The vectorised float loops against the plain ones in double precision. */
class SoftmaxTest {

  /** Two matrices of equal logits within +- 1 / temperature, the float one rounded already. */
  private record Pair(LossScratch scratch, Matrix single, Matrix exact) {
    static Pair random(int rows, int columns, double temperature) {
      LossScratch scratch = LossScratch.begin();
      Matrix single = scratch.matrix(Precision.FLOAT, rows, columns);
      Matrix exact = scratch.matrix(Precision.DOUBLE, rows, columns);
      var random = new SplittableRandom(columns);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          float logit = (float) ((2 * random.nextDouble() - 1) / temperature);
          single.set(i, j, logit);
          exact.set(i, j, logit);
        }
      }
      return new Pair(scratch, single, exact);
    }
  }

  private static final int ROWS = 3;

  /** Pieces of 1024 columns: fewer, exactly one, one more, several. */
  @ParameterizedTest
  @CsvSource({
    "1, 0.5",
    "2, 0.1",
    "1024, 0.5",
    "1025, 0.1",
    "5000, 0.07",
    "3000, 0.02",
    "2500, 0.002"
  })
  void largestSumAndExponentialsAgree(int columns, double temperature) {
    Pair pair = Pair.random(ROWS, columns, temperature);
    Softmax single = Softmax.of(pair.single(), 2 / temperature);
    Softmax exact = Softmax.of(pair.exact(), 2 / temperature);
    for (int row = 0; row < ROWS; row++) {
      int excluded = columns == 1 ? Softmax.NONE : columns - 1;
      double largest = exact.largest(row, Softmax.NONE);
      assertThat(single.largest(row, excluded)).isEqualTo(exact.largest(row, excluded));
      assertThat(single.largest(row, Softmax.NONE)).isEqualTo(largest);
      assertClose(single.sum(row, excluded, largest), exact.sum(row, excluded, largest));
      assertClose(single.exponentials(row, largest), exact.exponentials(row, largest));
      for (int j = 0; j < columns; j++) {
        assertClose(pair.single().get(row, j), pair.exact().get(row, j));
      }
    }
  }

  private static void assertClose(double actual, double wanted) {
    assertThat(actual).isCloseTo(wanted, within(2e-5 * wanted + 1e-37));
  }

  @ParameterizedTest
  @CsvSource({"2, 0.5", "1025, 0.1", "3000, 0.02", "2500, 0.002"})
  void symmetricWeightsAgree(int columns, double temperature) {
    Pair pair = Pair.random(ROWS, columns, temperature);
    double spread = 2 / temperature + Math.log(columns);
    Softmax single = Softmax.of(pair.single(), spread);
    Softmax exact = Softmax.of(pair.exact(), spread);
    Matrix[] others = new Matrix[2];
    double[] logSums = new double[columns + 1];
    for (int j = 0; j < columns; j++) {
      logSums[j + 1] = (float) (1 / temperature + Math.log(1 + j));
    }
    others[0] = pair.scratch().matrix(Precision.FLOAT, 1, columns + 1);
    others[0].write(0, logSums);
    others[1] = pair.scratch().matrix(Precision.DOUBLE, 1, columns + 1);
    others[1].write(0, logSums);
    for (int row = 0; row < ROWS; row++) {
      int excluded = row == 2 ? Softmax.NONE : row;
      double largest = exact.largest(row, excluded);
      double own = (float) (largest + Math.log(exact.sum(row, excluded, largest)));
      single.symmetricWeights(row, own, others[0], 1, excluded);
      exact.symmetricWeights(row, own, others[1], 1, excluded);
      for (int j = 0; j < columns; j++) {
        assertClose(pair.single().get(row, j), pair.exact().get(row, j));
      }
      if (excluded != Softmax.NONE) {
        assertThat(pair.single().get(row, excluded)).isZero();
      }
    }
  }
}
