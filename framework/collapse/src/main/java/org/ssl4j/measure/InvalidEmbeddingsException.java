package org.ssl4j.measure;

import org.ssl4j.error.Ssl4jException;

/**
 * Embeddings that no measure is defined on: NaN, infinite or overflowing values, too few rows, or
 * shapes that do not belong together. The message is one sentence that names the row or the shape.
 */
public final class InvalidEmbeddingsException extends Ssl4jException {
  private static final long serialVersionUID = 1L;

  public InvalidEmbeddingsException(String message) {
    super(message);
  }
}
