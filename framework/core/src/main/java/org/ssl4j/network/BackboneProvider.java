package org.ssl4j.network;

import java.util.Set;
import org.ssl4j.config.BackboneConfig;

/**
 * Builds encoders; found through {@link java.util.ServiceLoader}, so a jar on the class path adds
 * its own.
 */
public interface BackboneProvider {

  /** The names it answers to in {@code backbone.name}. */
  Set<String> names();

  /**
   * Refuses a configuration it cannot build.
   *
   * @throws org.ssl4j.config.InvalidSettingException naming the key relative to {@code backbone}
   */
  default void check(BackboneConfig config) {}

  /**
   * A number of parameters that the encoder is certain to exceed, known without building it; what
   * an archive of unknown origin claims is held against it.
   */
  default long leastParameters(BackboneConfig config) {
    return 0;
  }

  /**
   * Adds the encoder to a network.
   *
   * @return its features [N, d]
   */
  PlanBuilder.Node build(BackboneConfig config, PlanBuilder network);
}
