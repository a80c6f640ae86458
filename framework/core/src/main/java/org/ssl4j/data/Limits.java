package org.ssl4j.data;

import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

/** {@code data.trainLimit} and {@code data.testLimit}. */
final class Limits {
  private Limits() {}

  /**
   * Images to use.
   *
   * @param split {@code train} or {@code test}
   * @param limit the configured limit, or null for all
   * @throws DataException if the limit exceeds what there is
   */
  static int apply(String split, Integer limit, int available, String dataset) {
    if (limit == null) {
      return available;
    }
    if (limit > available) {
      throw new DataException(
          Text.of(
              "data.%sLimit is %d but %s has only %d %s images; lower it or leave it out.",
              split, limit, dataset, available, split));
    }
    return limit;
  }
}
