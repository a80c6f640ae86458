package org.ssl4j.study;

import java.util.Map;
import org.ssl4j.config.FlatSettings;
import org.ssl4j.text.Text;

/** Names the first setting in which two resolved configs differ. */
final class ConfigDifference {

  private ConfigDifference() {}

  /** One clause, e.g. {@code schedule.epochs is 5 there and 10 here}. */
  static String first(String there, String here) {
    Map<String, String> old = FlatSettings.parse(there, "the config there");
    Map<String, String> now = FlatSettings.parse(here, "the config here");
    for (var setting : now.entrySet()) {
      String before = old.get(setting.getKey());
      if (!setting.getValue().equals(before)) {
        return Text.of(
            "%s is %s in its config and %s in the study's",
            setting.getKey(), before == null ? "not set" : before, setting.getValue());
      }
    }
    return "its config has a setting that the study's config does not have";
  }
}
