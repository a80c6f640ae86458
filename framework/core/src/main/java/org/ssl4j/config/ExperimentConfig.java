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
                "Algorithm of 3x3 convolutions of stride 1 in the engine onednn. auto takes Winograd's where it is faster (processors with AVX-512, at least 32 channels), direct takes it nowhere, winograd takes it wherever the library has it. Results differ by about 1e-6 of their size.",
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
