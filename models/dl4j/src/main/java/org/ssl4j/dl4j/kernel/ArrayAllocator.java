package org.ssl4j.dl4j.kernel;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where a kernel's result goes: a DL4J workspace in a running graph, so that a step allocates
 * nothing.
 */
@FunctionalInterface
public interface ArrayAllocator {

  /** An uninitialised array in C order. */
  INDArray allocate(DataType type, long... shape);
}
