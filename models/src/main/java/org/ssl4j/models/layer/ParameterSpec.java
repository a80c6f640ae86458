package org.ssl4j.models.layer;

import java.util.List;
import org.ssl4j.network.ParameterKind;

/**
 * One parameter of a layer.
 *
 * @param name key in the parameter table
 * @param shape shape, C order
 * @param kind what it is, for weight decay, optimizer and EMA
 * @param initialiser first values
 */
record ParameterSpec(String name, List<Long> shape, ParameterKind kind, Initialiser initialiser) {

  long length() {
    return shape.stream().reduce(1L, (a, b) -> a * b);
  }

  long[] shapeArray() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
