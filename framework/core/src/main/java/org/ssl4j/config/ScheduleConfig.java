package org.ssl4j.config;

/** The {@code schedule:} section. */
public record ScheduleConfig(
    @Setting(doc = "Passes over the training images.", defaultValue = "10", min = 1) int epochs,
    @Setting(doc = "Linear warm-up in epochs; fractions allowed.", defaultValue = "1", min = 0)
        double warmupEpochs,
    @Setting(
            doc = "Learning rate after warm-up: cosine to zero, or constant.",
            defaultValue = "cosine")
        Decay decay,
    @Setting(
            doc =
                "Stop after this many steps (the learning rate still follows the schedule of all epochs); null for none.",
            defaultValue = "null",
            min = 1)
        Integer maxSteps,
    @Setting(
            doc =
                "Stop with a checkpoint, as if interrupted, this many minutes after the first step of a session; null for none. The same run resumed goes on for as many minutes again, which suits machines that are lent for a while. The step or measurement under way is finished first.",
            defaultValue = "null",
            min = 0,
            minExclusive = true)
        Double stopAfterMinutes,
    @Setting(
            doc =
                "Number of parts in which a batch goes through the networks, one part after the other, to need the memory of one part; a divisor of data.batchSize. The loss is the batch's, but batch norms see the statistics of a part. Methods that compare the images of a batch compute every part twice.",
            defaultValue = "1",
            min = 1)
        int accumulate) {

  /** Course of the learning rate after warm-up. */
  public enum Decay {
    COSINE,
    CONSTANT
  }
}
