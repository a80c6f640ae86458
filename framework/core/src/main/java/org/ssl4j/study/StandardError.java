package org.ssl4j.study;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The standard error of a mean, or of a difference of means, as a sum of independent parts.
 *
 * <p>A part that was estimated from n seeds is itself uncertain, the more so the fewer they are, so
 * twice the error of three seeds is far from 95 %. The margin therefore takes Student's t for the
 * degrees of freedom of the sum, by Welch and Satterthwaite. A part that is known and not
 * estimated, such as that of test images, has infinitely many.
 *
 * @param squared its square: the sum of the squares of the parts
 * @param squaredByFreedom sum of the squares of the squared parts, each over its degrees of freedom
 */
record StandardError(double squared, double squaredByFreedom) {

  /** Of a number that has none, or whose error is not known. */
  static final StandardError NONE = new StandardError(0, 0);

  /** How much of a normal distribution is below the upper end of an interval that holds 95 %. */
  private static final double UPPER_END = 0.975;

  /** An error that was estimated from seeds. */
  static StandardError estimated(double squared, int degreesOfFreedom) {
    return new StandardError(squared, squared * squared / degreesOfFreedom);
  }

  /** An error that follows from the number itself. */
  static StandardError known(double squared) {
    return new StandardError(squared, 0);
  }

  /** Of a sum or a difference with an independent number. */
  StandardError plus(StandardError other) {
    return new StandardError(squared + other.squared, squaredByFreedom + other.squaredByFreedom);
  }

  /** Of the number times a factor. */
  StandardError times(double factor) {
    double square = factor * factor;
    return new StandardError(square * squared, square * square * squaredByFreedom);
  }

  /** Half the width of the interval that holds the true value in 95 % of cases. */
  double margin() {
    if (squared == 0) {
      return 0;
    }
    double quantile =
        squaredByFreedom == 0
            ? new NormalDistribution().inverseCumulativeProbability(UPPER_END)
            : new TDistribution(squared * squared / squaredByFreedom)
                .inverseCumulativeProbability(UPPER_END);
    return quantile * Math.sqrt(squared);
  }

  /** Whether a difference with this error has a sign that can be believed. */
  boolean decides(double difference) {
    return Math.abs(difference) > margin();
  }
}
