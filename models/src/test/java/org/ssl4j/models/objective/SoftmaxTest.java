package org.ssl4j.models.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

/** The vectorised float loops against the plain ones in double precision. */
class SoftmaxTest {

  /** Two matrices of equal logits within +- 1 / temperature, the float one rounded already. */
  private record Pair(HostMatrix single, HostMatrix exact) {
    static Pair random(int rows, int columns, double temperature) {
      Scratch scratch = Scratch.begin();
      HostMatrix single = scratch.matrix(DataType.FLOAT, rows, columns);
      HostMatrix exact = scratch.matrix(DataType.DOUBLE, rows, columns);
      var random = new SplittableRandom(columns);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          float logit = (float) ((2 * random.nextDouble() - 1) / temperature);
          single.set(i, j, logit);
          exact.set(i, j, logit);
        }
      }
      return new Pair(single, exact);
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
  void logSumExpAndExponentialsAgree(int columns, double temperature) {
    Pair pair = Pair.random(ROWS, columns, temperature);
    Softmax single = Softmax.of(pair.single(), 2 / temperature);
    Softmax exact = Softmax.of(pair.exact(), 2 / temperature);
    double[] singleSums = new double[2];
    double[] exactSums = new double[2];
    for (int row = 0; row < ROWS; row++) {
      int excluded = columns == 1 ? Softmax.NONE : columns - 1;
      assertThat(single.logSumExp(row, excluded))
          .isCloseTo(exact.logSumExp(row, excluded), within(1e-5));
      single.exponentials(row, singleSums);
      exact.exponentials(row, exactSums);
      assertThat(singleSums[0]).isEqualTo(exactSums[0]);
      assertThat(singleSums[1]).isCloseTo(exactSums[1], within(1e-5 * exactSums[1]));
      for (int j = 0; j < columns; j++) {
        double wanted = pair.exact().get(row, j);
        assertThat(pair.single().get(row, j)).isCloseTo(wanted, within(2e-5 * wanted + 1e-37));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 0.5", "1025, 0.1", "3000, 0.02", "2500, 0.002"})
  void symmetricWeightsAgree(int columns, double temperature) {
    Pair pair = Pair.random(ROWS, columns, temperature);
    double spread = 2 / temperature + Math.log(columns);
    Softmax single = Softmax.of(pair.single(), spread);
    Softmax exact = Softmax.of(pair.exact(), spread);
    double[] others = new double[columns];
    for (int j = 0; j < columns; j++) {
      others[j] = (float) (1 / temperature + Math.log(1 + j));
    }
    for (int row = 0; row < ROWS; row++) {
      double own = (float) exact.logSumExp(row, row % columns);
      single.symmetricWeights(row, own, others, row % columns);
      exact.symmetricWeights(row, own, others, row % columns);
      for (int j = 0; j < columns; j++) {
        double wanted = pair.exact().get(row, j);
        assertThat(pair.single().get(row, j)).isCloseTo(wanted, within(2e-5 * wanted + 1e-37));
      }
      assertThat(pair.single().get(row, row % columns)).isZero();
    }
  }
}
