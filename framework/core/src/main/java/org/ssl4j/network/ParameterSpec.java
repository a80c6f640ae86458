package org.ssl4j.network;

import java.util.List;

/**
 * One parameter of an operation.
 *
 * @param name unique within the operation
 * @param shape sizes, C order
 * @param kind what it is, for weight decay, update rule and average
 * @param initialiser first values
 */
public record ParameterSpec(
    String name, List<Long> shape, ParameterKind kind, Initialiser initialiser) {

  public ParameterSpec {
    shape = List.copyOf(shape);
  }

  /** Number of entries. */
  public long length() {
    return shape.stream().reduce(1L, (a, b) -> a * b);
  }

  /** The sizes as an array. */
  public long[] shapeArray() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
