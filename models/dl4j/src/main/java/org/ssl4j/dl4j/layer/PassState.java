package org.ssl4j.dl4j.layer;

/**
 * Implemented by a running layer or vertex that remembers more of a forward pass than its inputs,
 * so that several passes of a graph can be open.
 */
public interface PassState {

  /** What the last forward pass left. */
  Object remembered();

  /** Puts back what {@link #remembered} gave. */
  void remember(Object state);
}
