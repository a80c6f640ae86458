package org.ssl4j.models.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.ssl4j.matrix.Matrix;

/** What must hold for any batch. */
class ObjectivePropertiesTest {

  private static final int TRIES = 25;
  private static final Offset<Double> CLOSE = within(1e-10);

  private interface TwoViews {
    ObjectiveResult compute(Matrix z1, Matrix z2);
  }

  private static final List<TwoViews> TWO_VIEWS =
      List.of(
          (z1, z2) -> NtXent.compute(z1, z2, 0.2),
          (z1, z2) -> NtXent.compute(z1, z2, 0.2, false),
          (z1, z2) -> VicRegLoss.compute(z1, z2, 25, 25, 1));

  private static void assertSame(Matrix actual, Matrix expected) {
    assertThat(Samples.deviation(actual, expected)).isLessThan(1e-10);
  }

  /** Largest part of a gradient along its row. */
  private static double radial(Matrix gradient, Matrix rows) {
    double largest = 0;
    for (int i = 0; i < rows.rows(); i++) {
      double along = 0;
      for (int j = 0; j < rows.columns(); j++) {
        along += gradient.get(i, j) * rows.get(i, j);
      }
      largest = Math.max(largest, Math.abs(along));
    }
    return largest;
  }

  private static int[] order(long seed, int n) {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      indices.add(i);
    }
    Collections.shuffle(indices, new Random(seed));
    return indices.stream().mapToInt(Integer::intValue).toArray();
  }

  @Property(tries = TRIES)
  void theOrderOfTheBatchDoesNotMatter(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 12) int n) {
    Matrix z1 = Samples.gaussian(seed, n, 6);
    Matrix z2 = Samples.gaussian(seed + 1, n, 6);
    int[] order = order(seed, n);
    for (TwoViews objective : TWO_VIEWS) {
      ObjectiveResult straight = objective.compute(z1, z2);
      ObjectiveResult shuffled =
          objective.compute(Samples.permuted(z1, order), Samples.permuted(z2, order));
      assertThat(shuffled.loss()).isCloseTo(straight.loss(), CLOSE);
      assertSame(shuffled.gradient(0), Samples.permuted(straight.gradient(0), order));
      assertSame(shuffled.gradient(1), Samples.permuted(straight.gradient(1), order));
    }
  }

  @Property(tries = TRIES)
  void theOrderOfTheQueueDoesNotMatter(@ForAll long seed) {
    Matrix query = Samples.gaussian(seed, 4, 6);
    Matrix key = Samples.gaussian(seed + 1, 4, 6);
    Matrix queue = UnitRows.normalize(Samples.gaussian(seed + 2, 9, 6));
    ObjectiveResult straight = InfoNce.compute(query, key, queue, 0.1);
    ObjectiveResult shuffled =
        InfoNce.compute(query, key, Samples.permuted(queue, order(seed, 9)), 0.1);
    assertThat(shuffled.loss()).isCloseTo(straight.loss(), CLOSE);
    assertSame(shuffled.gradient(0), straight.gradient(0));
  }

  @Property(tries = TRIES)
  void swappingTheViewsSwapsTheGradients(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 9) int n) {
    Matrix z1 = Samples.gaussian(seed, n, 5);
    Matrix z2 = Samples.gaussian(seed + 1, n, 5);
    for (TwoViews objective : TWO_VIEWS) {
      ObjectiveResult straight = objective.compute(z1, z2);
      ObjectiveResult swapped = objective.compute(z2, z1);
      assertThat(swapped.loss()).isCloseTo(straight.loss(), CLOSE);
      assertSame(swapped.gradient(0), straight.gradient(1));
      assertSame(swapped.gradient(1), straight.gradient(0));
    }
  }

  @Property(tries = TRIES)
  void cosineObjectivesIgnoreTheScale(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 100) double scale) {
    Matrix a = Samples.gaussian(seed, 5, 4);
    Matrix b = Samples.gaussian(seed + 1, 5, 4);
    Matrix queue = UnitRows.normalize(Samples.gaussian(seed + 2, 9, 4));
    List<TwoViews> objectives =
        List.of(
            (x, y) -> NtXent.compute(x, y, 0.2),
            (x, y) -> InfoNce.compute(x, y, queue, 0.2),
            (x, y) -> NegativeCosine.oneDirection(x, y, false),
            (x, y) -> NormalizedRegression.oneDirection(x, y, false));
    for (TwoViews objective : objectives) {
      ObjectiveResult plain = objective.compute(a, b);
      ObjectiveResult scaled = objective.compute(Samples.scaled(a, scale), b);
      assertThat(scaled.loss()).isCloseTo(plain.loss(), CLOSE);
      assertSame(Samples.scaled(scaled.gradient(0), scale), plain.gradient(0));
      // A loss that ignores the length of a row cannot have a gradient along the row.
      assertThat(radial(plain.gradient(0), a)).isLessThan(1e-12);
    }
  }

  @Property(tries = TRIES)
  void byolIsFourPlusFourTimesSimSiam(@ForAll long seed) {
    Matrix p1 = Samples.gaussian(seed, 5, 4);
    Matrix p2 = Samples.gaussian(seed + 1, 5, 4);
    Matrix z1 = Samples.gaussian(seed + 2, 5, 4);
    Matrix z2 = Samples.gaussian(seed + 3, 5, 4);
    ObjectiveResult byol = NormalizedRegression.symmetric(p1, p2, z1, z2, true);
    ObjectiveResult simSiam = NegativeCosine.symmetric(p1, p2, z1, z2, true);
    assertThat(byol.loss()).isCloseTo(4 + 4 * simSiam.loss(), CLOSE);
    for (int i = 0; i < 4; i++) {
      assertSame(byol.gradient(i), Samples.scaled(simSiam.gradient(i), 4));
    }
    assertThat(byol.loss()).isBetween(NormalizedRegression.floor(), 8.0);
    assertThat(simSiam.loss()).isBetween(NegativeCosine.floor(), 1.0);
  }

  @Property(tries = TRIES)
  void givenEqualSimilarities_whenComputed_thenTheLossIsAtChance(
      @ForAll @IntRange(min = 1, max = 40) int n,
      @ForAll @DoubleRange(min = 0.01, max = 2) double temperature) {
    Matrix same = Samples.constant(n, 3, 1);
    Matrix queue = UnitRows.normalize(Samples.constant(7, 3, 1));
    assertThat(NtXent.compute(same, same, temperature).loss()).isCloseTo(NtXent.chance(n), CLOSE);
    assertThat(InfoNce.compute(same, same, queue, temperature).loss())
        .isCloseTo(InfoNce.chance(7), CLOSE);
  }

  @Property(tries = TRIES)
  void theTermsAddUpToTheLossAndNeverUndercutTheFloor(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 8) int n,
      @ForAll @DoubleRange(min = 0.05, max = 1) double temperature) {
    Matrix z1 = Samples.gaussian(seed, n, 8);
    Matrix z2 = Samples.sum(z1, Samples.scaled(Samples.gaussian(seed + 1, n, 8), 0.1));
    Matrix queue = UnitRows.normalize(Samples.gaussian(seed + 2, 9, 8));
    ObjectiveResult ntXent = NtXent.compute(z1, z2, temperature);
    assertThat(ntXent.term("attraction") + ntXent.term("repulsion"))
        .isCloseTo(ntXent.loss(), CLOSE);
    assertThat(ntXent.loss()).isGreaterThanOrEqualTo(NtXent.floor(n, temperature));
    ObjectiveResult infoNce = InfoNce.compute(z1, z2, queue, temperature);
    assertThat(infoNce.term("attraction") + infoNce.term("repulsion"))
        .isCloseTo(infoNce.loss(), CLOSE);
    assertThat(infoNce.loss()).isGreaterThanOrEqualTo(InfoNce.floor(9, temperature));
    ObjectiveResult vicReg = VicRegLoss.compute(z1, z2, 3, 5, 7);
    assertThat(
            3 * vicReg.term("invariance")
                + 5 * vicReg.term("variance")
                + 7 * vicReg.term("covariance"))
        .isCloseTo(vicReg.loss(), CLOSE);
  }
}
