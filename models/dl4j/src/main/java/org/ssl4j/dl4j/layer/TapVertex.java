package org.ssl4j.dl4j.layer;

import org.deeplearning4j.nn.conf.graph.GraphVertex;

/**
 * Identity on a leaf: makes an inner activation an output of the graph.
 *
 * <p>DL4J loses the downstream gradient of an output that also feeds other vertices, so outputs
 * must be leaves.
 */
public final class TapVertex extends IdentityVertex {
  private static final long serialVersionUID = 1L;

  @Override
  boolean passesGradient() {
    return true;
  }

  @Override
  public GraphVertex clone() {
    return new TapVertex();
  }
}
