package org.ssl4j.cuda.layer;

import java.util.List;
import org.ssl4j.cuda.device.DeviceBuffer;
import org.ssl4j.cuda.device.MatrixProduct;
import org.ssl4j.cuda.device.StorageType;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.Operations.Dense;
import org.ssl4j.network.Partition;

/** A fully connected layer: {@code y = x W' + b}. */
final class DenseLayer implements DeviceLayer {
  private final DeviceWork work;
  private final Dense spec;
  private final FlatParameters parameters;
  private final NetworkPlan.Node node;
  private final boolean backToInput;

  /** The weights in the storage type; null where the parameters themselves will do. */
  private final DeviceBuffer copy;

  private long version;

  /**
   * @param backToInput whether the gradient of what it reads is wanted
   */
  DenseLayer(
      DeviceWork work,
      Dense spec,
      FlatParameters parameters,
      NetworkPlan.Node node,
      boolean backToInput) {
    this.work = work;
    this.spec = spec;
    this.parameters = parameters;
    this.node = node;
    this.backToInput = backToInput;
    copy =
        work.storage() == StorageType.FLOAT
            ? null
            : work.device().allocate(weightLength() * work.storage().bytes());
  }

  private long weightLength() {
    return (long) spec.inputs() * spec.outputs();
  }

  private DeviceBuffer weights() {
    var own = parameters.value(node, Dense.WEIGHT);
    if (copy == null) {
      return own;
    }
    if (version != parameters.version()) {
      work.each(weightLength(), "from_float", own, weightLength(), copy);
      version = parameters.version();
    }
    return copy;
  }

  @Override
  public LayerStep train(List<DeviceTensor> inputs, Partition partition) {
    var x = inputs.get(0);
    int rows = x.images();
    var y = work.tensor(rows, 1, 1, spec.outputs());
    multiply(
        new MatrixProduct(false, true, rows, spec.outputs(), spec.inputs(), false, work.storage()),
        x.numbers(),
        weights(),
        y.numbers());
    if (spec.bias()) {
      work.each(
          y.length(),
          "add_bias",
          parameters.value(node, Dense.BIAS),
          spec.outputs(),
          y.length(),
          y.numbers());
    }
    return new LayerStep(y, List.of(x.retain()), dy -> gradients(x, dy));
  }

  private void multiply(MatrixProduct product, DeviceBuffer a, DeviceBuffer b, DeviceBuffer c) {
    work.device().multiply(product, work.storage(), a, b, c);
  }

  private List<DeviceTensor> gradients(DeviceTensor x, DeviceTensor dy) {
    int rows = x.images();
    multiply(
        new MatrixProduct(
            true, false, spec.outputs(), spec.inputs(), rows, true, StorageType.FLOAT),
        dy.numbers(),
        x.numbers(),
        parameters.gradient(node, Dense.WEIGHT));
    if (spec.bias()) {
      addBiasGradient(dy);
    }
    if (!backToInput) {
      return List.of();
    }
    var dx = work.like(x);
    multiply(
        new MatrixProduct(false, false, rows, spec.inputs(), spec.outputs(), false, work.storage()),
        dy.numbers(),
        weights(),
        dx.numbers());
    return List.of(dx);
  }

  private void addBiasGradient(DeviceTensor dy) {
    var chunks = DeviceWork.Chunks.of(1, dy.images(), spec.outputs());
    var sums = work.floats(chunks.count(), spec.outputs());
    work.each(
        sums.length(),
        "column_chunks",
        dy.numbers(),
        dy.images(),
        spec.outputs(),
        chunks.length(),
        sums.length(),
        sums.numbers());
    work.addUp(
        sums.numbers(),
        1,
        chunks.count(),
        spec.outputs(),
        true,
        parameters.gradient(node, Dense.BIAS));
    sums.release();
  }

  @Override
  public void close() {
    if (copy != null) {
      work.device().free(copy);
    }
  }
}
