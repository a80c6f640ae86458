package org.ssl4j.network;

/** Implemented by a layer configuration that knows what its parameters are. */
public interface ParameterKinds {

  /**
   * @param parameter key in the layer's parameter table
   */
  ParameterKind kindOf(String parameter);
}
