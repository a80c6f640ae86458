package org.ssl4j.network;

import java.util.List;

/**
 * What a node of a {@link NetworkPlan} computes, as data: sizes and constants, no memory and no
 * code that runs on a batch. The shipped ones are in {@link Operations}; another may be added by
 * whoever adds an engine that knows it, because an engine refuses by {@link #name} what it does not
 * know.
 *
 * <p>Implementations are records: two plans are equal when their operations are.
 */
public interface Operation {

  /** What it is called in messages, e.g. {@code convolution}. */
  String name();

  /**
   * Shape of the result for one image.
   *
   * @param inputs shapes of what it reads, in order
   * @throws IllegalArgumentException if it cannot read them; one clause
   */
  Shape output(List<Shape> inputs);

  /** Its parameters, in the order in which they lie in a flat vector. */
  default List<ParameterSpec> parameters() {
    return List.of();
  }

  /** Whether the result may take over the memory of what it reads: a sum, an identity. */
  default boolean inPlace() {
    return false;
  }

  /**
   * Multiply-adds of the matrix arithmetic of one forward pass of one image; what is linear in the
   * result's size, such as normalising, is not counted.
   *
   * @param output {@link #output} of its inputs
   */
  default long multiplyAdds(Shape output) {
    return 0;
  }
}
