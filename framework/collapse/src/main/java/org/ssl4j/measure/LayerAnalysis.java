package org.ssl4j.measure;

import java.util.Map;

/**
 * What was measured of one layer.
 *
 * @param measures the scalars
 * @param spectrum the singular values and eigenvalues they came from, or null if those could not be
 *     computed
 */
public record LayerAnalysis(LayerMeasures measures, Spectrum spectrum) {

  /** The same analysis with the alignment of two views of the images. */
  public LayerAnalysis withAlignment(Alignment views) {
    return new LayerAnalysis(measures.withAlignment(views), spectrum);
  }

  /** The same analysis with LiDAR. */
  public LayerAnalysis withLidar(Double value) {
    return new LayerAnalysis(measures.withLidar(value), spectrum);
  }

  /** The same analysis with the reasons of more measures that are missing. */
  public LayerAnalysis withReasons(Map<String, String> reasons) {
    return new LayerAnalysis(measures.withReasons(reasons), spectrum);
  }
}
