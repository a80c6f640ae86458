package org.ssl4j.method;

import org.ssl4j.text.Text;

/**
 * Accuracies in per cent that others published for a method, to be shown beside those of a
 * comparison on the same images. They are no measurement of this program; the source says what kind
 * of number each is.
 *
 * @param dataset name of the data source whose images they are of, as in {@code data.dataset}
 * @param knn k-NN accuracy in per cent; null if none is published
 * @param linear linear probe's accuracy in per cent; null if none is published
 * @param source paper and table, network and length of training
 */
public record PublishedAccuracy(String dataset, Double knn, Double linear, String source) {

  public PublishedAccuracy {
    require(knn, "k-NN");
    require(linear, "linear probe");
    if (dataset == null || source == null || source.isBlank()) {
      throw new IllegalArgumentException("a published accuracy needs a data set and a source");
    }
  }

  private static void require(Double perCent, String kind) {
    if (perCent != null && !(perCent >= 0 && perCent <= 100)) {
      throw new IllegalArgumentException(
          Text.of("a published %s accuracy is from 0 to 100 per cent, not %s", kind, perCent));
    }
  }
}
