package org.ssl4j.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The parts that a config can name, with the records of their settings, all by name.
 *
 * @param methods for {@code method.name}
 * @param dataSources for {@code data.dataset}
 * @param presets for {@code views.preset}; to each its YAML instead of a record
 */
record Known(
    Map<String, Class<? extends MethodSettings>> methods,
    Map<String, Class<? extends DataSettings>> dataSources,
    Map<String, String> presets) {

  static final Known NOTHING = new Known(Map.of(), Map.of(), Map.of());

  Known {
    methods = Collections.unmodifiableMap(new TreeMap<>(methods));
    dataSources = Collections.unmodifiableMap(new TreeMap<>(dataSources));
    presets = Collections.unmodifiableMap(new TreeMap<>(presets));
  }

  /** The words that a text may be; empty for any. */
  List<String> words(Key key) {
    Class<?> part = key.setting().namesOf();
    if (part == DataSettings.class) {
      return List.copyOf(dataSources.keySet());
    }
    return part == ViewConfig.class ? List.copyOf(presets.keySet()) : key.words();
  }
}
