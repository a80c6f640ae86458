package org.ssl4j.cuda.layer;

import java.util.List;
import org.ssl4j.network.Operations.MaxPool;

/** Maximum over windows, and mean over all positions. */
final class PoolLayers {

  private PoolLayers() {}

  static DeviceLayer max(DeviceWork work, MaxPool spec) {
    return (inputs, partition) -> {
      var x = inputs.get(0);
      int rows = (x.height() + 2 * spec.padding() - spec.kernel()) / spec.stride() + 1;
      int columns = (x.width() + 2 * spec.padding() - spec.kernel()) / spec.stride() + 1;
      int height = x.height();
      int width = x.width();
      int channels = x.channels();
      var y = work.tensor(x.images(), rows, columns, channels);
      var winner = work.bytes(y);
      work.each(
          y.length(),
          "max_pool",
          x.numbers(),
          channels,
          height,
          width,
          rows,
          columns,
          spec.kernel(),
          spec.stride(),
          spec.padding(),
          y.length(),
          y.numbers(),
          winner.numbers());
      return new LayerStep(
          y,
          List.of(winner),
          dy -> {
            var dx = work.tensor(dy.images(), height, width, channels);
            work.each(
                dx.length(),
                "max_pool_backward",
                dy.numbers(),
                winner.numbers(),
                channels,
                height,
                width,
                rows,
                columns,
                spec.kernel(),
                spec.stride(),
                spec.padding(),
                dx.length(),
                dx.numbers());
            return List.of(dx);
          });
    };
  }

  /** The means of maps; also what a watched stage is read by. */
  static DeviceTensor means(DeviceWork work, DeviceTensor x) {
    var y = work.tensor(x.images(), 1, 1, x.channels());
    work.each(
        y.length(),
        "global_average_pool",
        x.numbers(),
        x.channels(),
        x.area(),
        y.length(),
        y.numbers());
    return y;
  }

  static DeviceLayer globalAverage(DeviceWork work) {
    return (inputs, partition) -> {
      var x = inputs.get(0);
      int height = x.height();
      int width = x.width();
      return new LayerStep(
          means(work, x),
          List.of(),
          dy -> {
            var dx = work.tensor(dy.images(), height, width, dy.channels());
            work.each(
                dx.length(),
                "global_average_pool_backward",
                dy.numbers(),
                dx.channels(),
                dx.area(),
                dx.length(),
                dx.numbers());
            return List.of(dx);
          });
    };
  }
}
