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
                "Keep the checkpoint with the best k-NN score, online probe or loss too, of those that were saved after"
                    + " an epoch that measured it.",
            defaultValue = "knn")
        Best best,
    @Setting(
            doc =
                "A disk that refuses (full, read-only) is tried again after so many seconds; training goes on meanwhile.",
            defaultValue = "10",
            min = 0,
            minExclusive = true)
        double retrySeconds,
    @Setting(
            doc =
                "How many seconds a run that has nothing left to train waits for a disk that refuses before it gives up.",
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
