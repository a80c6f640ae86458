package org.ssl4j.collapse;

/**
 * What was measured of one layer.
 *
 * @param measures the scalars
 * @param spectrum the singular values and eigenvalues they came from
 */
public record LayerAnalysis(LayerMeasures measures, Spectrum spectrum) {

  /** The same analysis with the alignment of two views of the images. */
  LayerAnalysis withAlignment(Alignment views) {
    return new LayerAnalysis(measures.withAlignment(views), spectrum);
  }

  /** The same analysis with LiDAR. */
  LayerAnalysis withLidar(double value) {
    return new LayerAnalysis(measures.withLidar(value), spectrum);
  }
}
