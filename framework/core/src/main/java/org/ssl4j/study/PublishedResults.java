package org.ssl4j.study;

import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.PublishedAccuracy;

/** Accuracies that others published for whole methods, from the methods' providers. */
record PublishedResults(MethodCatalog methods) {

  private static final double PER_CENT = 100;

  /**
   * The values of a method on the images of a data source, or null: beside other images they say
   * nothing.
   */
  Published of(String method, String images) {
    return methods.published(method).stream()
        .filter(values -> values.dataset().equals(images))
        .findFirst()
        .map(PublishedResults::shares)
        .orElse(null);
  }

  private static Published shares(PublishedAccuracy values) {
    return new Published(
        share(values.knn()), share(values.linear()), values.dataset(), values.source());
  }

  private static Double share(Double perCent) {
    return perCent == null ? null : perCent / PER_CENT;
  }
}
