package org.ssl4j.dl4j.layer;

import org.deeplearning4j.nn.conf.graph.GraphVertex;

/**
 * Identity whose backward pass is zero: the stop-gradient of BYOL and SimSiam (arXiv:2011.10566,
 * algorithm 1).
 *
 * <p>Ablating stop-gradient replaces this vertex by a {@link TapVertex} and changes nothing else.
 */
public final class StopGradientVertex extends IdentityVertex {
  private static final long serialVersionUID = 1L;

  @Override
  boolean passesGradient() {
    return false;
  }

  @Override
  public GraphVertex clone() {
    return new StopGradientVertex();
  }
}
