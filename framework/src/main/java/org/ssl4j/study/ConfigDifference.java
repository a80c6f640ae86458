package org.ssl4j.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names the first setting in which two resolved configs differ. */
final class ConfigDifference {

  private ConfigDifference() {}

  /** One clause, e.g. {@code schedule.epochs is 5 there and 10 here}. */
  static String first(String there, String here) {
    Map<String, String> old = settings(there);
    Map<String, String> now = settings(here);
    for (var setting : now.entrySet()) {
      String before = old.get(setting.getKey());
      if (!setting.getValue().equals(before)) {
        return "%s is %s there and %s here"
            .formatted(setting.getKey(), before == null ? "not set" : before, setting.getValue());
      }
    }
    return "a setting there is unknown here";
  }

  /** Dotted keys of a resolved config: sections are indented by two, lists stand in one line. */
  private static Map<String, String> settings(String yaml) {
    Map<String, String> settings = new LinkedHashMap<>();
    List<String> path = new ArrayList<>();
    for (String line : yaml.lines().toList()) {
      String text = line.strip();
      int depth = (line.length() - line.stripLeading().length()) / 2;
      int colon = text.indexOf(':');
      path = new ArrayList<>(path.subList(0, Math.min(depth, path.size())));
      path.add(text.substring(0, colon));
      String value = text.substring(colon + 1).strip();
      if (!value.isEmpty()) {
        settings.put(String.join(".", path), value);
      }
    }
    return settings;
  }
}
