package org.ssl4j.reference;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * One duty of an engine that can be checked. Made by {@link EngineContract}.
 *
 * <p>Not safe for use by several threads, as engines are not.
 */
public final class ContractCheck {
  private final String name;
  private final double tolerance;
  private final Consumer<Comparison> body;

  ContractCheck(String name, double tolerance, Consumer<Comparison> body) {
    this.name = name;
    this.tolerance = tolerance;
    this.body = body;
  }

  /** What is checked. */
  public String name() {
    return name;
  }

  /** Checks it. An exception of the engine is part of the result: the next check can still run. */
  public ContractResult run() {
    var comparison = new Comparison();
    try {
      body.accept(comparison);
    } catch (RuntimeException e) {
      return new ContractResult(
          name, Double.POSITIVE_INFINITY, tolerance, e.toString(), Optional.of(e));
    }
    return new ContractResult(
        name, comparison.error(), tolerance, comparison.where(), Optional.empty());
  }

  @Override
  public String toString() {
    return name;
  }
}
