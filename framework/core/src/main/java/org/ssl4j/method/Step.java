package org.ssl4j.method;

import java.util.Map;
import org.ssl4j.matrix.Matrix;

/**
 * What one step computed.
 *
 * @param loss the total
 * @param terms the parts, un-weighted, by the names in the {@link MethodSpec}
 * @param projections the first view's projections [N, d], a copy: for the per-step collapse signals
 */
public record Step(double loss, Map<String, Double> terms, Matrix projections) {}
