package org.ssl4j.config;

/**
 * The settings of one self-supervised method: the {@code method:} section of a config.
 *
 * <p>Each method brings its own record, so that a key a method does not define (a predictor for
 * VICReg) is refused as unknown rather than ignored. Implementations are records whose components
 * carry {@link Setting}, the first of them a required {@code name}.
 */
public interface MethodSettings {

  /** The method's name as written in YAML, e.g. {@code simsiam}. */
  String name();

  /**
   * Refuses impossible combinations of otherwise valid values.
   *
   * @throws InvalidSettingException naming the offending key relative to {@code method}
   */
  default void check() {}
}
