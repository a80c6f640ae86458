package org.ssl4j.network;

/** The parts of a method's network, which training and export treat differently. */
public enum Part {
  /** What is kept after training. */
  BACKBONE,
  /** The head whose results most losses compare. */
  PROJECTOR,
  /** The head on top of it that predicts another view; may have a learning rate of its own. */
  PREDICTOR,
  /** What only the loss reads. */
  OUTPUT
}
