package org.ssl4j.cuda.layer;

import java.util.List;
import org.ssl4j.cuda.device.ConvolutionShape;
import org.ssl4j.cuda.device.DeviceBuffer;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.Operations.Convolution;
import org.ssl4j.network.Partition;

/**
 * A convolution. The device reads filters channels-last and in the storage type; the layer keeps
 * them so, and makes them anew when the parameters have changed.
 */
final class ConvolutionLayer implements DeviceLayer {
  private final DeviceWork work;
  private final Convolution spec;
  private final FlatParameters parameters;
  private final NetworkPlan.Node node;
  private final boolean backToInput;
  private final DeviceBuffer filters;
  private final int filterLength;
  private long version;

  /**
   * @param backToInput whether the gradient of what it reads is wanted
   */
  ConvolutionLayer(
      DeviceWork work,
      Convolution spec,
      FlatParameters parameters,
      NetworkPlan.Node node,
      boolean backToInput) {
    this.work = work;
    this.spec = spec;
    this.parameters = parameters;
    this.node = node;
    this.backToInput = backToInput;
    filterLength = spec.outputs() * spec.kernel() * spec.kernel() * spec.inputs();
    filters = work.device().allocate((long) filterLength * work.storage().bytes());
  }

  private int area() {
    return spec.kernel() * spec.kernel();
  }

  private DeviceBuffer filters() {
    if (version != parameters.version()) {
      work.each(
          filterLength,
          "filters_in",
          parameters.value(node, Convolution.WEIGHT),
          spec.inputs(),
          area(),
          (long) filterLength,
          filters);
      version = parameters.version();
    }
    return filters;
  }

  @Override
  public LayerStep train(List<DeviceTensor> inputs, Partition partition) {
    var x = inputs.get(0);
    var shape =
        new ConvolutionShape(
            x.images(),
            x.height(),
            x.width(),
            spec.inputs(),
            spec.outputs(),
            spec.kernel(),
            spec.stride(),
            spec.padding());
    var y = work.tensor(x.images(), shape.rows(), shape.columns(), spec.outputs());
    work.device().convolve(shape, work.storage(), x.numbers(), filters(), y.numbers());
    return new LayerStep(y, List.of(x.retain()), dy -> gradients(shape, x, dy));
  }

  private List<DeviceTensor> gradients(ConvolutionShape shape, DeviceTensor x, DeviceTensor dy) {
    var dw = work.floats(1, filterLength);
    work.device().convolveFilters(shape, work.storage(), x.numbers(), dy.numbers(), dw.numbers());
    work.each(
        filterLength,
        "filters_out",
        dw.numbers(),
        spec.inputs(),
        area(),
        (long) filterLength,
        parameters.gradient(node, Convolution.WEIGHT));
    dw.release();
    if (!backToInput) {
      return List.of();
    }
    var dx = work.like(x);
    work.device().convolveData(shape, work.storage(), dy.numbers(), filters(), dx.numbers());
    return List.of(dx);
  }

  @Override
  public void close() {
    work.device().free(filters);
  }
}
