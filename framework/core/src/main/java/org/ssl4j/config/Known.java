package org.ssl4j.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The parts that a config can name, with the records of their settings, both by name.
 *
 * @param methods for {@code method.name}
 * @param dataSources for {@code data.dataset}
 */
record Known(
    Map<String, Class<? extends MethodSettings>> methods,
    Map<String, Class<? extends DataSettings>> dataSources) {

  static final Known NOTHING = new Known(Map.of(), Map.of());

  Known {
    methods = Collections.unmodifiableMap(new TreeMap<>(methods));
    dataSources = Collections.unmodifiableMap(new TreeMap<>(dataSources));
  }

  /** The words that a text may be; empty for any. */
  List<String> words(Key key) {
    return key.setting().namesOf() == DataSettings.class
        ? List.copyOf(dataSources.keySet())
        : key.words();
  }
}
