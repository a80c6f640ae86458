package org.ssl4j.bench;

import java.util.List;
import java.util.ServiceLoader;

/**
 * An objective that {@code ssl4j bench objective} can time; found through {@link ServiceLoader},
 * because objectives live with the methods.
 */
public interface ObjectiveWorkload {

  /** Name of the method that it belongs to. */
  String name();

  /**
   * Makes random inputs.
   *
   * @return computes the loss and all of its gradients once
   */
  Runnable prepare(Size size);

  /** Multiplications and additions of the matrix products that the definition asks for. */
  double operations(Size size);

  /**
   * @param batch images N
   * @param dimension of a projection, d
   * @param queue rows of the queue, K, for a method that has one
   */
  record Size(int batch, int dimension, int queue) {}

  /** All that are on the class path. */
  static List<ObjectiveWorkload> all() {
    return ServiceLoader.load(ObjectiveWorkload.class).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }
}
