package org.ssl4j.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.ssl4j.measure.Attempts;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.InvalidEmbeddingsException;
import org.ssl4j.measure.MeasureTaker;

/** A measure that fails costs its own value only. */
class AttemptsTest {

  private static EmbeddingMatrix gaussian(int n, int d, double offset) {
    var random = new Random(4);
    double[][] rows = new double[n][d];
    for (double[] row : rows) {
      java.util.Arrays.setAll(row, j -> offset + random.nextGaussian());
    }
    return EmbeddingMatrix.of(rows);
  }

  private static Diagnosis diagnosis(MeasureTaker taker) {
    var history =
        EmbeddingExam.history(
            Map.of("features", gaussian(60, 12, 0)),
            Map.of("features", gaussian(60, 12, 0.1)),
            null,
            new LinkedHashMap<>(),
            new ArrayList<>(),
            new Attempts(taker));
    return Diagnosis.of(history);
  }

  @Test
  void everyMeasureMayFailAloneAndIsNamed() {
    List<String> measures = new ArrayList<>();
    var healthy =
        diagnosis(
            new MeasureTaker() {
              @Override
              public <T> T take(String measure, Supplier<T> computation) {
                measures.add(measure);
                return computation.get();
              }
            });
    assertThat(healthy.layers().get(0).measures().notMeasured()).isEmpty();
    assertThat(measures).contains("features.alignment", "features.spectrum", "features.clusters");
    for (String failing : measures) {
      var diagnosis =
          diagnosis(
              new MeasureTaker() {
                @Override
                public <T> T take(String measure, Supplier<T> computation) {
                  if (measure.equals(failing)) {
                    throw new IllegalStateException("it failed");
                  }
                  return computation.get();
                }
              });
      var layer = diagnosis.layers().get(0);
      String name = failing.substring("features.".length());
      assertThat(layer.measures().notMeasured()).as(failing).containsOnlyKeys(name);
      assertThat(diagnosis.verdict().collapsed()).as(failing).isFalse();
      if (List.of("spread", "spectrum", "stdRatio", "effectiveRank").contains(name)) {
        assertThat(diagnosis.verdict()).as(failing).isEqualTo(Verdict.UNCERTAIN);
        assertThat(diagnosis.sentence()).contains("could not be measured (it failed)");
      }
    }
  }

  @Test
  void aNumberThatIsNotFiniteIsNoValue() {
    var attempts = new Attempts(MeasureTaker.DIRECT);
    assertThat(attempts.<Double>take("knn", null, () -> Double.NaN)).isNull();
    assertThat(attempts.take("rank", 7.0, () -> Double.POSITIVE_INFINITY)).isEqualTo(7);
    assertThat(attempts.reasons()).containsOnlyKeys("knn", "rank");
    assertThat(attempts.reasons().get("knn")).isEqualTo("the computation gave NaN");
  }

  @Test
  void aLackOfMemoryIsSaidInWords() {
    var attempts = new Attempts(MeasureTaker.DIRECT);
    attempts.take(
        "knn",
        null,
        () -> {
          throw new OutOfMemoryError("Java heap space");
        });
    assertThat(attempts.reasons().get("knn")).isEqualTo("not enough memory: Java heap space");
  }

  @Test
  void embeddingsThatAreNotFiniteAreNoFailure() {
    var attempts = new Attempts(MeasureTaker.DIRECT);
    assertThatThrownBy(
            () ->
                attempts.take(
                    "knn",
                    null,
                    () -> {
                      throw new InvalidEmbeddingsException("row 3");
                    }))
        .isInstanceOf(InvalidEmbeddingsException.class);
  }
}
