package org.ssl4j.network;

import org.deeplearning4j.nn.conf.inputs.InputType;

/** Implemented by a layer configuration whose matrix arithmetic is worth counting. */
public interface Arithmetic {

  /** Multiply-adds of one forward pass of one image. */
  long multiplyAdds(InputType output);

  /** Whether a backward pass computes the gradient of the layer's input. */
  boolean needsInputGradient();
}
