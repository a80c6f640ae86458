package org.ssl4j.dl4j.kernel;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch norm of dense features [N, C], in Java.
 *
 * <p>A head's features are small, a megabyte at most; oneDNN's threads spend more time meeting each
 * other than they save (measured for two parts of 128 x 512: 1.9 ms through oneDNN with two
 * threads). The loops run along rows, over contiguous floats, so that the JVM's compiler vectorises
 * them; sums are taken over blocks of rows in float and over the blocks in double.
 */
final class DenseBatchNorm implements BatchNormKernel {

  /** Rows summed in float before the sum is added in double. */
  private static final int SUMMED_ROWS = 32;

  private final BatchNormSpec spec;
  private final int channels;
  private final NativeMemory.Address address = new NativeMemory.Address();

  /** Of the last training pass, [parts, C]. */
  private final float[] means;

  private final float[] inverseDeviations;

  private final float[] gamma;
  private final float[] first;
  private final float[] second;
  private final double[] firstTotals;
  private final double[] secondTotals;
  private final float[] vector;
  private float[] x = {};
  private float[] y = {};
  private float[] dy = {};

  DenseBatchNorm(BatchNormSpec spec) {
    this.spec = spec;
    this.channels = spec.channels();
    means = new float[spec.parts() * channels];
    inverseDeviations = new float[spec.parts() * channels];
    gamma = new float[channels];
    first = new float[channels];
    second = new float[channels];
    firstTotals = new double[channels];
    secondTotals = new double[channels];
    vector = new float[channels];
  }

  @Override
  public INDArray forwardTraining(
      INDArray input,
      INDArray gammas,
      INDArray betas,
      INDArray runningMean,
      INDArray runningVariance,
      ArrayAllocator outputs) {
    int rows = rowsPerPart(input);
    x = sized(x, input);
    address.read(input, x);
    y = sized(y, input);
    var mean = read(runningMean);
    var variance = read(runningVariance);
    for (int part = 0; part < spec.parts(); part++) {
      moments(part, rows);
      blend(part, rows, mean, variance);
      int start = part * channels;
      normalise(
          part * rows,
          rows,
          Arrays.copyOfRange(means, start, start + channels),
          Arrays.copyOfRange(inverseDeviations, start, start + channels),
          gammas,
          betas);
    }
    address.write(mean, runningMean);
    address.write(variance, runningVariance);
    return written(input, outputs);
  }

  @Override
  public INDArray forwardInference(
      INDArray input,
      INDArray gammas,
      INDArray betas,
      INDArray runningMean,
      INDArray runningVariance,
      ArrayAllocator outputs) {
    x = sized(x, input);
    address.read(input, x);
    y = sized(y, input);
    var mean = read(runningMean);
    var inverse = read(runningVariance);
    for (int c = 0; c < channels; c++) {
      inverse[c] = (float) (1 / Math.sqrt(inverse[c] + spec.epsilon()));
    }
    normalise(0, (int) input.size(0), mean, inverse, gammas, betas);
    return written(input, outputs);
  }

  @Override
  public INDArray backward(
      INDArray input,
      INDArray output,
      INDArray outputGradient,
      INDArray gammas,
      INDArray gammaGradient,
      INDArray betaGradient,
      ArrayAllocator outputs) {
    int rows = rowsPerPart(input);
    x = sized(x, input);
    address.read(input, x);
    dy = sized(dy, input);
    address.read(NativeMemory.contiguous(outputGradient), dy);
    y = sized(y, input);
    if (spec.relu()) {
      address.read(output, y);
      for (int i = 0; i < dy.length; i++) {
        dy[i] = y[i] > 0 ? dy[i] : 0;
      }
    }
    if (gammas == null) {
      Arrays.fill(gamma, 1);
    } else {
      address.read(gammas, gamma);
    }
    double[] gammaTotals = new double[channels];
    double[] betaTotals = new double[channels];
    for (int part = 0; part < spec.parts(); part++) {
      gradientSums(part, rows);
      for (int c = 0; c < channels; c++) {
        gammaTotals[c] += secondTotals[c] * inverseDeviations[part * channels + c];
        betaTotals[c] += firstTotals[c];
      }
      inputGradient(part, rows);
    }
    if (spec.affine()) {
      address.write(floats(gammaTotals), gammaGradient);
      address.write(floats(betaTotals), betaGradient);
    }
    return written(input, outputs);
  }

  /**
   * Mean and inverse standard deviation of a part; two passes, so that a large mean costs nothing.
   */
  private void moments(int part, int rows) {
    int offset = part * channels;
    sumRows(
        part * rows,
        rows,
        firstTotals,
        (row, sums) -> {
          for (int c = 0; c < channels; c++) {
            sums[c] += x[row + c];
          }
        });
    for (int c = 0; c < channels; c++) {
      means[offset + c] = (float) (firstTotals[c] / rows);
      vector[c] = means[offset + c];
    }
    sumRows(
        part * rows,
        rows,
        secondTotals,
        (row, sums) -> {
          for (int c = 0; c < channels; c++) {
            float deviation = x[row + c] - vector[c];
            sums[c] += deviation * deviation;
          }
        });
    for (int c = 0; c < channels; c++) {
      inverseDeviations[offset + c] =
          (float) (1 / Math.sqrt(secondTotals[c] / rows + spec.epsilon()));
    }
  }

  /** Sums of dy and of dy (x - mean) over a part, into the totals. */
  private void gradientSums(int part, int rows) {
    System.arraycopy(means, part * channels, vector, 0, channels);
    sumRows(
        part * rows,
        rows,
        firstTotals,
        (row, sums) -> {
          for (int c = 0; c < channels; c++) {
            sums[c] += dy[row + c];
          }
        });
    sumRows(
        part * rows,
        rows,
        secondTotals,
        (row, sums) -> {
          for (int c = 0; c < channels; c++) {
            sums[c] += dy[row + c] * (x[row + c] - vector[c]);
          }
        });
  }

  /** Adds what one row contributes to sums over rows. */
  private interface RowSum {
    /**
     * @param row where the row starts
     */
    void add(int row, float[] sums);
  }

  private void sumRows(int from, int rows, double[] totals, RowSum sum) {
    Arrays.fill(totals, 0);
    for (int block = 0; block < rows; block += SUMMED_ROWS) {
      Arrays.fill(first, 0);
      for (int row = block; row < Math.min(rows, block + SUMMED_ROWS); row++) {
        sum.add((from + row) * channels, first);
      }
      for (int c = 0; c < channels; c++) {
        totals[c] += first[c];
      }
    }
  }

  /** {@code y = gamma (x - mean) / deviation + beta}, and the ReLU, for some rows. */
  private void normalise(
      int from, int rows, float[] mean, float[] inverse, INDArray gammas, INDArray betas) {
    if (gammas == null) {
      Arrays.fill(first, 1);
    } else {
      address.read(gammas, first);
    }
    for (int c = 0; c < channels; c++) {
      first[c] *= inverse[c];
    }
    if (betas == null) {
      Arrays.fill(second, 0);
    } else {
      address.read(betas, second);
    }
    float least = spec.relu() ? 0 : Float.NEGATIVE_INFINITY;
    for (int row = from; row < from + rows; row++) {
      int start = row * channels;
      for (int c = 0; c < channels; c++) {
        y[start + c] = Math.max(least, (x[start + c] - mean[c]) * first[c] + second[c]);
      }
    }
  }

  /**
   * {@code dx = gamma / deviation (dy - mean(dy) - (x - mean) / variance mean(dy (x - mean)))} of a
   * part, into {@code y}.
   */
  private void inputGradient(int part, int rows) {
    int offset = part * channels;
    for (int c = 0; c < channels; c++) {
      float inverse = inverseDeviations[offset + c];
      first[c] = (float) (firstTotals[c] / rows);
      second[c] = (float) (secondTotals[c] / rows * inverse * inverse);
    }
    for (int row = part * rows; row < (part + 1) * rows; row++) {
      int start = row * channels;
      for (int c = 0; c < channels; c++) {
        float direction = dy[start + c] - first[c] - (x[start + c] - means[offset + c]) * second[c];
        y[start + c] = direction * inverseDeviations[offset + c] * gamma[c];
      }
    }
  }

  /** Splits of a group are averaged, groups follow one another. */
  private void blend(int part, int rows, float[] mean, float[] variance) {
    float keep = part % spec.splits() == 0 ? (float) (1 - spec.momentum()) : 1;
    double share = spec.momentum() / spec.splits();
    double unbiased = rows > 1 ? 1.0 / (rows - 1) : 1.0 / rows;
    for (int c = 0; c < channels; c++) {
      mean[c] = keep * mean[c] + (float) (share * means[part * channels + c]);
      variance[c] = keep * variance[c] + (float) (share * secondTotals[c] * unbiased);
    }
  }

  private int rowsPerPart(INDArray input) {
    return Math.toIntExact(spec.rowsPerPart(input.size(0)));
  }

  private INDArray written(INDArray input, ArrayAllocator outputs) {
    var result = outputs.allocate(DataType.FLOAT, input.size(0), channels);
    address.write(y, result);
    return result;
  }

  private static float[] sized(float[] buffer, INDArray array) {
    int length = Math.toIntExact(array.length());
    return buffer.length == length ? buffer : new float[length];
  }

  private float[] read(INDArray array) {
    return address.read(array, new float[channels]);
  }

  private static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }
}
