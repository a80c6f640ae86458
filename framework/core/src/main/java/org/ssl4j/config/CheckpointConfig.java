package org.ssl4j.config;

/** The {@code checkpoint:} section. */
public record CheckpointConfig(
    @Setting(
            doc = "Save every n epochs (and at the end); 0 for never.",
            defaultValue = "1",
            min = 0)
        int everyEpochs,
    @Setting(
            doc = "Save every n steps as well, also within an epoch; 0 for never.",
            defaultValue = "0",
            min = 0)
        int everySteps,
    @Setting(doc = "Newest checkpoints to keep.", defaultValue = "3", min = 1) int keep,
    @Setting(
            doc =
                "Also keep the best checkpoint by k-NN score, online probe or loss. It is chosen among the checkpoints that were saved after an epoch with that measurement.",
            defaultValue = "knn")
        Best best,
    @Setting(
            doc =
                "Seconds between two attempts to write to a disk that is full or read-only; training goes on meanwhile.",
            defaultValue = "10",
            min = 0,
            minExclusive = true)
        double retrySeconds,
    @Setting(
            doc =
                "Seconds that a run waits at its end for a disk that is full or read-only before it gives up.",
            defaultValue = "600",
            min = 0)
        double patienceSeconds) {

  /** By what the best checkpoint is chosen. */
  public enum Best {
    NONE,
    KNN,
    PROBE,
    LOSS
  }
}
