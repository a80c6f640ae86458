package org.ssl4j.models.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;

/** Contrastive losses where the positive leaves almost nothing to the negatives. */
class FloorsTest {

  /** Equal views of two opposite images, at any angle: the loss is at its floor. */
  @Property(tries = 200)
  void twoOppositeImagesAreAtTheFloorInBothPrecisions(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 9) int columns,
      @ForAll @DoubleRange(min = 0.01, max = 0.5) double temperature,
      @ForAll boolean single) {
    var type = single ? Precision.FLOAT : Precision.DOUBLE;
    Matrix row = Samples.in(type, Samples.gaussian(seed, 1, columns));
    Matrix images = Matrix.stack(row, Samples.scaled(row, -1));
    double floor = NtXent.floor(2, temperature);
    double close = (single ? 1e-5 : 1e-13) / temperature * Math.max(floor, floor < 1e-4 ? 0 : 1);
    var ntXent = NtXent.compute(images, images, temperature);
    assertThat(ntXent.loss()).isGreaterThanOrEqualTo(floor).isCloseTo(floor, within(close));
    assertThat(ntXent.term("attraction") + ntXent.term("repulsion"))
        .isCloseTo(ntXent.loss(), within(1e-4));

    Matrix queue = UnitRows.normalize(Samples.scaled(row, -1));
    double queueFloor = InfoNce.floor(1, temperature);
    assertThat(InfoNce.compute(row, row, queue, temperature).loss())
        .isGreaterThanOrEqualTo(queueFloor)
        .isCloseTo(queueFloor, within((single ? 1e-5 : 1e-13) / temperature * queueFloor));
  }

  @Test
  void aSmallLossIsTheSumOfItsNegativesToTheLastDigits() {
    Matrix a = Matrix.of(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
    Matrix b = Matrix.of(new double[][] {{1, 0.1, 0}, {0, 1, 0.1}, {0.1, 0, 1}});
    double temperature = 0.05;
    Matrix both = UnitRows.normalize(Matrix.stack(a, b));
    double sum = 0;
    for (int i = 0; i < 6; i++) {
      double negatives = 0;
      double positive = dot(both, i, (i + 3) % 6);
      for (int j = 0; j < 6; j++) {
        if (j != i && j != (i + 3) % 6) {
          negatives += Math.exp((dot(both, i, j) - positive) / temperature);
        }
      }
      sum += Math.log1p(negatives);
    }
    assertThat(sum / 6).isLessThan(1e-6);
    assertThat(NtXent.compute(a, b, temperature).loss()).isCloseTo(sum / 6, within(1e-12 * sum));
    assertThat(
            NtXent.compute(
                    Samples.in(Precision.FLOAT, a), Samples.in(Precision.FLOAT, b), temperature)
                .loss())
        .isCloseTo(sum / 6, within(1e-4 * sum));
  }

  /** More anchors than one tile holds, so positives and negatives meet in several. */
  @Test
  void manyAnchorsInSeveralTiles() {
    int images = 700;
    Matrix corners = Matrix.allocate(Precision.DOUBLE, images, images);
    for (int i = 0; i < images; i++) {
      corners.set(i, i, 1);
    }
    double temperature = 0.04;
    double expected = Math.log1p((2.0 * images - 2) * Math.exp(-1 / temperature));
    assertThat(NtXent.compute(corners, corners, temperature).loss())
        .isCloseTo(expected, within(1e-12 * expected));
  }

  @Test
  void aLossThatIsNotRoundedDownStaysAsItIs() {
    assertThat(Floors.lift(0.5, 1, 1, Precision.FLOAT, 0.5)).isEqualTo(0.5);
    assertThat(Floors.lift(2, 1, 1, Precision.FLOAT, 0.5)).isEqualTo(2);
    assertThat(Floors.lift(Math.nextDown(1.0), 1, 1, Precision.DOUBLE, 0.5)).isEqualTo(1);
    assertThat(Floors.lift(Double.NaN, 1, 1, Precision.DOUBLE, 0.5)).isNaN();
  }

  private static double dot(Matrix rows, int i, int j) {
    double sum = 0;
    for (int k = 0; k < rows.columns(); k++) {
      sum += rows.get(i, k) * rows.get(j, k);
    }
    return sum;
  }
}
