package org.ssl4j.cuda.device;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batch norm's kernels beside plain loops in double precision. */
class BatchNormKernelsTest {
  private static final int ROWS = 37;
  private static final int CHANNELS = 6;
  private static final int CHUNK = 8;
  private static final int CHUNKS = 5;
  private static final float EPSILON = 1e-3f;

  private EmulatedDevice device;

  @BeforeEach
  void open() {
    device = Emulation.open();
  }

  @AfterEach
  void close() {
    device.close();
  }

  /** A large mean must not cost the variance its digits. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT,1,true,true",
    "FLOAT,4,false,true",
    "FLOAT,2,true,false",
    "BFLOAT16,2,true,true"
  })
  void eachPartIsNormalisedByItsOwnMoments(
      StorageType type, int parts, boolean affine, boolean relu) {
    var numbers = new Numbers(device, type);
    int count = parts * ROWS * CHANNELS;
    double[] x = numbers.drawn(count);
    for (int i = 0; type == StorageType.FLOAT && i < count; i++) {
      x[i] = (float) (x[i] + 10);
    }
    double[] dy = numbers.drawn(count);
    double[] gamma = numbers.drawnFloats(CHANNELS);
    double[] beta = numbers.drawnFloats(CHANNELS);
    var plain = new PlainBatchNorm(x, parts, affine ? gamma : null, affine ? beta : null, relu);

    var input = numbers.stored(x);
    int chunked = parts * CHUNKS * CHANNELS;
    var means = numbers.floats(chunked);
    var squares = numbers.floats(chunked);
    numbers.each(
        chunked,
        "moment_chunks",
        input,
        ROWS,
        CHANNELS,
        CHUNK,
        CHUNKS,
        (long) chunked,
        means,
        squares);
    var mean = numbers.floats(parts * CHANNELS);
    var variance = numbers.floats(parts * CHANNELS);
    var inverse = numbers.floats(parts * CHANNELS);
    numbers.run(
        "moments",
        LaunchShape.reductions(CHANNELS, parts, CHUNKS),
        means,
        squares,
        ROWS,
        CHANNELS,
        CHUNK,
        CHUNKS,
        EPSILON,
        mean,
        variance,
        inverse);
    numbers.assertFloats(mean, plain.mean);
    numbers.assertFloats(variance, plain.variance);

    var scale = affine ? numbers.floats(gamma) : null;
    var shift = affine ? numbers.floats(beta) : null;
    var y = numbers.stored(count);
    numbers.each(
        count,
        "batch_norm",
        input,
        mean,
        inverse,
        scale,
        shift,
        relu ? 1 : 0,
        (long) ROWS,
        CHANNELS,
        (long) count,
        y);
    numbers.assertStored(y, plain.y);

    plain.backward(dy);
    var chunkSums = numbers.floats(2 * chunked);
    var gradient = numbers.stored(dy);
    numbers.each(
        chunked,
        "batch_norm_chunks",
        gradient,
        input,
        mean,
        inverse,
        scale,
        shift,
        relu ? 1 : 0,
        ROWS,
        CHANNELS,
        CHUNK,
        CHUNKS,
        (long) chunked,
        chunkSums);
    var sums = numbers.floats(parts * 2 * CHANNELS);
    numbers.run(
        "chunk_sums",
        LaunchShape.reductions(2 * CHANNELS, parts, CHUNKS),
        chunkSums,
        CHUNKS,
        2 * CHANNELS,
        0,
        sums);
    double[] before = numbers.drawnFloats(CHANNELS);
    var gammaGradient = numbers.floats(before);
    var betaGradient = numbers.floats(before);
    numbers.each(
        CHANNELS, "batch_norm_parameters", sums, parts, CHANNELS, gammaGradient, betaGradient);
    for (int c = 0; c < CHANNELS; c++) {
      plain.gammaGradient[c] += before[c];
      plain.betaGradient[c] += before[c];
    }
    numbers.assertFloats(gammaGradient, plain.gammaGradient);
    numbers.assertFloats(betaGradient, plain.betaGradient);
    // In place, as a layer does where nobody else needs the gradient.
    numbers.each(
        count,
        "batch_norm_backward",
        gradient,
        input,
        mean,
        inverse,
        scale,
        shift,
        relu ? 1 : 0,
        sums,
        ROWS,
        CHANNELS,
        (long) count,
        gradient);
    numbers.assertStored(gradient, plain.dx);
  }

  @ParameterizedTest
  @CsvSource({"1,1,9", "2,1,9", "1,3,9", "2,2,9", "1,1,1"})
  void runningStatisticsFollowGroupAfterGroup(int groups, int splits, int rows) {
    var numbers = new Numbers(device, StorageType.FLOAT);
    double momentum = 0.25;
    double[] mean = numbers.drawn(groups * splits * CHANNELS);
    double[] variance = numbers.drawn(groups * splits * CHANNELS);
    double[] runningMean = numbers.drawn(CHANNELS);
    double[] runningVariance = numbers.drawn(CHANNELS);
    var foundMean = numbers.floats(runningMean);
    var foundVariance = numbers.floats(runningVariance);
    numbers.each(
        CHANNELS,
        "remember",
        numbers.floats(mean),
        numbers.floats(variance),
        rows,
        CHANNELS,
        groups,
        splits,
        (float) momentum,
        foundMean,
        foundVariance);
    double unbiased = rows > 1 ? rows / (rows - 1.0) : 1;
    for (int c = 0; c < CHANNELS; c++) {
      for (int group = 0; group < groups; group++) {
        double groupMean = 0;
        double groupVariance = 0;
        for (int split = 0; split < splits; split++) {
          groupMean += mean[(group * splits + split) * CHANNELS + c] / splits;
          groupVariance += unbiased * variance[(group * splits + split) * CHANNELS + c] / splits;
        }
        runningMean[c] += momentum * (groupMean - runningMean[c]);
        runningVariance[c] += momentum * (groupVariance - runningVariance[c]);
      }
    }
    numbers.assertFloats(foundMean, runningMean);
    numbers.assertFloats(foundVariance, runningVariance);
  }

  /** The formulas, as they are written. */
  private static final class PlainBatchNorm {
    private final int parts;
    private final double[] gamma;
    private final boolean relu;
    private final double[] mean;
    private final double[] variance;
    private final double[] y;
    private final double[] h;
    private final double[] dx;
    private final double[] gammaGradient = new double[CHANNELS];
    private final double[] betaGradient = new double[CHANNELS];

    PlainBatchNorm(double[] x, int parts, double[] gamma, double[] beta, boolean relu) {
      this.parts = parts;
      this.gamma = gamma;
      this.relu = relu;
      mean = new double[parts * CHANNELS];
      variance = new double[parts * CHANNELS];
      y = new double[x.length];
      h = new double[x.length];
      dx = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        mean[place(i)] += x[i] / ROWS;
      }
      for (int i = 0; i < x.length; i++) {
        variance[place(i)] += Math.pow(x[i] - mean[place(i)], 2) / ROWS;
      }
      for (int i = 0; i < x.length; i++) {
        int c = i % CHANNELS;
        h[i] = (x[i] - mean[place(i)]) / Math.sqrt(variance[place(i)] + EPSILON);
        double value = gamma == null ? h[i] : gamma[c] * h[i] + beta[c];
        y[i] = relu ? Math.max(value, 0) : value;
      }
    }

    private static int place(int i) {
      return i / CHANNELS / ROWS * CHANNELS + i % CHANNELS;
    }

    void backward(double[] dy) {
      double[] sum = new double[parts * CHANNELS];
      double[] product = new double[parts * CHANNELS];
      double[] g = new double[dy.length];
      for (int i = 0; i < dy.length; i++) {
        g[i] = !relu || y[i] > 0 ? dy[i] : 0;
        sum[place(i)] += g[i];
        product[place(i)] += g[i] * h[i];
      }
      for (int i = 0; i < sum.length; i++) {
        betaGradient[i % CHANNELS] += sum[i];
        gammaGradient[i % CHANNELS] += product[i];
      }
      for (int i = 0; i < dy.length; i++) {
        double scale = gamma == null ? 1 : gamma[i % CHANNELS];
        dx[i] =
            scale
                / Math.sqrt(variance[place(i)] + EPSILON)
                * (g[i] - sum[place(i)] / ROWS - h[i] * product[place(i)] / ROWS);
      }
    }
  }
}
