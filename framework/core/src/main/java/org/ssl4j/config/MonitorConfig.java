package org.ssl4j.config;

/**
 * The {@code monitor:} section: the collapse metrics of every epoch, and what follows from them.
 */
public record MonitorConfig(
    @Setting(doc = "Held-out images whose embeddings are measured.", defaultValue = "1000", min = 4)
        int images,
    @Setting(doc = "Measure every n epochs (and after the last).", defaultValue = "1", min = 1)
        int everyEpochs,
    @Setting(
            doc =
                "When the diagnosis is a collapse: warn and go on, or stop the run; the last healthy checkpoint is kept"
                    + " in either case.",
            defaultValue = "warn")
        OnCollapse onCollapse,
    @Setting(
            doc =
                "Number of measurements in a row that must show a collapse before it is reported. If a run has fewer measurements, its final diagnosis uses all of them.",
            defaultValue = "2",
            min = 1)
        int patience,
    @Setting(
            doc =
                "When training diverges: stop the run, or go back to the newest checkpoint and train on from there with"
                    + " a lower learning rate.",
            defaultValue = "stop")
        OnDivergence onDivergence,
    @Setting(
            doc = "Factor by which each return to a checkpoint changes the learning rate.",
            defaultValue = "0.5",
            min = 0,
            minExclusive = true,
            max = 0.99)
        double rollbackFactor,
    @Setting(
            doc = "Largest number of returns to a checkpoint; the next divergence stops the run.",
            defaultValue = "3",
            min = 1,
            max = 100)
        int maxRollbacks) {

  /** What follows from a collapse. */
  public enum OnCollapse {
    WARN,
    STOP
  }

  /** What follows from a divergence. */
  public enum OnDivergence {
    STOP,
    ROLLBACK
  }
}
