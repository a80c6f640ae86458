package org.ssl4j.method;

import java.util.Locale;

/** A place in the networks whose embeddings are watched. */
public enum Tap {
  /** The encoder's pooled features: what is kept after training. */
  BACKBONE,
  /** The projector's output, where most losses act. */
  PROJECTOR,
  /** The predictor's output. */
  PREDICTOR,
  /** The target network's projector. */
  TARGET;

  /** Name in logs and metric files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
