package org.ssl4j.eval;

import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.InvalidEmbeddingsException;
import org.ssl4j.text.Text;

/**
 * Embeddings and the class of each.
 *
 * @param embeddings [N, d]
 * @param labels 0-based class of each row, length N; not copied, must not change
 */
public record LabelledEmbeddings(EmbeddingMatrix embeddings, int[] labels) {

  public LabelledEmbeddings {
    if (labels.length != embeddings.rows()) {
      throw new InvalidEmbeddingsException(
          Text.of(
              "%d labels do not fit %d embeddings: give one label per row",
              labels.length, embeddings.rows()));
    }
  }

  /** Number of embeddings. */
  public int count() {
    return labels.length;
  }

  /**
   * @param name what these embeddings are, for the message
   */
  void requireLabels(String name, int classes) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0) {
        throw new InvalidEmbeddingsException(
            Text.of(
                "row %d of the %s is unlabelled (label %d): only labelled images can be evaluated",
                i, name, labels[i]));
      }
      if (labels[i] >= classes) {
        throw new InvalidEmbeddingsException(
            Text.of(
                "row %d of the %s has label %d, but there are only %d classes (0 to %d)",
                i, name, labels[i], classes, classes - 1));
      }
    }
  }
}
