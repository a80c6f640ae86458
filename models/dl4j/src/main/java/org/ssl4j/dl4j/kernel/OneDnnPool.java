package org.ssl4j.dl4j.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_exclude_padding;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_backward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_forward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_max;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_workspace_md;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_pooling_desc_t;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.dl4j.kernel.ActivationShape.Layout;
import org.ssl4j.network.StepProfile.Part;
import org.ssl4j.text.Text;

/**
 * Pooling through oneDNN: the maximum over windows, which keeps the input's layout, or the mean
 * over the whole map, which is plain [N, C].
 */
final class OneDnnPool implements PoolKernel {

  /** Side, step and zeros around; side 0 is the whole map. */
  private record Window(int kernel, int stride, int padding) {
    private static final Window WHOLE_MAP = new Window(0, 1, 0);

    boolean wholeMap() {
      return kernel == 0;
    }

    long outputSize(long inputSize) {
      return wholeMap() ? 1 : (inputSize + 2L * padding - kernel) / stride + 1;
    }
  }

  private final int channels;
  private final Window window;
  private final OneDnnLayouts layouts;
  private final PlanCache<ActivationShape, Plan> plans = new PlanCache<>();

  private OneDnnPool(int channels, Window window) {
    this.channels = channels;
    this.window = window;
    this.layouts = new OneDnnLayouts(channels);
  }

  static OneDnnPool globalAverage(int channels) {
    return new OneDnnPool(channels, Window.WHOLE_MAP);
  }

  static OneDnnPool max(int channels, int kernel, int stride, int padding) {
    return new OneDnnPool(channels, new Window(kernel, stride, padding));
  }

  @Override
  public INDArray forward(INDArray input, ArrayAllocator outputs) {
    var shape = ActivationShape.of(input, channels);
    var plan = plans.get(shape, key -> new Plan(window, key));
    var result = plan.result.allocate(outputs);
    plan.source.load(NativeMemory.contiguous(input));
    plan.output.bind(result);
    plan.forward.execute();
    plan.output.store();
    return result;
  }

  @Override
  public INDArray backward(INDArray input, INDArray outputGradient, ArrayAllocator outputs) {
    var shape = ActivationShape.of(input, channels);
    var plan = plans.get(shape, key -> new Plan(window, key));
    var gradient =
        window.wholeMap()
            ? NativeMemory.contiguous(outputGradient)
            : layouts.to(shape.layout(), outputGradient, outputs);
    var result = shape.allocate(outputs);
    plan.outputGradient.load(gradient);
    plan.sourceGradient.bind(result);
    plan.backward.execute();
    plan.sourceGradient.store();
    return result;
  }

  private static final class Plan extends NativePlan {
    private final ActivationShape result;
    private final ConvertedMemory source;
    private final ConvertedMemory sourceGradient;
    private final ConvertedMemory output;
    private final ConvertedMemory outputGradient;
    private final NativeCall forward;
    private final NativeCall backward;

    Plan(Window window, ActivationShape input) {
      super(Text.of("%s on %s", window, input));
      var pooled =
          new ActivationShape(
              input.n(),
              input.channels(),
              window.outputSize(input.height()),
              window.outputSize(input.width()),
              input.layout());
      result = window.wholeMap() ? pooled.with(Layout.DENSE) : pooled;
      // A mean of many values of 16 bits is taken in float, as the features that it becomes.
      var maps = window.wholeMap() ? input.inFloat() : input.describe();
      source = ConvertedMemory.read(this, input.describe(), maps);
      sourceGradient = ConvertedMemory.written(this, input.describe(), maps);
      // Unpadded 1x1 maps lie in memory as [N, C] does, so that only tails cost a copy.
      var bound = pooled.padded() ? result : pooled;
      var mean = window.wholeMap() ? pooled.inFloat() : pooled.describe();
      var array = window.wholeMap() ? bound.inFloat() : bound.describe();
      output = ConvertedMemory.written(this, array, mean);
      outputGradient = ConvertedMemory.read(this, array, mean);

      long[] kernel =
          window.wholeMap()
              ? new long[] {input.height(), input.width()}
              : new long[] {window.kernel(), window.kernel()};
      long[] stride = {window.stride(), window.stride()};
      long[] padding = {window.padding(), window.padding()};
      int algorithm = window.wholeMap() ? dnnl_pooling_avg_exclude_padding : dnnl_pooling_max;
      var forwards = new dnnl_pooling_desc_t();
      OneDnnLibrary.check(
          dnnl_pooling_forward_desc_init(
              forwards,
              dnnl_forward_training,
              algorithm,
              maps,
              mean,
              stride,
              kernel,
              padding,
              padding),
          "describing pooling over " + window);
      var backwards = new dnnl_pooling_desc_t();
      OneDnnLibrary.check(
          dnnl_pooling_backward_desc_init(
              backwards, algorithm, maps, mean, stride, kernel, padding, padding),
          "describing the gradient of pooling over " + window);

      var chosen = choose("forward", forwards);
      List<Argument> forwardArguments = new ArrayList<>();
      forwardArguments.add(new Argument(DNNL_ARG_SRC, source.own()));
      forwardArguments.add(new Argument(DNNL_ARG_DST, output.own()));
      List<Argument> backwardArguments = new ArrayList<>();
      backwardArguments.add(new Argument(DNNL_ARG_DIFF_DST, outputGradient.own()));
      backwardArguments.add(new Argument(DNNL_ARG_DIFF_SRC, sourceGradient.own()));
      if (!window.wholeMap()) {
        // Which entry of a window was the largest.
        var winners = buffer(wanted(chosen, dnnl_query_workspace_md));
        forwardArguments.add(new Argument(DNNL_ARG_WORKSPACE, winners));
        backwardArguments.add(new Argument(DNNL_ARG_WORKSPACE, winners));
      }
      forward = call(compile(Part.POOL, chosen), forwardArguments.toArray(Argument[]::new));
      backward =
          call(
              compile(Part.POOL, chooseBackward(backwards, chosen)),
              backwardArguments.toArray(Argument[]::new));
    }
  }
}
