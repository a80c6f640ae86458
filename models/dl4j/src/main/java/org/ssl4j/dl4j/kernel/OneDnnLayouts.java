package org.ssl4j.dl4j.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.dl4j.kernel.ActivationShape.Layout;
import org.ssl4j.text.Text;

/** Reorders activations between the plain layout and the engine's own. */
final class OneDnnLayouts implements LayoutKernel {

  private record Key(ActivationShape from, Layout to) {}

  private static final class Plan extends NativePlan {
    private final NativeMemory from;
    private final NativeMemory to;
    private final NativeCall reorder;

    Plan(Key key) {
      super("layout " + key);
      var source = key.from().describe();
      var target = key.from().with(key.to()).describe();
      from = unbound(source);
      to = unbound(target);
      reorder = reorder(from, source, to, target);
    }
  }

  private final int channels;
  private final PlanCache<Key, Plan> plans = new PlanCache<>();

  OneDnnLayouts(int channels) {
    this.channels = channels;
  }

  /** The array itself if it has that layout, otherwise a reordered copy. */
  INDArray to(Layout layout, INDArray array, ArrayAllocator outputs) {
    var shape = ActivationShape.of(array, channels);
    var contiguous = NativeMemory.contiguous(array);
    return shape.layout() == layout ? contiguous : reorder(shape, layout, contiguous, outputs);
  }

  private INDArray reorder(
      ActivationShape shape, Layout layout, INDArray array, ArrayAllocator outputs) {
    if (shape.layout() == Layout.DENSE || layout == Layout.DENSE) {
      throw new IllegalArgumentException(
          Text.of("cannot take a %s activation for a %s one", shape.layout(), layout));
    }
    var plan = plans.get(new Key(shape, layout), Plan::new);
    var result = shape.with(layout).allocate(outputs);
    plan.from.bind(array);
    plan.to.bind(result);
    plan.reorder.execute();
    return result;
  }

  /** Whether only the engine can read it; features are plain already. */
  private static boolean engines(Layout layout) {
    return layout != Layout.PLAIN && layout != Layout.DENSE;
  }

  @Override
  public INDArray toPlain(INDArray input, ArrayAllocator outputs) {
    var shape = ActivationShape.of(input, channels);
    if (engines(shape.layout())) {
      return reorder(shape, Layout.PLAIN, NativeMemory.contiguous(input), outputs);
    }
    return outputs.allocate(input.dataType(), input.shape()).assign(input);
  }

  @Override
  public INDArray toLayoutOf(INDArray like, INDArray gradient, ArrayAllocator outputs) {
    var layout = ActivationShape.of(like, channels).layout();
    if (engines(layout)) {
      return reorder(
          ActivationShape.of(gradient, channels),
          layout,
          NativeMemory.contiguous(gradient),
          outputs);
    }
    return outputs.allocate(gradient.dataType(), gradient.shape()).assign(gradient);
  }
}
