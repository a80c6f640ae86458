package org.ssl4j.eval;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.UnaryOperator;
import org.ssl4j.stop.StopPoint;

/**
 * Limited-memory BFGS with a preconditioner (Nocedal and Wright, Numerical Optimization, 2nd ed.,
 * algorithms 7.4 and 7.5) and a backtracking line search, for smooth convex functions.
 *
 * @param memory pairs of step and gradient change that are kept
 * @param tolerance how far above the minimum, by its quadratic model, the value may end
 * @param maxIterations after which it gives up
 */
record Lbfgs(int memory, double tolerance, int maxIterations) {

  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final double SMALLEST_STEP = 1e-8;

  /** A function with its gradient. */
  @FunctionalInterface
  interface Objective {
    /** Fills the gradient and returns the value. */
    double evaluate(double[] x, double[] gradient);
  }

  /**
   * Where it ended.
   *
   * @param x the point
   * @param value there
   * @param iterations steps made
   * @param converged whether the tolerance was met
   */
  record Minimum(double[] x, double value, int iterations, boolean converged) {}

  /** A step, the change of the gradient over it, and that change preconditioned. */
  private record Pair(double[] step, double[] change, double inverse, double scale) {}

  /**
   * Minimises.
   *
   * @param start left as it is
   * @param preconditioner divides a gradient by an estimate of the curvature
   */
  Minimum minimise(Objective objective, UnaryOperator<double[]> preconditioner, double[] start) {
    double[] x = start.clone();
    double[] gradient = new double[x.length];
    double value = objective.evaluate(x, gradient);
    double[] preconditioned = preconditioner.apply(gradient);
    Deque<Pair> pairs = new ArrayDeque<>();
    for (int iteration = 0; iteration < maxIterations; iteration++) {
      double scale = pairs.isEmpty() ? 1 : pairs.getLast().scale();
      double decrement = dot(gradient, preconditioned) * Math.max(1, scale) / 2;
      if (decrement <= tolerance) {
        return new Minimum(x, value, iteration, true);
      }
      double[] direction = direction(gradient, preconditioner, pairs, scale);
      double slope = dot(gradient, direction);
      if (!(slope < 0)) {
        // Rounding has spoilt the memory; the preconditioned gradient itself always descends.
        pairs.clear();
        direction = negated(preconditioned);
        slope = dot(gradient, direction);
      }
      double[] next = new double[x.length];
      double[] nextGradient = new double[x.length];
      double step = 1;
      double nextValue;
      while (true) {
        move(x, direction, step, next);
        StopPoint.check();
        nextValue = objective.evaluate(next, nextGradient);
        if (nextValue <= value + SUFFICIENT_DECREASE * step * slope) {
          break;
        }
        step = shorter(step, slope, nextValue - value);
        if (step < SMALLEST_STEP) {
          // The value no longer resolves the decrease that is left.
          return new Minimum(x, value, iteration, decrement <= Math.sqrt(tolerance));
        }
      }
      double[] nextPreconditioned = preconditioner.apply(nextGradient);
      remember(
          pairs,
          difference(next, x),
          difference(nextGradient, gradient),
          difference(nextPreconditioned, preconditioned));
      x = next;
      gradient = nextGradient;
      preconditioned = nextPreconditioned;
      value = nextValue;
    }
    return new Minimum(x, value, maxIterations, false);
  }

  private static double[] direction(
      double[] gradient, UnaryOperator<double[]> preconditioner, Deque<Pair> pairs, double scale) {
    double[] q = gradient.clone();
    double[] weights = new double[pairs.size()];
    int i = pairs.size();
    for (Iterator<Pair> newest = pairs.descendingIterator(); newest.hasNext(); ) {
      Pair pair = newest.next();
      weights[--i] = pair.inverse() * dot(pair.step(), q);
      add(q, -weights[i], pair.change());
    }
    double[] r = preconditioner.apply(q);
    for (int j = 0; j < r.length; j++) {
      r[j] *= scale;
    }
    for (Pair pair : pairs) {
      add(r, weights[i++] - pair.inverse() * dot(pair.change(), r), pair.step());
    }
    return negated(r);
  }

  private void remember(
      Deque<Pair> pairs, double[] step, double[] change, double[] preconditionedChange) {
    double curvature = dot(step, change);
    if (curvature > 0) {
      if (pairs.size() == memory) {
        pairs.removeFirst();
      }
      double scale = curvature / dot(change, preconditionedChange);
      pairs.addLast(new Pair(step, change, 1 / curvature, scale));
    }
  }

  /** The minimum of the parabola through what is known, within a tenth and a half of the step. */
  private static double shorter(double step, double slope, double rise) {
    double parabola = -slope * step * step / (2 * (rise - slope * step));
    return Double.isFinite(parabola)
        ? Math.max(step / 10, Math.min(step / 2, parabola))
        : step / 10;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void add(double[] target, double factor, double[] other) {
    for (int i = 0; i < target.length; i++) {
      target[i] += factor * other[i];
    }
  }

  private static void move(double[] x, double[] direction, double step, double[] target) {
    for (int i = 0; i < x.length; i++) {
      target[i] = x[i] + step * direction[i];
    }
  }

  private static double[] negated(double[] a) {
    return Arrays.stream(a).map(v -> -v).toArray();
  }

  private static double[] difference(double[] a, double[] b) {
    double[] result = a.clone();
    add(result, -1, b);
    return result;
  }
}
