package org.ssl4j.bench;

import java.util.ServiceLoader;

/**
 * The training step of a residual network built from DL4J's own layers, to be compared with ours;
 * found through {@link ServiceLoader}, because networks live in another module.
 */
public interface StockWorkload {

  /**
   * Builds backbone and projector on random images.
   *
   * @param width channels of the first stage
   * @param blocks basic blocks of each of the four stages
   * @param batch images; a step sees two views of each
   * @return makes one forward pass, backward pass and update
   */
  Runnable prepare(int width, int blocks, int batch);

  /** The method whose backbone and projector it builds, for the line of JSON. */
  String method();

  /**
   * The one on the class path.
   *
   * @throws IllegalStateException if there is none
   */
  static StockWorkload find() {
    return ServiceLoader.load(StockWorkload.class)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no stock network is on the class path"));
  }
}
