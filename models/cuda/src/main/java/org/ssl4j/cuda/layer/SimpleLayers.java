package org.ssl4j.cuda.layer;

import java.util.List;

/** Layers without parameters that keep the shape of what they read. */
final class SimpleLayers {

  private SimpleLayers() {}

  static DeviceLayer relu(DeviceWork work) {
    return (inputs, partition) -> {
      var x = inputs.get(0);
      var y = x.isExclusive() ? x.retain() : work.like(x);
      work.each(x.length(), "relu", x.numbers(), x.length(), y.numbers());
      return rectified(work, y, 1);
    };
  }

  static DeviceLayer addRelu(DeviceWork work) {
    return (inputs, partition) -> {
      var a = inputs.get(0);
      var b = inputs.get(1);
      var y = a.isExclusive() ? a.retain() : work.like(a);
      work.each(a.length(), "add_relu", a.numbers(), b.numbers(), a.length(), y.numbers());
      return rectified(work, y, 2);
    };
  }

  /** The way back of a ReLU, the same for each of its inputs. */
  private static LayerStep rectified(DeviceWork work, DeviceTensor y, int inputs) {
    return new LayerStep(
        y,
        List.of(y.retain()),
        dy -> {
          var dx = dy.isExclusive() ? dy.retain() : work.like(dy);
          work.each(
              dx.length(), "relu_backward", dy.numbers(), y.numbers(), dx.length(), dx.numbers());
          return inputs == 1 ? List.of(dx) : List.of(dx, dx.retain());
        });
  }

  /**
   * The same numbers.
   *
   * @param back whether gradients flow
   */
  static DeviceLayer identity(boolean back) {
    return (inputs, partition) ->
        new LayerStep(
            inputs.get(0).retain(),
            List.of(),
            dy -> back ? List.of(dy.retain()) : List.<DeviceTensor>of());
  }
}
