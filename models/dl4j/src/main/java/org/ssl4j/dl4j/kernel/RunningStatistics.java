package org.ssl4j.dl4j.kernel;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The small vectors of a batch norm: running statistics and sums over the parts of a batch. */
final class RunningStatistics {

  private final BatchNormSpec spec;
  private final float[] total;
  private final float[] part;
  private final NativeMemory.Address address = new NativeMemory.Address();

  RunningStatistics(BatchNormSpec spec) {
    this.spec = spec;
    this.total = new float[spec.channels()];
    this.part = new float[spec.channels()];
  }

  /**
   * Blends the parts' statistics in: splits of a group are averaged, groups follow one another.
   *
   * @param count values per channel in a part, for the unbiased variance
   */
  void update(
      List<NativeMemory> means,
      List<NativeMemory> variances,
      long count,
      INDArray runningMean,
      INDArray runningVariance) {
    blend(means, 1, runningMean);
    blend(variances, count > 1 ? (double) count / (count - 1) : 1, runningVariance);
  }

  private void blend(List<NativeMemory> parts, double factor, INDArray running) {
    float keep = (float) (1 - spec.momentum());
    float share = (float) (spec.momentum() / spec.splits() * factor);
    address.read(running, total);
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).read(0, part);
      boolean newGroup = i % spec.splits() == 0;
      for (int c = 0; c < total.length; c++) {
        total[c] = (newGroup ? keep * total[c] : total[c]) + share * part[c];
      }
    }
    address.write(total, running);
  }

  /** Overwrites an array with the sum over the parts of what they hold from an index on. */
  void sum(List<NativeMemory> parts, int from, INDArray result) {
    Arrays.fill(total, 0);
    for (var vector : parts) {
      vector.read(from, part);
      for (int c = 0; c < total.length; c++) {
        total[c] += part[c];
      }
    }
    address.write(total, result);
  }
}
