package org.ssl4j.kinds;

import java.util.Map;

/**
 * Measures by name.
 *
 * @param byName a value may be null: undefined for this input
 */
public record MeasuredValues(Map<String, Double> byName) {

  /** A value, or NaN if it is undefined. */
  public double get(String name) {
    if (!byName.containsKey(name)) {
      throw new IllegalArgumentException("no measure is called " + name);
    }
    Double value = byName.get(name);
    return value == null ? Double.NaN : value;
  }
}
