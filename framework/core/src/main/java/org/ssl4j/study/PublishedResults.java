package org.ssl4j.study;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.ssl4j.config.ConfigLoader;
import org.ssl4j.config.Setting;

/** Accuracies that others published for whole methods: {@code published.yaml}. */
record PublishedResults(
    @Setting(doc = "Data source whose images all of them are of.") String dataset,
    @Setting(doc = "One entry per method.") List<Entry> results) {

  private static final String RESOURCE = "published.yaml";

  private static final double PER_CENT = 100;

  /** One method's. */
  record Entry(
      @Setting(doc = "Method.") String method,
      @Setting(doc = "k-NN accuracy in per cent.", defaultValue = "null", min = 0, max = 100)
          Double knn,
      @Setting(
              doc = "Linear probe accuracy in per cent.",
              defaultValue = "null",
              min = 0,
              max = 100)
          Double linear,
      @Setting(doc = "Source of the values, with network and length of training.") String source) {}

  static PublishedResults shipped() {
    try (InputStream in = PublishedResults.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing");
      }
      return ConfigLoader.ofBlocks().read(in, RESOURCE, PublishedResults.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The values of a method on the images of a data source, or null: beside other images they say
   * nothing.
   */
  Published of(String method, String images) {
    return results.stream()
        .filter(entry -> entry.method().equals(method) && dataset.equals(images))
        .findFirst()
        .map(
            entry ->
                new Published(share(entry.knn()), share(entry.linear()), dataset, entry.source()))
        .orElse(null);
  }

  private static Double share(Double perCent) {
    return perCent == null ? null : perCent / PER_CENT;
  }
}
