package org.ssl4j.dl4j.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_ab;
import static org.bytedeco.dnnl.global.dnnl.dnnl_backward;
import static org.bytedeco.dnnl.global.dnnl.dnnl_backward_data;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_backward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_forward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_fuse_norm_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_normalization_flags_none;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_workspace_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_global_stats;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_scaleshift;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_batch_normalization_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.dl4j.kernel.ActivationShape.Layout;
import org.ssl4j.network.StepProfile;
import org.ssl4j.text.Text;

/**
 * Batch norm of maps through oneDNN, with the ReLU fused into both directions; one call per part of
 * the batch, which is a contiguous range because the batch is the outermost dimension. Dense
 * features have a kernel of their own.
 *
 * <p>The result has the input's layout. Parts run side by side, see {@link SideBySide}.
 */
final class OneDnnBatchNorm implements BatchNormKernel {

  private final BatchNormSpec spec;
  private final OneDnnLayouts layouts;
  private final PlanCache<ActivationShape, Training> trainings = new PlanCache<>();
  private final PlanCache<ActivationShape, Inference> inferences = new PlanCache<>();
  private final RunningStatistics running;
  private final DenseBatchNorm dense;

  /** Of the last training pass, for its backward pass. */
  private Training lastTraining;

  OneDnnBatchNorm(BatchNormSpec spec) {
    this.spec = spec;
    this.layouts = new OneDnnLayouts(spec.channels());
    this.running = new RunningStatistics(spec);
    this.dense = new DenseBatchNorm(spec);
  }

  @Override
  public INDArray forwardTraining(
      INDArray input,
      INDArray gamma,
      INDArray beta,
      INDArray runningMean,
      INDArray runningVariance,
      ArrayAllocator outputs) {
    var x = NativeMemory.contiguous(input);
    var shape = ActivationShape.of(x, spec.channels());
    if (shape.layout() == Layout.DENSE) {
      return dense.forwardTraining(x, gamma, beta, runningMean, runningVariance, outputs);
    }
    var plan = trainings.get(partOf(shape), key -> new Training(spec, key));
    lastTraining = plan;
    var result = shape.allocate(outputs);
    plan.affine.load(gamma, beta);
    plan.bindForward(x, result);
    plan.runForward(plan.forwards);
    running.update(
        plan.means,
        plan.variances,
        plan.shape.n() * shape.height() * shape.width(),
        runningMean,
        runningVariance);
    return result;
  }

  @Override
  public boolean repeats() {
    return true;
  }

  @Override
  public INDArray repeat(INDArray input, INDArray gamma, INDArray beta, ArrayAllocator outputs) {
    var x = NativeMemory.contiguous(input);
    var shape = ActivationShape.of(x, spec.channels());
    var plan = lastTraining(shape);
    var result = shape.allocate(outputs);
    plan.prepareRepetition();
    plan.affine.load(gamma, beta);
    plan.bindForward(x, result);
    plan.runForward(plan.repetitions);
    return result;
  }

  @Override
  public INDArray forwardInference(
      INDArray input,
      INDArray gamma,
      INDArray beta,
      INDArray runningMean,
      INDArray runningVariance,
      ArrayAllocator outputs) {
    var x = NativeMemory.contiguous(input);
    var shape = ActivationShape.of(x, spec.channels());
    if (shape.layout() == Layout.DENSE) {
      return dense.forwardInference(x, gamma, beta, runningMean, runningVariance, outputs);
    }
    var plan = inferences.get(shape, key -> new Inference(spec, key));
    var result = shape.allocate(outputs);
    plan.affine.load(gamma, beta);
    plan.mean.bind(runningMean);
    plan.variance.bind(runningVariance);
    plan.source.bind(x);
    plan.result.bind(result);
    plan.call.execute();
    return result;
  }

  @Override
  public INDArray backward(
      INDArray input,
      INDArray output,
      INDArray outputGradient,
      INDArray gamma,
      INDArray gammaGradient,
      INDArray betaGradient,
      ArrayAllocator outputs) {
    var x = NativeMemory.contiguous(input);
    var shape = ActivationShape.of(x, spec.channels());
    if (shape.layout() == Layout.DENSE) {
      return dense.backward(x, output, outputGradient, gamma, gammaGradient, betaGradient, outputs);
    }
    var plan = lastTraining(shape);
    var gradient = layouts.to(shape.layout(), outputGradient, outputs);
    var result = shape.allocate(outputs);
    plan.prepareBackward();
    long from = NativeMemory.addressOf(x);
    long above = NativeMemory.addressOf(gradient);
    long below = NativeMemory.addressOf(result);
    for (var part : plan.parts) {
      part.source.bind(from);
      part.gradient.bind(above);
      part.sourceGradient.bind(below);
      from += plan.partBytes;
      above += plan.partBytes;
      below += plan.partBytes;
    }
    long start = StepProfile.start();
    SideBySide.run(plan.backwards);
    StepProfile.stop(StepProfile.Part.BATCH_NORM_BACKWARD, start);
    if (spec.affine()) {
      running.sum(plan.affineGradients, 0, gammaGradient);
      running.sum(plan.affineGradients, spec.channels(), betaGradient);
    }
    return result;
  }

  private Training lastTraining(ActivationShape shape) {
    if (lastTraining == null || !lastTraining.shape.equals(partOf(shape))) {
      throw new IllegalStateException(
          Text.of("backward pass of %s without its forward pass", spec));
    }
    return lastTraining;
  }

  private ActivationShape partOf(ActivationShape shape) {
    return shape.withBatch(spec.rowsPerPart(shape.n()));
  }

  private static int flags(BatchNormSpec spec) {
    return (spec.affine() ? dnnl_use_scaleshift : dnnl_normalization_flags_none)
        | (spec.relu() ? dnnl_fuse_norm_relu : dnnl_normalization_flags_none);
  }

  private static dnnl_memory_desc_t scaleShift(BatchNormSpec spec) {
    return Descriptors.tensor(dnnl_ab, 2, spec.channels());
  }

  /** Scale and shift one after the other, as oneDNN reads them, where the layer has them. */
  private static final class Affine {
    private final NativeMemory scaleShift;
    private final int channels;

    Affine(NativePlan plan, BatchNormSpec spec) {
      channels = spec.channels();
      scaleShift = spec.affine() ? plan.buffer(scaleShift(spec)) : null;
    }

    void load(INDArray gamma, INDArray beta) {
      if (scaleShift != null) {
        scaleShift.copy(gamma, 0);
        scaleShift.copy(beta, channels);
      }
    }

    void addTo(List<NativePlan.Argument> arguments) {
      if (scaleShift != null) {
        arguments.add(new NativePlan.Argument(DNNL_ARG_SCALE_SHIFT, scaleShift));
      }
    }
  }

  private static dnnl_batch_normalization_desc_t describeForward(
      BatchNormSpec spec, int kind, int flags, dnnl_memory_desc_t layout) {
    var description = new dnnl_batch_normalization_desc_t();
    OneDnnLibrary.check(
        dnnl_batch_normalization_forward_desc_init(
            description, kind, layout, (float) spec.epsilon(), flags),
        "describing " + spec);
    return description;
  }

  /** Normalising with given statistics. */
  private static dnnl_batch_normalization_desc_t describeInference(
      BatchNormSpec spec, dnnl_memory_desc_t layout) {
    return describeForward(
        spec, dnnl_forward_inference, flags(spec) | dnnl_use_global_stats, layout);
  }

  private static final class Inference extends NativePlan {
    private final NativeMemory source;
    private final NativeMemory result;
    private final NativeMemory mean;
    private final NativeMemory variance;
    private final Affine affine;
    private final NativeCall call;

    Inference(BatchNormSpec spec, ActivationShape shape) {
      super(Text.of("%s on %s", spec, shape));
      var layout = shape.describe();
      var vector = Descriptors.vector(spec.channels());
      source = unbound(layout);
      result = unbound(layout);
      mean = unbound(vector);
      variance = unbound(vector);
      affine = new Affine(this, spec);
      List<Argument> arguments = new ArrayList<>();
      arguments.add(new Argument(DNNL_ARG_SRC, source));
      arguments.add(new Argument(DNNL_ARG_DST, result));
      arguments.add(new Argument(DNNL_ARG_MEAN, mean));
      arguments.add(new Argument(DNNL_ARG_VARIANCE, variance));
      affine.addTo(arguments);
      call =
          call(
              compile(
                  StepProfile.Part.BATCH_NORM_FORWARD,
                  choose("inference", describeInference(spec, layout))),
              arguments.toArray(Argument[]::new));
    }
  }

  /** One part's memory objects and calls. */
  private static final class Part {
    private NativeMemory source;
    private NativeMemory result;
    private NativeMemory mean;
    private NativeMemory variance;
    private NativeMemory reluMask;
    private NativeMemory gradient;
    private NativeMemory sourceGradient;
  }

  private static final class Training extends NativePlan {
    private final BatchNormSpec spec;
    private final ActivationShape shape;
    private final dnnl_memory_desc_t layout;
    private final long partBytes;
    private final Affine affine;
    private final List<Part> parts = new ArrayList<>();
    private final List<NativeCall> forwards = new ArrayList<>();
    private final List<NativeCall> repetitions = new ArrayList<>();
    private final List<NativeCall> backwards = new ArrayList<>();
    private final List<NativeMemory> means = new ArrayList<>();
    private final List<NativeMemory> variances = new ArrayList<>();
    private final List<NativeMemory> affineGradients = new ArrayList<>();
    private final dnnl_primitive_desc chosenForward;
    private boolean backwardPrepared;

    Training(BatchNormSpec spec, ActivationShape shape) {
      super(Text.of("%s on parts %s", spec, shape));
      this.spec = spec;
      this.shape = shape;
      layout = shape.describe();
      partBytes = shape.bytes();
      affine = new Affine(this, spec);
      var description = describeForward(spec, dnnl_forward_training, flags(spec), layout);
      chosenForward = SideBySide.create(spec.parts(), () -> choose("training", description));
      var primitive = compile(StepProfile.Part.BATCH_NORM_FORWARD, chosenForward);
      var vector = Descriptors.vector(spec.channels());
      for (int i = 0; i < spec.parts(); i++) {
        var part = new Part();
        part.source = unbound(layout);
        part.result = unbound(layout);
        part.mean = buffer(vector);
        part.variance = buffer(vector);
        List<Argument> arguments = new ArrayList<>();
        arguments.add(new Argument(DNNL_ARG_SRC, part.source));
        arguments.add(new Argument(DNNL_ARG_DST, part.result));
        arguments.add(new Argument(DNNL_ARG_MEAN, part.mean));
        arguments.add(new Argument(DNNL_ARG_VARIANCE, part.variance));
        affine.addTo(arguments);
        if (spec.relu()) {
          part.reluMask = buffer(wanted(chosenForward, dnnl_query_workspace_md));
          arguments.add(new Argument(DNNL_ARG_WORKSPACE, part.reluMask));
        }
        forwards.add(call(primitive, arguments.toArray(Argument[]::new)));
        parts.add(part);
        means.add(part.mean);
        variances.add(part.variance);
      }
    }

    /** Binds the parts to their ranges of the batch. */
    void bindForward(INDArray source, INDArray result) {
      long from = NativeMemory.addressOf(source);
      long to = NativeMemory.addressOf(result);
      for (var part : parts) {
        part.source.bind(from);
        part.result.bind(to);
        from += partBytes;
        to += partBytes;
      }
    }

    void runForward(List<NativeCall> calls) {
      long start = StepProfile.start();
      SideBySide.run(calls);
      StepProfile.stop(StepProfile.Part.BATCH_NORM_FORWARD, start);
    }

    /** Normalises with the statistics that the forward pass has found. */
    void prepareRepetition() {
      if (!repetitions.isEmpty()) {
        return;
      }
      var chosen =
          SideBySide.create(
              spec.parts(), () -> choose("repetition", describeInference(spec, layout)));
      var primitive = compile(StepProfile.Part.BATCH_NORM_FORWARD, chosen);
      for (var part : parts) {
        List<Argument> arguments = new ArrayList<>();
        arguments.add(new Argument(DNNL_ARG_SRC, part.source));
        arguments.add(new Argument(DNNL_ARG_DST, part.result));
        arguments.add(new Argument(DNNL_ARG_MEAN, part.mean));
        arguments.add(new Argument(DNNL_ARG_VARIANCE, part.variance));
        affine.addTo(arguments);
        repetitions.add(call(primitive, arguments.toArray(Argument[]::new)));
      }
    }

    /** Networks that only run forward, such as targets, never need this half. */
    void prepareBackward() {
      if (backwardPrepared) {
        return;
      }
      var description = new dnnl_batch_normalization_desc_t();
      OneDnnLibrary.check(
          dnnl_batch_normalization_backward_desc_init(
              description,
              spec.affine() ? dnnl_backward : dnnl_backward_data,
              layout,
              layout,
              (float) spec.epsilon(),
              flags(spec)),
          "describing the gradient of " + spec);
      var primitive =
          compile(
              StepProfile.Part.BATCH_NORM_BACKWARD,
              SideBySide.create(spec.parts(), () -> chooseBackward(description, chosenForward)));
      for (var part : parts) {
        part.gradient = unbound(layout);
        part.sourceGradient = unbound(layout);
        List<Argument> arguments = new ArrayList<>();
        arguments.add(new Argument(DNNL_ARG_SRC, part.source));
        arguments.add(new Argument(DNNL_ARG_MEAN, part.mean));
        arguments.add(new Argument(DNNL_ARG_VARIANCE, part.variance));
        arguments.add(new Argument(DNNL_ARG_DIFF_DST, part.gradient));
        arguments.add(new Argument(DNNL_ARG_DIFF_SRC, part.sourceGradient));
        if (spec.affine()) {
          var affineGradient = buffer(scaleShift(spec));
          affine.addTo(arguments);
          arguments.add(new Argument(DNNL_ARG_DIFF_SCALE_SHIFT, affineGradient));
          affineGradients.add(affineGradient);
        }
        if (spec.relu()) {
          arguments.add(new Argument(DNNL_ARG_WORKSPACE, part.reluMask));
        }
        backwards.add(call(primitive, arguments.toArray(Argument[]::new)));
      }
      backwardPrepared = true;
    }
  }
}
