package org.ssl4j.kinds;

import java.util.List;

/**
 * An array that a kind reads.
 *
 * @param name in an .npz
 * @param axes the axes that it may have, each as a list such as {@code inputs, units}; empty if any
 *     shape will do
 * @param required whether it must be there
 * @param meaning what it holds, as a clause
 */
public record ArrayNeed(String name, List<String> axes, boolean required, String meaning) {

  public ArrayNeed {
    axes = List.copyOf(axes);
  }

  static ArrayNeed of(String name, String axes, String meaning) {
    return new ArrayNeed(name, List.of(axes), true, meaning);
  }

  /** Name and axes: {@code mu [inputs, dimensions]}. */
  String words() {
    return axes.isEmpty() ? name : name + " [" + String.join("] or [", axes) + "]";
  }

  /** Name and the axes of that number: {@code mu [inputs, dimensions]}. */
  String words(int rank) {
    return axes.stream()
        .filter(one -> one.split(", ").length == rank)
        .findFirst()
        .map(one -> name + " [" + one + "]")
        .orElse(name);
  }

  boolean fits(int rank) {
    return axes.isEmpty() || axes.stream().anyMatch(one -> one.split(", ").length == rank);
  }
}
