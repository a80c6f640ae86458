package org.ssl4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.ssl4j.collapse.EmbeddingMatrix;
import org.ssl4j.collapse.InvalidEmbeddingsException;

/** Rows in an order that a careless split would fall in step with. */
class LabelScoreTest {

  private static final int CLASSES = 10;

  private static int[] labels(int n, IntUnaryOperator label) {
    return java.util.stream.IntStream.range(0, n).map(label).toArray();
  }

  /** Each class a tight group of its own. */
  private static EmbeddingMatrix apart(int[] labels) {
    var random = new Random(3);
    double[][] rows = new double[labels.length][CLASSES];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < CLASSES; j++) {
        rows[i][j] = 0.05 * random.nextGaussian() + (j == labels[i] ? 1 : 0);
      }
    }
    return EmbeddingMatrix.of(rows);
  }

  @Test
  void labelsThatRepeatInStepWithTheSplitAreTold() {
    int[] labels = labels(1000, i -> i % CLASSES);
    var score = LabelScore.of(apart(labels), labels);
    assertThat(score.top1()).isEqualTo(1);
    assertThat(score.queries()).isEqualTo(200);
    assertThat(score.reference()).isCloseTo(0.1, within(0.06));
  }

  /** More rows than are used: those used have to be of every class. */
  @Test
  void aFileSortedByClassIsReadFromAllOverIt() {
    int n = 30_000;
    int[] labels = labels(n, i -> i * CLASSES / n);
    var score = LabelScore.of(apart(labels), labels);
    assertThat(score.top1()).isEqualTo(1);
    assertThat(score.queries()).isEqualTo(2000);
    assertThat(score.reference()).isCloseTo(0.1, within(0.03));
  }

  @Test
  void labelsWithoutRelationToTheRowsAreAtChance() {
    var random = new Random(4);
    int[] truth = labels(1000, i -> i % CLASSES);
    int[] labels = labels(1000, i -> random.nextInt(CLASSES));
    var score = LabelScore.of(apart(truth), labels);
    assertThat(score.top1()).isLessThan(0.25);
    assertThat(LabelScore.of(apart(truth), labels)).isEqualTo(score);
  }

  @Test
  void tooFewRowsHaveNoScoreAndTooFewLabelsAreRefused() {
    int[] labels = labels(9, i -> i % 3);
    assertThat(LabelScore.of(apart(labels), labels)).isNull();
    assertThatThrownBy(() -> LabelScore.of(apart(labels), labels(8, i -> 0)))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("8 labels do not fit 9 embeddings");
  }
}
