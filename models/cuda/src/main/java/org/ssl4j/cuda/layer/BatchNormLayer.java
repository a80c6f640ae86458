package org.ssl4j.cuda.layer;

import java.util.List;
import org.ssl4j.cuda.device.DeviceBuffer;
import org.ssl4j.cuda.device.LaunchShape;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.Operations.BatchNorm;
import org.ssl4j.network.Partition;

/**
 * Batch norm with an optional ReLU. For the way back it keeps what it has read, and mean and
 * inverse deviation of every channel and part; its result it computes again.
 */
final class BatchNormLayer implements DeviceLayer {
  private final DeviceWork work;
  private final BatchNorm spec;
  private final FlatParameters parameters;
  private final NetworkPlan.Node node;

  BatchNormLayer(
      DeviceWork work, BatchNorm spec, FlatParameters parameters, NetworkPlan.Node node) {
    this.work = work;
    this.spec = spec;
    this.parameters = parameters;
    this.node = node;
  }

  /** Null, which kernels understand, without scale and shift. */
  private DeviceBuffer gamma() {
    return spec.affine() ? parameters.value(node, BatchNorm.GAMMA) : null;
  }

  private DeviceBuffer beta() {
    return spec.affine() ? parameters.value(node, BatchNorm.BETA) : null;
  }

  private int relu() {
    return spec.relu() ? 1 : 0;
  }

  @Override
  public LayerStep train(List<DeviceTensor> inputs, Partition partition) {
    var x = inputs.get(0);
    int channels = spec.channels();
    int parts = partition.parts();
    int rows = Math.toIntExact(partition.rowsPerPart(x.images()) * x.area());
    var mean = work.floats(parts, channels);
    var inverse = work.floats(parts, channels);
    measure(x, partition, rows, mean, inverse);
    var y = normalised(x, mean.numbers(), inverse.numbers(), rows);
    return new LayerStep(
        y, List.of(x.retain(), mean, inverse), dy -> gradients(x, dy, parts, rows, mean, inverse));
  }

  /** Computes the moments of every part, and remembers them in the running statistics. */
  private void measure(
      DeviceTensor x, Partition partition, int rows, DeviceTensor mean, DeviceTensor inverse) {
    int channels = spec.channels();
    int parts = partition.parts();
    var chunks = DeviceWork.Chunks.of(parts, rows, channels);
    var means = work.floats(parts * chunks.count(), channels);
    var squares = work.floats(parts * chunks.count(), channels);
    var variance = work.floats(parts, channels);
    work.each(
        means.length(),
        "moment_chunks",
        x.numbers(),
        rows,
        channels,
        chunks.length(),
        chunks.count(),
        means.length(),
        means.numbers(),
        squares.numbers());
    work.run(
        "moments",
        LaunchShape.reductions(channels, parts, chunks.count()),
        means.numbers(),
        squares.numbers(),
        rows,
        channels,
        chunks.length(),
        chunks.count(),
        (float) spec.epsilon(),
        mean.numbers(),
        variance.numbers(),
        inverse.numbers());
    work.each(
        channels,
        "remember",
        mean.numbers(),
        variance.numbers(),
        rows,
        channels,
        partition.groups(),
        partition.splits(),
        (float) spec.momentum(),
        parameters.value(node, BatchNorm.MEAN),
        parameters.value(node, BatchNorm.VARIANCE));
    means.release();
    squares.release();
    variance.release();
  }

  private DeviceTensor normalised(
      DeviceTensor x, DeviceBuffer mean, DeviceBuffer inverse, int rows) {
    var y = work.like(x);
    work.each(
        x.length(),
        "batch_norm",
        x.numbers(),
        mean,
        inverse,
        gamma(),
        beta(),
        relu(),
        (long) rows,
        spec.channels(),
        x.length(),
        y.numbers());
    return y;
  }

  @Override
  public DeviceTensor infer(List<DeviceTensor> inputs) {
    var x = inputs.get(0);
    var inverse = work.floats(1, spec.channels());
    work.each(
        spec.channels(),
        "inverse_deviation",
        parameters.value(node, BatchNorm.VARIANCE),
        spec.channels(),
        (float) spec.epsilon(),
        inverse.numbers());
    var mean = parameters.value(node, BatchNorm.MEAN);
    var y = normalised(x, mean, inverse.numbers(), x.images() * x.area());
    inverse.release();
    return y;
  }

  private List<DeviceTensor> gradients(
      DeviceTensor x,
      DeviceTensor dy,
      int parts,
      int rows,
      DeviceTensor mean,
      DeviceTensor inverse) {
    int channels = spec.channels();
    var chunks = DeviceWork.Chunks.of(parts, rows, channels);
    var chunkSums = work.floats(parts * chunks.count(), 2 * channels);
    long threads = (long) parts * chunks.count() * channels;
    work.each(
        threads,
        "batch_norm_chunks",
        dy.numbers(),
        x.numbers(),
        mean.numbers(),
        inverse.numbers(),
        gamma(),
        beta(),
        relu(),
        rows,
        channels,
        chunks.length(),
        chunks.count(),
        threads,
        chunkSums.numbers());
    var sums = work.floats(parts, 2 * channels);
    work.addUp(chunkSums.numbers(), parts, chunks.count(), 2 * channels, false, sums.numbers());
    chunkSums.release();
    if (spec.affine()) {
      work.each(
          channels,
          "batch_norm_parameters",
          sums.numbers(),
          parts,
          channels,
          parameters.gradient(node, BatchNorm.GAMMA),
          parameters.gradient(node, BatchNorm.BETA));
    }
    var dx = dy.isExclusive() ? dy.retain() : work.like(dy);
    work.each(
        dx.length(),
        "batch_norm_backward",
        dy.numbers(),
        x.numbers(),
        mean.numbers(),
        inverse.numbers(),
        gamma(),
        beta(),
        relu(),
        sums.numbers(),
        rows,
        channels,
        dx.length(),
        dx.numbers());
    sums.release();
    return List.of(dx);
  }
}
