package org.ssl4j.study;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ssl4j.config.FlatSettings;
import org.ssl4j.text.Text;

/** Names the first setting in which two resolved configs differ. */
final class ConfigDifference {

  private ConfigDifference() {}

  /** Says how long a process trains at a time, and decides no number. */
  static final String SESSION_TIME = "schedule.stopAfterMinutes";

  /**
   * One clause, e.g. {@code schedule.epochs is 5 in its config and 10 in the study's}; empty if
   * they differ in nothing but {@link #SESSION_TIME}.
   */
  static Optional<String> first(String there, String here) {
    Map<String, String> old = settings(there, "the config there");
    Map<String, String> now = settings(here, "the config here");
    if (old.equals(now)) {
      return Optional.empty();
    }
    for (var setting : now.entrySet()) {
      String before = old.get(setting.getKey());
      if (!setting.getValue().equals(before)) {
        return Optional.of(
            Text.of(
                "%s is %s in its config and %s in the study's",
                setting.getKey(), before == null ? "not set" : before, setting.getValue()));
      }
    }
    return Optional.of("its config has a setting that the study's config does not have");
  }

  private static Map<String, String> settings(String yaml, String source) {
    Map<String, String> settings = new LinkedHashMap<>(FlatSettings.parse(yaml, source));
    settings.remove(SESSION_TIME);
    return settings;
  }
}
