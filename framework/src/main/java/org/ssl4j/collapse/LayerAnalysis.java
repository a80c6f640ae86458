package org.ssl4j.collapse;

/**
 * What was measured of one layer.
 *
 * @param measures the scalars
 * @param spectrum the singular values and eigenvalues they came from
 */
public record LayerAnalysis(LayerMeasures measures, Spectrum spectrum) {}
