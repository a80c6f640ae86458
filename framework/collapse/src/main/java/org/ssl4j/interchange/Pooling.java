package org.ssl4j.interchange;

/** How several vectors of one image, such as a transformer's tokens, become embeddings. */
public enum Pooling {
  /** Their average. */
  MEAN,
  /** The first of them, where a class token stands. */
  CLS,
  /** Each is an embedding of its own. */
  TOKENS
}
