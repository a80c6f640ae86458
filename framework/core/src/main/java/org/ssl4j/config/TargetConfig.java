package org.ssl4j.config;

/** The branch that provides targets (BYOL) or keys (MoCo): one of the safeguards. */
public record TargetConfig(
    @Setting(
            doc =
                "ema (slow copy of the online network), self (the online network itself) or random (never updated).",
            defaultValue = "ema")
        Kind kind,
    @Setting(
            doc = "ema: momentum tau (at the first step, if scheduled).",
            defaultValue = "0.99",
            min = 0,
            max = 1)
        double tau,
    @Setting(doc = "ema: constant, or cosine from tau to 1.", defaultValue = "constant")
        Schedule schedule) {

  /** What the target network is. */
  public enum Kind {
    EMA,
    SELF,
    RANDOM
  }

  /** Course of tau. */
  public enum Schedule {
    CONSTANT,
    COSINE
  }
}
