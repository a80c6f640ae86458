package org.ssl4j.reference;

import java.util.List;
import java.util.Optional;
import org.ssl4j.network.Operations.BatchNorm;
import org.ssl4j.network.Partition;

/**
 * {@code y = gamma (x - mean) / sqrt(var + epsilon) + beta} for every channel, with the mean and
 * the biased variance of each part of the batch in training and the running ones in inference, and
 * an optional ReLU.
 */
record BatchNormFormula(
    BatchNorm spec,
    Optional<Parameter> gamma,
    Optional<Parameter> beta,
    Parameter runningMean,
    Parameter runningVariance)
    implements Formula {

  /**
   * Mean and biased variance of one channel in one part of a batch.
   *
   * @param count numbers they were taken of
   */
  private record Moments(double mean, double variance, int count) {

    /** Two passes, so that a large mean costs no digits. */
    static Moments of(Values x, int from, int to, int c) {
      int count = (to - from) * x.height() * x.width();
      double sum = 0;
      for (int n = from; n < to; n++) {
        for (int i = 0; i < x.height(); i++) {
          for (int j = 0; j < x.width(); j++) {
            sum += x.get(n, c, i, j);
          }
        }
      }
      double mean = sum / count;
      double squares = 0;
      for (int n = from; n < to; n++) {
        for (int i = 0; i < x.height(); i++) {
          for (int j = 0; j < x.width(); j++) {
            double deviation = x.get(n, c, i, j) - mean;
            squares += deviation * deviation;
          }
        }
      }
      return new Moments(mean, squares / count, count);
    }

    /** The variance of what they were drawn from; of a single number it is taken to be 0. */
    double unbiasedVariance() {
      return count > 1 ? variance * count / (count - 1) : variance;
    }

    double deviation(double epsilon) {
      return Math.sqrt(variance + epsilon);
    }
  }

  @Override
  public PlanStep train(List<Values> inputs, Partition partition) {
    var x = inputs.get(0);
    int rows = Math.toIntExact(partition.rowsPerPart(x.count()));
    var moments = new Moments[partition.parts()][x.channels()];
    var y = x.like();
    for (int part = 0; part < partition.parts(); part++) {
      int from = part * rows;
      for (int c = 0; c < x.channels(); c++) {
        moments[part][c] = Moments.of(x, from, from + rows, c);
        normalise(x, y, from, from + rows, c, moments[part][c]);
      }
    }
    remember(moments, partition);
    WayBack back = dy -> List.of(backward(x, dy, moments, rows));
    return spec.relu() ? ReluFormula.of(y, back) : PlanStep.smooth(y, back);
  }

  @Override
  public Values infer(List<Values> inputs) {
    var x = inputs.get(0);
    var y = x.like();
    for (int c = 0; c < x.channels(); c++) {
      var running = new Moments(runningMean.get(c), runningVariance.get(c), 0);
      normalise(x, y, 0, x.count(), c, running);
    }
    return spec.relu() ? ReluFormula.of(y, List::of).result() : y;
  }

  private void normalise(Values x, Values y, int from, int to, int c, Moments moments) {
    double deviation = moments.deviation(spec.epsilon());
    double shift = beta.isPresent() ? beta.get().get(c) : 0;
    for (int n = from; n < to; n++) {
      for (int i = 0; i < x.height(); i++) {
        for (int j = 0; j < x.width(); j++) {
          double normalised = (x.get(n, c, i, j) - moments.mean()) / deviation;
          y.set(n, c, i, j, scale(c) * normalised + shift);
        }
      }
    }
  }

  private double scale(int c) {
    return gamma.isPresent() ? gamma.get().get(c) : 1;
  }

  /**
   * {@code running := (1 - momentum) running + momentum batch}, group after group, with the mean
   * over the splits of a group for the batch.
   */
  private void remember(Moments[][] moments, Partition partition) {
    for (int c = 0; c < spec.channels(); c++) {
      for (int group = 0; group < partition.groups(); group++) {
        double mean = 0;
        double variance = 0;
        for (int split = 0; split < partition.splits(); split++) {
          var part = moments[group * partition.splits() + split][c];
          mean += part.mean() / partition.splits();
          variance += part.unbiasedVariance() / partition.splits();
        }
        blend(runningMean, c, mean);
        blend(runningVariance, c, variance);
      }
    }
  }

  private void blend(Parameter running, int c, double batch) {
    running.set(c, (1 - spec.momentum()) * running.get(c) + spec.momentum() * batch);
  }

  private Values backward(Values x, Values dy, Moments[][] moments, int rows) {
    var dx = x.like();
    for (int part = 0; part < moments.length; part++) {
      for (int c = 0; c < x.channels(); c++) {
        backward(x, dy, dx, part * rows, (part + 1) * rows, c, moments[part][c]);
      }
    }
    return dx;
  }

  /**
   * With {@code h = (x - mean) / deviation}: {@code dbeta = sum dy}, {@code dgamma = sum dy h},
   * {@code dx = gamma / deviation (dy - mean(dy) - h mean(dy h))}.
   */
  private void backward(Values x, Values dy, Values dx, int from, int to, int c, Moments moments) {
    double deviation = moments.deviation(spec.epsilon());
    double sum = 0;
    double productSum = 0;
    for (int n = from; n < to; n++) {
      for (int i = 0; i < x.height(); i++) {
        for (int j = 0; j < x.width(); j++) {
          double normalised = (x.get(n, c, i, j) - moments.mean()) / deviation;
          sum += dy.get(n, c, i, j);
          productSum += dy.get(n, c, i, j) * normalised;
        }
      }
    }
    if (gamma.isPresent()) {
      gamma.get().addGradient(c, productSum);
      beta.orElseThrow().addGradient(c, sum);
    }
    for (int n = from; n < to; n++) {
      for (int i = 0; i < x.height(); i++) {
        for (int j = 0; j < x.width(); j++) {
          double normalised = (x.get(n, c, i, j) - moments.mean()) / deviation;
          double centred =
              dy.get(n, c, i, j)
                  - sum / moments.count()
                  - normalised * productSum / moments.count();
          dx.set(n, c, i, j, scale(c) / deviation * centred);
        }
      }
    }
  }
}
