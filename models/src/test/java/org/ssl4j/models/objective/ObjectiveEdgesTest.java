package org.ssl4j.models.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Degenerate batches, memory layouts, extreme temperatures and refusals. */
class ObjectiveEdgesTest {

  private static List<ObjectiveResult> all(INDArray a, INDArray b) {
    INDArray queue = UnitRows.normalize(Samples.gaussian(9, 7, a.columns())).castTo(a.dataType());
    List<ObjectiveResult> results = new ArrayList<>();
    for (boolean negatives : new boolean[] {true, false}) {
      results.add(NtXent.compute(a, b, 0.1, negatives));
      results.add(InfoNce.compute(a, b, queue, 0.1, negatives));
    }
    results.add(NegativeCosine.symmetric(a, b, a, b, true));
    results.add(NegativeCosine.symmetric(a, b, b, a, false));
    results.add(VicReg.compute(a, b, 25, 25, 1));
    return results;
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void givenZeroRows_whenComputed_thenEverythingIsFinite(DataType type) {
    INDArray a = Samples.gaussian(1, 4, 6).castTo(type);
    INDArray b = Samples.gaussian(2, 4, 6).castTo(type);
    a.getRow(2).assign(0);
    INDArray zero = Nd4j.zeros(type, 4, 6);
    for (INDArray first : new INDArray[] {a, zero}) {
      for (ObjectiveResult result : all(first, b)) {
        assertThat(result.loss()).isFinite();
        for (INDArray gradient : result.gradients()) {
          assertThat(gradient.dataType()).isEqualTo(type);
          assertThat(gradient.sumNumber().doubleValue()).isFinite();
        }
      }
    }
    assertThat(NtXent.compute(a, b, 0.1).gradient(0).getRow(2).amaxNumber().doubleValue()).isZero();
  }

  @Test
  void inputsAreNotChanged() {
    INDArray a = Samples.gaussian(1, 4, 6);
    INDArray b = Samples.gaussian(2, 4, 6);
    INDArray queue = UnitRows.normalize(Samples.gaussian(3, 5, 6));
    INDArray queueBefore = queue.dup();
    all(a, b);
    InfoNce.compute(a, b, queue, 0.1);
    assertThat(a).isEqualTo(Samples.gaussian(1, 4, 6));
    assertThat(b).isEqualTo(Samples.gaussian(2, 4, 6));
    assertThat(queue).isEqualTo(queueBefore);
  }

  @Test
  void columnMajorInputsAndViewsGiveTheSame() {
    INDArray a = Samples.gaussian(1, 4, 6);
    INDArray b = Samples.gaussian(2, 4, 6);
    INDArray wide = Nd4j.create(DataType.DOUBLE, 9, 11);
    INDArray view = wide.get(NDArrayIndex.interval(3, 7), NDArrayIndex.interval(2, 8));
    view.assign(b);
    List<ObjectiveResult> plain = all(a, b);
    List<ObjectiveResult> other = all(a.dup('f'), view);
    for (int i = 0; i < plain.size(); i++) {
      assertThat(other.get(i).loss()).isCloseTo(plain.get(i).loss(), within(1e-12));
      for (int j = 0; j < plain.get(i).gradients().size(); j++) {
        assertThat(
                other.get(i).gradient(j).sub(plain.get(i).gradient(j)).amaxNumber().doubleValue())
            .isLessThan(1e-12);
      }
    }
  }

  @Test
  void givenATinyTemperature_whenComputedInFloat_thenItAgreesWithDouble() {
    INDArray a = Samples.gaussian(1, 16, 8);
    INDArray b = Samples.gaussian(2, 16, 8);
    INDArray queue = UnitRows.normalize(Samples.gaussian(3, 64, 8));
    double temperature = 0.002;
    ObjectiveResult[] exact = {
      NtXent.compute(a, b, temperature), InfoNce.compute(a, b, queue, temperature)
    };
    ObjectiveResult[] single = {
      NtXent.compute(a.castTo(DataType.FLOAT), b.castTo(DataType.FLOAT), temperature),
      InfoNce.compute(
          a.castTo(DataType.FLOAT),
          b.castTo(DataType.FLOAT),
          queue.castTo(DataType.FLOAT),
          temperature)
    };
    for (int i = 0; i < exact.length; i++) {
      assertThat(single[i].loss()).isCloseTo(exact[i].loss(), within(1e-3 * exact[i].loss()));
      assertThat(
              Samples.relativeDeviation(
                  single[i].gradient(0).castTo(DataType.DOUBLE), exact[i].gradient(0)))
          .isLessThan(1e-3);
    }
  }

  @Test
  void theFloorOfNtXentIsReachedByASimplexOfImages() {
    // Four corners of a regular tetrahedron.
    INDArray simplex =
        Nd4j.createFromArray(new double[][] {{1, 1, 1}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}});
    ObjectiveResult result = NtXent.compute(simplex, simplex, 0.3);
    assertThat(result.loss()).isCloseTo(NtXent.floor(4, 0.3), within(1e-12));
    assertThat(result.gradient(0).amaxNumber().doubleValue()).isLessThan(1e-12);
    assertThat(NtXent.floor(1, 0.3)).isZero();
  }

  @Test
  void theFloorOfInfoNceIsReachedByAnOppositeQueue() {
    INDArray key = Nd4j.createFromArray(new double[][] {{3, 4}});
    INDArray queue = Nd4j.createFromArray(new double[][] {{-0.6, -0.8}, {-0.6, -0.8}});
    assertThat(InfoNce.compute(key, key, queue, 0.5).loss())
        .isCloseTo(InfoNce.floor(2, 0.5), within(1e-12));
  }

  @Test
  void collapsedVicRegCostsTheVarianceTermAlone() {
    INDArray same = Nd4j.ones(DataType.DOUBLE, 5, 3).muli(0.37);
    assertThat(VicReg.compute(same, same, 25, 25, 1).loss())
        .isCloseTo(VicReg.collapsed(25), within(1e-12));
    assertThat(VicReg.collapsed(VicReg.VARIANCE_WEIGHT)).isCloseTo(24.75, within(1e-12));
  }

  @Test
  void withoutNegativesOnlyTheAttractionRemains() {
    INDArray a = Samples.gaussian(1, 4, 6);
    INDArray b = Samples.gaussian(2, 4, 6);
    INDArray queue = UnitRows.normalize(Samples.gaussian(3, 5, 6));
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
    INDArray a = Samples.gaussian(1, 4, 6);
    INDArray wide = Samples.gaussian(1, 4, 7);
    INDArray single = a.castTo(DataType.FLOAT);
    INDArray whole = a.castTo(DataType.INT32);
    assertThatThrownBy(() -> NtXent.compute(a, wide, 0.5)).hasMessageContaining("[4, 7]");
    assertThatThrownBy(() -> NtXent.compute(a, single, 0.5)).hasMessageContaining("FLOAT");
    assertThatThrownBy(() -> NtXent.compute(whole, whole, 0.5)).hasMessageContaining("INT");
    assertThatThrownBy(() -> NtXent.compute(a, a, 0)).hasMessageContaining("temperature");
    assertThatThrownBy(() -> InfoNce.compute(a, a, wide, 0.5)).hasMessageContaining("6 columns");
    assertThatThrownBy(() -> InfoNce.compute(a, a, single, 0.5)).hasMessageContaining("DOUBLE");
    assertThatThrownBy(() -> NegativeCosine.symmetric(a, a, a, wide, false))
        .hasMessageContaining("p1, p2, z1 and z2");
    INDArray one = Samples.gaussian(1, 1, 6);
    assertThatThrownBy(() -> VicReg.compute(one, one, 25, 25, 1))
        .hasMessageContaining("at least 2 images");
    assertThatThrownBy(() -> NtXent.compute(a, a, 0.5).term("loss"))
        .hasMessageContaining("attraction, repulsion");
  }
}
