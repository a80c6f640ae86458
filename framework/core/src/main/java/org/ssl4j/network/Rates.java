package org.ssl4j.network;

/**
 * The learning rates of one step.
 *
 * @param base of everything but the predictor
 * @param predictor of the predictor
 */
public record Rates(double base, double predictor) {

  /** One rate for all. */
  public static Rates uniform(double rate) {
    return new Rates(rate, rate);
  }
}
