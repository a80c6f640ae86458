package org.ssl4j.config;

import java.util.Locale;

/** What kind of device an engine computes on. */
public enum DeviceKind {
  /** Whatever the preferred engine computes on. */
  AUTO,
  /** The processor. */
  CPU,
  /** A graphics card. */
  GPU;

  /** As written in a config. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
