package org.ssl4j.method;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What one step computed.
 *
 * @param loss the total
 * @param terms the parts, un-weighted, by the names in the {@link MethodSpec}
 * @param projections the first view's projections [N, d], detached: for the per-step collapse signals
 */
public record Step(double loss, Map<String, Double> terms, INDArray projections) {}
