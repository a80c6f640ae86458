package org.ssl4j.train;

import java.nio.file.Path;
import java.util.Optional;
import org.ssl4j.error.Ssl4jException;

/**
 * Training produced NaN, infinity or an exploding loss. The message says at which step, in which
 * term and in which layer first.
 */
public final class DivergedException extends Ssl4jException {
  private static final long serialVersionUID = 1L;

  private final transient Retry retry;

  public DivergedException(String message) {
    this(message, null);
  }

  DivergedException(String message, Retry retry) {
    super(message);
    this.retry = retry;
  }

  /**
   * How the run may go on.
   *
   * @param run the directory, whose newest checkpoint is a good one
   * @param learningRate a lower one
   */
  public record Retry(Path run, double learningRate) {}

  /** Empty if there is no good checkpoint. */
  public Optional<Retry> retry() {
    return Optional.ofNullable(retry);
  }
}
