package org.ssl4j.models.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;

/** Degenerate batches, memory layouts, extreme temperatures and refusals. */
class ObjectiveEdgesTest {

  private static List<ObjectiveResult> all(Matrix a, Matrix b) {
    Matrix queue =
        Samples.in(a.precision(), UnitRows.normalize(Samples.gaussian(9, 7, a.columns())));
    List<ObjectiveResult> results = new ArrayList<>();
    for (boolean negatives : new boolean[] {true, false}) {
      results.add(NtXent.compute(a, b, 0.1, negatives));
      results.add(InfoNce.compute(a, b, queue, 0.1, negatives));
    }
    results.add(NegativeCosine.symmetric(a, b, a, b, true));
    results.add(NegativeCosine.symmetric(a, b, b, a, false));
    results.add(VicRegLoss.compute(a, b, 25, 25, 1));
    return results;
  }

  @ParameterizedTest
  @EnumSource
  void givenZeroRows_whenComputed_thenEverythingIsFinite(Precision type) {
    Matrix a = Samples.in(type, Samples.gaussian(1, 4, 6));
    Matrix b = Samples.in(type, Samples.gaussian(2, 4, 6));
    a.write(2, new double[6]);
    Matrix zero = Matrix.allocate(type, 4, 6);
    for (Matrix first : new Matrix[] {a, zero}) {
      for (ObjectiveResult result : all(first, b)) {
        assertThat(result.loss()).isFinite();
        for (Matrix gradient : result.gradients()) {
          assertThat(gradient.precision()).isEqualTo(type);
          assertThat(Samples.largest(gradient)).isFinite();
        }
      }
    }
    assertThat(Samples.largest(NtXent.compute(a, b, 0.1).gradient(0).slice(2, 3))).isZero();
  }

  @Test
  void inputsAreNotChanged() {
    Matrix a = Samples.gaussian(1, 4, 6);
    Matrix b = Samples.gaussian(2, 4, 6);
    Matrix queue = UnitRows.normalize(Samples.gaussian(3, 5, 6));
    Matrix queueBefore = queue.copy();
    all(a, b);
    InfoNce.compute(a, b, queue, 0.1);
    assertThat(a.toDoubles()).isEqualTo(Samples.gaussian(1, 4, 6).toDoubles());
    assertThat(b.toDoubles()).isEqualTo(Samples.gaussian(2, 4, 6).toDoubles());
    assertThat(queue.toDoubles()).isEqualTo(queueBefore.toDoubles());
  }

  @Test
  void viewsGiveTheSame() {
    Matrix a = Samples.gaussian(1, 4, 6);
    Matrix b = Samples.gaussian(2, 4, 6);
    Matrix wide = Samples.constant(9, 11, 5);
    Matrix view = wide.slice(3, 7).columnSlice(2, 8);
    view.assign(b);
    List<ObjectiveResult> plain = all(a, b);
    List<ObjectiveResult> other = all(a, view);
    for (int i = 0; i < plain.size(); i++) {
      assertThat(other.get(i).loss()).isCloseTo(plain.get(i).loss(), within(1e-12));
      for (int j = 0; j < plain.get(i).gradients().size(); j++) {
        assertThat(Samples.deviation(other.get(i).gradient(j), plain.get(i).gradient(j)))
            .isLessThan(1e-12);
      }
    }
  }

  @Test
  void givenATinyTemperature_whenComputedInFloat_thenItAgreesWithDouble() {
    Matrix a = Samples.gaussian(1, 16, 8);
    Matrix b = Samples.gaussian(2, 16, 8);
    Matrix queue = UnitRows.normalize(Samples.gaussian(3, 64, 8));
    double temperature = 0.002;
    ObjectiveResult[] exact = {
      NtXent.compute(a, b, temperature), InfoNce.compute(a, b, queue, temperature)
    };
    ObjectiveResult[] single = {
      NtXent.compute(Samples.in(Precision.FLOAT, a), Samples.in(Precision.FLOAT, b), temperature),
      InfoNce.compute(
          Samples.in(Precision.FLOAT, a),
          Samples.in(Precision.FLOAT, b),
          Samples.in(Precision.FLOAT, queue),
          temperature)
    };
    for (int i = 0; i < exact.length; i++) {
      assertThat(single[i].loss()).isCloseTo(exact[i].loss(), within(1e-3 * exact[i].loss()));
      assertThat(Samples.relativeDeviation(single[i].gradient(0), exact[i].gradient(0)))
          .isLessThan(1e-3);
    }
  }

  @Test
  void theFloorOfNtXentIsReachedByASimplexOfImages() {
    // Four corners of a regular tetrahedron.
    Matrix simplex = Matrix.of(new double[][] {{1, 1, 1}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}});
    ObjectiveResult result = NtXent.compute(simplex, simplex, 0.3);
    assertThat(result.loss()).isCloseTo(NtXent.floor(4, 0.3), within(1e-12));
    assertThat(Samples.largest(result.gradient(0))).isLessThan(1e-12);
    assertThat(NtXent.floor(1, 0.3)).isZero();
  }

  @Test
  void theFloorOfInfoNceIsReachedByAnOppositeQueue() {
    Matrix key = Matrix.of(new double[][] {{3, 4}});
    Matrix queue = Matrix.of(new double[][] {{-0.6, -0.8}, {-0.6, -0.8}});
    assertThat(InfoNce.compute(key, key, queue, 0.5).loss())
        .isCloseTo(InfoNce.floor(2, 0.5), within(1e-12));
  }

  @Test
  void collapsedVicRegCostsTheVarianceTermAlone() {
    Matrix same = Samples.constant(5, 3, 0.37);
    assertThat(VicRegLoss.compute(same, same, 25, 25, 1).loss())
        .isCloseTo(VicRegLoss.collapsed(25), within(1e-12));
    assertThat(VicRegLoss.collapsed(VicRegLoss.VARIANCE_WEIGHT)).isCloseTo(24.75, within(1e-12));
  }

  @Test
  void withoutNegativesOnlyTheAttractionRemains() {
    Matrix a = Samples.gaussian(1, 4, 6);
    Matrix b = Samples.gaussian(2, 4, 6);
    Matrix queue = UnitRows.normalize(Samples.gaussian(3, 5, 6));
    double negativeCosine = NegativeCosine.oneDirection(a, b, false).loss();
    ObjectiveResult ntXent = NtXent.compute(a, b, 0.2, false);
    ObjectiveResult infoNce = InfoNce.compute(a, b, queue, 0.2, false);
    assertThat(ntXent.loss()).isCloseTo(negativeCosine / 0.2, within(1e-12));
    assertThat(infoNce.loss()).isCloseTo(negativeCosine / 0.2, within(1e-12));
    assertThat(ntXent.terms().keySet()).containsExactly("attraction");
    assertThat(infoNce.terms().keySet()).containsExactly("attraction");
    assertThat(NtXent.compute(a, b, 0.2).term("attraction"))
        .isCloseTo(ntXent.loss(), within(1e-12));
  }

  @Test
  void refusesWhatDoesNotFit() {
    Matrix a = Samples.gaussian(1, 4, 6);
    Matrix wide = Samples.gaussian(1, 4, 7);
    Matrix single = Samples.in(Precision.FLOAT, a);
    assertThatThrownBy(() -> NtXent.compute(a, wide, 0.5)).hasMessageContaining("[4, 7]");
    assertThatThrownBy(() -> NtXent.compute(a, single, 0.5)).hasMessageContaining("FLOAT");
    assertThatThrownBy(() -> NtXent.compute(a, a, 0)).hasMessageContaining("temperature");
    assertThatThrownBy(() -> InfoNce.compute(a, a, wide, 0.5)).hasMessageContaining("6 columns");
    assertThatThrownBy(() -> InfoNce.compute(a, a, single, 0.5)).hasMessageContaining("DOUBLE");
    assertThatThrownBy(() -> NegativeCosine.symmetric(a, a, a, wide, false))
        .hasMessageContaining("p1, p2, z1 and z2");
    Matrix one = Samples.gaussian(1, 1, 6);
    assertThatThrownBy(() -> VicRegLoss.compute(one, one, 25, 25, 1))
        .hasMessageContaining("at least 2 images");
    assertThatThrownBy(() -> NtXent.compute(a, a, 0.5).term("loss"))
        .hasMessageContaining("attraction, repulsion");
  }
}
