package org.ssl4j.config;

/**
 * A complete, validated experiment: everything that decides the numbers of a run.
 *
 * <p>Immutable. Comes from YAML through the loader; see {@code docs/CONFIG.md} for every key.
 */
public record ExperimentConfig(
    @Setting(doc = "Name of the experiment; runs are written to runs/NAME/TIMESTAMP.") String name,
    @Setting(doc = "Seed of weights, data order and augmentation.", defaultValue = "0", min = 0)
        long seed,
    @Setting(
            doc =
                "Engine that executes the networks. auto chooses the fastest engine that works on this machine, onednn needs an x86-64 processor, nd4j runs everywhere, reference is slow and exact; ssl4j plugins lists what else is there.",
            defaultValue = "auto")
        String engine,
    @Setting(
            doc =
                "What the engine computes on. auto takes whatever the chosen engine computes on, cpu only engines for the processor, gpu only engines for a graphics card; a run ends before it begins if there is none.",
            defaultValue = "auto")
        DeviceKind device,
    @Setting(
            doc =
                "In which numbers the networks are computed. float32 is the usual; bfloat16 computes convolutions and dense layers of half the bits, with sums, parameters, gradients of parameters, batch statistics, losses and the optimizer in float32, in the engine onednn on processors with AMX or AVX512-BF16; tf32 is for GPUs. A run keeps the one that it began with.",
            defaultValue = "float32")
        Arithmetic precision,
    @Setting(
            doc =
                "Algorithm of convolutions in the engine onednn. auto takes the fastest by a fixed rule: in float32 Winograd's for 3x3 convolutions of stride 1 where it is faster (processors with AVX-512, at least 32 channels; results differ by about 1e-6 of their size), in bfloat16 a product of matrices for small maps, else the library's direct one. direct takes that one everywhere, winograd (float32) and columns (bfloat16) take the other one wherever there is one.",
            defaultValue = "auto")
        Convolution convolution,
    @Setting(doc = "Images to train on and to measure with.") DataConfig data,
    @Setting(doc = "Augmentations that turn an image into views.", defaultValue = "{}")
        ViewsConfig views,
    @Setting(doc = "The encoder.", defaultValue = "{}") BackboneConfig backbone,
    @Setting(doc = "The self-supervised method and its safeguards.") MethodSettings method,
    @Setting(doc = "Optimizer.", defaultValue = "{}") OptimizerConfig optimizer,
    @Setting(doc = "Length of training and schedule of the learning rate.", defaultValue = "{}")
        ScheduleConfig schedule,
    @Setting(doc = "Collapse metrics.", defaultValue = "{}") MonitorConfig monitor,
    @Setting(doc = "Weighted k-nearest-neighbour evaluation.", defaultValue = "{}")
        EvaluationConfig evaluation,
    @Setting(doc = "Checkpoints.", defaultValue = "{}") CheckpointConfig checkpoint) {

  /** Images of a part of a batch: what goes through the networks at once. */
  public int partSize() {
    return data.batchSize() / schedule.accumulate();
  }

  /** The same experiment with its convolutions computed in another way. */
  public ExperimentConfig with(Convolution other) {
    return new ExperimentConfig(
        name,
        seed,
        engine,
        device,
        precision,
        other,
        data,
        views,
        backbone,
        method,
        optimizer,
        schedule,
        monitor,
        evaluation,
        checkpoint);
  }
}
