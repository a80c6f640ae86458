package org.ssl4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.golden.GoldenFile;

class FeatureQueueTest {

  static Stream<JsonNode> enqueueCases() {
    return GoldenFile.nodes("infonce_queue")
        .filter(golden -> golden.at("/params/kind").asText().equals("enqueue"));
  }

  @ParameterizedTest
  @MethodSource("enqueueCases")
  void followsGoldenEnqueues(JsonNode golden) {
    JsonNode inputs = golden.get("inputs");
    INDArray initial = GoldenFile.array(inputs.get("initial_queue"), DataType.DOUBLE);
    FeatureQueue queue = new FeatureQueue(initial.rows(), initial.columns(), DataType.DOUBLE, 1);
    queue.restore(new FeatureQueue.State(initial, inputs.get("initial_pointer").asInt()));

    JsonNode expected = golden.at("/expected/after_each");
    for (int i = 0; i < expected.size(); i++) {
      queue.enqueue(GoldenFile.array(inputs.get("batches").get(i), DataType.DOUBLE));
      assertThat(queue.pointer()).isEqualTo(expected.get(i).get("pointer").asInt());
      assertThat(queue.features().ravel().toDoubleVector())
          .containsExactly(GoldenFile.numbers(expected.get(i).get("queue")));
    }
  }

  @Test
  void givenMoreRowsThanSlots_whenEnqueued_thenTheLastOnesRemainInTheirSlots() {
    for (int count : new int[] {5, 6, 13, 14, 15}) {
      FeatureQueue queue = new FeatureQueue(5, 1, DataType.FLOAT, 3);
      queue.enqueue(Nd4j.zeros(DataType.FLOAT, 3, 1));
      queue.enqueue(Nd4j.arange(count).castTo(DataType.FLOAT).reshape(count, 1));

      double[] slots = new double[5];
      for (int i = 0; i < count; i++) {
        slots[(3 + i) % 5] = i;
      }
      assertThat(queue.features().ravel().toDoubleVector()).containsExactly(slots);
      assertThat(queue.pointer()).isEqualTo((3 + count) % 5);
    }
  }

  @Test
  void givenColumnMajorRows_whenEnqueued_thenRowsStayRows() {
    FeatureQueue queue = new FeatureQueue(3, 2, DataType.FLOAT, 0);
    queue.enqueue(Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}, {5, 6}}).dup('f'));
    assertThat(queue.features().ravel().toDoubleVector()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void startsWithUnitRowsThatDependOnTheSeedOnly() {
    INDArray first = new FeatureQueue(64, 8, DataType.FLOAT, 7).features();
    Nd4j.getRandom().nextGaussian();
    INDArray again = new FeatureQueue(64, 8, DataType.FLOAT, 7).features();
    INDArray other = new FeatureQueue(64, 8, DataType.FLOAT, 8).features();

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
    for (double norm : first.norm2(1).toDoubleVector()) {
      assertThat(norm).isCloseTo(1, within(1e-6));
    }
    // 64 uniform directions in 8 dimensions: each coordinate of the mean has std 1/sqrt(512).
    assertThat(first.mean(0).amaxNumber().doubleValue()).isLessThan(5 / Math.sqrt(512));
  }

  @Test
  void givenAState_whenRestoredElsewhere_thenBothQueuesGoOnAlike() {
    FeatureQueue queue = new FeatureQueue(4, 2, DataType.FLOAT, 1);
    queue.enqueue(Nd4j.ones(DataType.FLOAT, 3, 2));
    FeatureQueue.State state = queue.state();
    queue.enqueue(Nd4j.zeros(DataType.FLOAT, 2, 2));

    FeatureQueue resumed = new FeatureQueue(4, 2, DataType.FLOAT, 2);
    resumed.restore(state);
    resumed.enqueue(Nd4j.zeros(DataType.FLOAT, 2, 2));

    assertThat(resumed.features()).isEqualTo(queue.features());
    assertThat(resumed.pointer()).isEqualTo(queue.pointer()).isEqualTo(1);
  }

  @Test
  void refusesWhatDoesNotFit() {
    FeatureQueue queue = new FeatureQueue(4, 2, DataType.FLOAT, 1);
    assertThatThrownBy(() -> queue.enqueue(Nd4j.zeros(DataType.FLOAT, 3, 5)))
        .hasMessageContaining("2 columns");
    assertThatThrownBy(() -> queue.enqueue(Nd4j.zeros(DataType.DOUBLE, 3, 2)))
        .hasMessageContaining("FLOAT");
    assertThatThrownBy(
            () -> queue.restore(new FeatureQueue.State(Nd4j.zeros(DataType.FLOAT, 3, 2), 0)))
        .hasMessageContaining("3 rows, but the configuration asks for 4");
    assertThatThrownBy(
            () -> queue.restore(new FeatureQueue.State(Nd4j.zeros(DataType.FLOAT, 4, 2), 4)))
        .hasMessageContaining("slot 4 of 4");
    assertThatThrownBy(() -> new FeatureQueue(0, 2, DataType.FLOAT, 1))
        .hasMessageContaining("at least 1 row");
  }
}
