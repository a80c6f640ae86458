package org.ssl4j.models.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.golden.GoldenFile;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;

class FeatureQueueTest {

  static Stream<JsonNode> enqueueCases() {
    return GoldenFile.nodes("infonce_queue")
        .filter(golden -> golden.at("/params/kind").asText().equals("enqueue"));
  }

  @ParameterizedTest
  @MethodSource("enqueueCases")
  void followsGoldenEnqueues(JsonNode golden) {
    JsonNode inputs = golden.get("inputs");
    Matrix initial = Matrix.of(GoldenFile.matrix(inputs.get("initial_queue")));
    FeatureQueue queue = new FeatureQueue(initial.rows(), initial.columns(), Precision.DOUBLE, 1);
    queue.restore(initial, inputs.get("initial_pointer").asInt());

    JsonNode expected = golden.at("/expected/after_each");
    for (int i = 0; i < expected.size(); i++) {
      queue.enqueue(Matrix.of(GoldenFile.matrix(inputs.get("batches").get(i))));
      assertThat(queue.pointer()).isEqualTo(expected.get(i).get("pointer").asInt());
      assertThat(queue.features().toDoubles())
          .containsExactly(GoldenFile.numbers(expected.get(i).get("queue")));
    }
  }

  @Test
  void givenMoreRowsThanSlots_whenEnqueued_thenTheLastOnesRemainInTheirSlots() {
    for (int count : new int[] {5, 6, 13, 14, 15}) {
      FeatureQueue queue = new FeatureQueue(5, 1, Precision.FLOAT, 3);
      queue.enqueue(Matrix.allocate(Precision.FLOAT, 3, 1));
      Matrix rows = Matrix.allocate(Precision.FLOAT, count, 1);
      for (int i = 0; i < count; i++) {
        rows.set(i, 0, i);
      }
      queue.enqueue(rows);

      double[] slots = new double[5];
      for (int i = 0; i < count; i++) {
        slots[(3 + i) % 5] = i;
      }
      assertThat(queue.features().toDoubles()).containsExactly(slots);
      assertThat(queue.pointer()).isEqualTo((3 + count) % 5);
    }
  }

  @Test
  void givenAPartOfWiderRows_whenEnqueued_thenRowsStayRows() {
    FeatureQueue queue = new FeatureQueue(3, 2, Precision.DOUBLE, 0);
    queue.enqueue(Matrix.of(new double[][] {{9, 1, 2}, {9, 3, 4}, {9, 5, 6}}).columnSlice(1, 3));
    assertThat(queue.features().toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void startsWithUnitRowsThatDependOnTheSeedOnly() {
    Matrix first = new FeatureQueue(64, 8, Precision.FLOAT, 7).features();
    Matrix again = new FeatureQueue(64, 8, Precision.FLOAT, 7).features();
    Matrix other = new FeatureQueue(64, 8, Precision.FLOAT, 8).features();

    assertThat(again.toDoubles()).isEqualTo(first.toDoubles());
    assertThat(other.toDoubles()).isNotEqualTo(first.toDoubles());
    for (int i = 0; i < 64; i++) {
      assertThat(first.slice(i, i + 1).squaredNorm()).isCloseTo(1, within(2e-6));
    }
    // 64 uniform directions in 8 dimensions: each coordinate of the mean has std 1/sqrt(512).
    for (int j = 0; j < 8; j++) {
      double mean = Arrays.stream(first.columnSlice(j, j + 1).toDoubles()).average().orElseThrow();
      assertThat(Math.abs(mean)).isLessThan(5 / Math.sqrt(512));
    }
  }

  @Test
  void givenAState_whenRestoredElsewhere_thenBothQueuesGoOnAlike() {
    FeatureQueue queue = new FeatureQueue(4, 2, Precision.FLOAT, 1);
    queue.enqueue(Matrix.of(new float[] {1, 1, 1, 1, 1, 1}, 3, 2));
    Matrix stored = queue.features().copy();
    int pointer = queue.pointer();
    queue.enqueue(Matrix.allocate(Precision.FLOAT, 2, 2));

    FeatureQueue resumed = new FeatureQueue(4, 2, Precision.FLOAT, 2);
    resumed.restore(stored, pointer);
    resumed.enqueue(Matrix.allocate(Precision.FLOAT, 2, 2));

    assertThat(resumed.features().toDoubles()).isEqualTo(queue.features().toDoubles());
    assertThat(resumed.pointer()).isEqualTo(queue.pointer()).isEqualTo(1);
  }

  @Test
  void refusesWhatDoesNotFit() {
    FeatureQueue queue = new FeatureQueue(4, 2, Precision.FLOAT, 1);
    assertThatThrownBy(() -> queue.enqueue(Matrix.allocate(Precision.FLOAT, 3, 5)))
        .hasMessageContaining("2 columns");
    assertThatThrownBy(() -> queue.enqueue(Matrix.allocate(Precision.DOUBLE, 3, 2)))
        .hasMessageContaining("FLOAT");
    assertThatThrownBy(() -> queue.restore(Matrix.allocate(Precision.FLOAT, 3, 2), 0))
        .hasMessageContaining("3 rows, but the configuration asks for 4");
    assertThatThrownBy(() -> queue.restore(Matrix.allocate(Precision.FLOAT, 4, 2), 4))
        .hasMessageContaining("slot 4 of 4");
    assertThatThrownBy(() -> new FeatureQueue(0, 2, Precision.FLOAT, 1))
        .hasMessageContaining("at least 1 row");
  }
}
