package org.ssl4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.InvalidEmbeddingsException;

/** Rows in an order that a careless split would fall in step with. */
class LabelScoreTest {

  private static final int CLASSES = 10;

  private static int[] labels(int n, IntUnaryOperator label) {
    return java.util.stream.IntStream.range(0, n).map(label).toArray();
  }

  private static LabelScore of(EmbeddingMatrix embeddings, int[] labels) {
    return LabelScore.of("features", embeddings, "labels.txt", labels);
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
    var score = of(apart(labels), labels);
    assertThat(score.top1()).isEqualTo(1);
    assertThat(score.queries()).isEqualTo(200);
    assertThat(score.chance()).isCloseTo(0.1, within(0.06));
  }

  /** More rows than are used: those used have to be of every class. */
  @Test
  void aFileSortedByClassIsReadFromAllOverIt() {
    int n = 30_000;
    int[] labels = labels(n, i -> i * CLASSES / n);
    var score = of(apart(labels), labels);
    assertThat(score.top1()).isEqualTo(1);
    assertThat(score.queries()).isEqualTo(2000);
    assertThat(score.chance()).isCloseTo(0.1, within(0.03));
  }

  @Test
  void labelsWithoutRelationToTheRowsAreAtChance() {
    var random = new Random(4);
    int[] truth = labels(1000, i -> i % CLASSES);
    int[] labels = labels(1000, i -> random.nextInt(CLASSES));
    var score = of(apart(truth), labels);
    assertThat(score.top1()).isLessThan(0.25);
    assertThat(of(apart(truth), labels)).isEqualTo(score);
  }

  @Test
  void tooFewRowsHaveNoScoreAndTooFewLabelsAreRefused() {
    int[] labels = labels(9, i -> i % 3);
    assertThat(of(apart(labels), labels).score()).isEmpty();
    assertThat(of(apart(labels), labels).problem()).contains("only 9 rows");
    assertThatThrownBy(() -> of(apart(labels), labels(8, i -> 0)))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("8 labels do not fit 9 embeddings");
  }

  @Test
  void labelsThatCannotCarryAScoreAreNamed() {
    int[] groups = labels(600, i -> i % 6);
    assertThat(of(apart(groups), labels(600, i -> 0)).problem())
        .isEqualTo("all 600 labels are the same class, so there is nothing to classify");
    assertThat(of(apart(groups), labels(600, i -> i)).sentence())
        .startsWith(
            "The k-NN score by labels.txt was not computed: each of the 600 rows has a label of its own");
    assertThat(of(apart(groups), labels(600, i -> -1)).problem()).contains("no row has a label");
    assertThat(of(apart(groups), labels(600, i -> Math.max(0, i - 590))).problem())
        .contains("all classes but one have a single row");
  }

  @Test
  void rowsWithoutALabelAndClassesOfOneRowTakeNoPart() {
    int[] groups = labels(600, i -> i % 6);
    int[] labels = labels(600, i -> i < 100 ? -1 : i == 100 ? 6 : i % 6);
    var score = of(apart(groups), labels);
    assertThat(score.top1()).isEqualTo(1);
    assertThat(score.labelled()).isEqualTo(500);
    assertThat(score.singletons()).isEqualTo(1);
    assertThat(score.queries() + score.bank()).isEqualTo(499);
    assertThat(score.sentence())
        .contains("clearly above chance", "Classes with a single row are left out: 1.");
  }

  @Test
  void transposedEmbeddingsAreNamedByTheirLabels() {
    int[] labels = labels(10, i -> i % 2);
    var rows = EmbeddingMatrix.of(new double[4][10]);
    assertThatThrownBy(() -> of(rows, labels)).hasMessageContaining("transposed");
  }

  @Test
  void valuesThatAreNotFiniteHaveNoScoreAndNoException() {
    int[] labels = labels(60, i -> i % 3);
    double[][] rows = new double[60][2];
    rows[7][1] = Double.NaN;
    assertThat(of(EmbeddingMatrix.of(rows), labels).problem()).contains("not finite");
  }
}
