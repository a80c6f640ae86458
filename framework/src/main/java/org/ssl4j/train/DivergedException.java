package org.ssl4j.train;

/**
 * Training produced NaN, infinity or an exploding loss. The message says at which step, in which
 * term and in which layer first.
 */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DivergedException(String message) {
    super(message);
  }
}
