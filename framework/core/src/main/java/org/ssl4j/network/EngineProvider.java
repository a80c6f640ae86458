package org.ssl4j.network;

import java.util.Optional;
import org.ssl4j.config.Convolution;
import org.ssl4j.matrix.Precision;
import org.ssl4j.plugin.Provider;

/** Makes an engine known; found through {@link java.util.ServiceLoader}. */
public interface EngineProvider extends Provider {

  /** Name in {@code engine}. */
  @Override
  String name();

  /** One sentence: what it runs on. */
  @Override
  String summary();

  /**
   * How much {@code engine: auto} prefers it: of those that work here the one with the largest
   * number is taken. Below 0 it is never taken without being named.
   */
  int preference();

  /** Whether it has that precision at all. */
  boolean supports(Precision precision);

  /** Why it cannot be used on this machine, in one clause; empty if it can. */
  Optional<String> unavailable();

  /** What is special here, in a few words, such as the processor's instructions; may be empty. */
  default String detail() {
    return "";
  }

  /**
   * Opens it.
   *
   * @param convolution which algorithm is to compute convolutions, where it has a choice
   * @throws org.ssl4j.config.InvalidSettingException if it cannot do so
   */
  Engine open(Precision precision, Convolution convolution);
}
