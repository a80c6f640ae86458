package org.ssl4j.kinds;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a kind measured: values by name, pictures, and notes on what was sampled. */
public final class KindMeasurement {

  private final Map<String, Double> values = new LinkedHashMap<>();
  private final List<Picture> pictures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Adds a measure; null if it is undefined here. */
  public KindMeasurement put(String name, Number value) {
    values.put(name, value == null ? null : Double.valueOf(value.doubleValue()));
    return this;
  }

  /** Adds a picture. */
  public KindMeasurement show(Picture picture) {
    pictures.add(picture);
    return this;
  }

  /** Adds a sentence on what was done, such as what was sampled. */
  public KindMeasurement note(String sentence) {
    notes.add(sentence);
    return this;
  }

  MeasuredValues values() {
    return new MeasuredValues(values);
  }

  List<Picture> pictures() {
    return pictures;
  }

  List<String> notes() {
    return notes;
  }
}
