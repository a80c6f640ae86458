package org.ssl4j.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one key of a configuration record: what it means, its default and what it may hold.
 *
 * <p>This is the only place where a default or a range is written; the loader enforces it and
 * {@code docs/CONFIG.md} is generated from it, so neither can drift from the other.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

  /** Marks a key that has no default and must be given. */
  String REQUIRED = "\u0000required";

  /** One sentence for the user: meaning and unit. */
  String doc();

  /**
   * The default as YAML text; {@code null} makes the key optional, {@code {}} fills a section with
   * its own defaults.
   */
  String defaultValue() default REQUIRED;

  /** Smallest allowed number (for a list: of each element). */
  double min() default Double.NEGATIVE_INFINITY;

  /** Largest allowed number (for a list: of each element). */
  double max() default Double.POSITIVE_INFINITY;

  /** Whether {@link #min()} itself is refused. */
  boolean minExclusive() default false;

  /** Whether null may be given although it is not the default. */
  boolean nullable() default false;

  /** Exact number of elements of a list; -1 for any. */
  int length() default -1;

  /**
   * For a string that names a part: the interface of that part's settings, or {@link ViewConfig}
   * for a preset of views. The names of all parts of the kind that the loader knows are allowed.
   */
  Class<?> namesOf() default void.class;

  /** The allowed words of a string (enums list their own). */
  String[] allowed() default {};
}
