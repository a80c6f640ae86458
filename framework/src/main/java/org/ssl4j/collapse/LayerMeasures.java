package org.ssl4j.collapse;

/**
 * All measures of one layer's embeddings Z [N, d], named as in {@code metrics.jsonl}. A null
 * component is undefined for this input, not zero. Formulas, sources and how to read them: {@code
 * docs/METRICS.md}.
 *
 * @param rows embeddings measured, N
 * @param dim dimensions, d
 * @param stdRatio sqrt(d) times the mean standard deviation of the unit rows' columns; about 1
 *     healthy, 0 collapsed
 * @param meanCosine mean cosine between different rows; about 0 healthy, 1 collapsed
 * @param meanNorm mean length of the rows
 * @param rawStd mean standard deviation of the columns
 * @param zeroRowFraction share of rows of length at most 1e-12
 * @param centredDegenerate whether all rows are equal up to a millionth of the norm
 * @param effectiveRank exp of the entropy of the centred singular values
 * @param rankMe RankMe, the same without centring
 * @param participationRatio (sum lambda)^2 / sum lambda^2
 * @param stableRank sum lambda / lambda_1
 * @param nearSingularFraction share of the d covariance eigenvalues below 1e-4 of the first
 * @param topEigenvalueShare lambda_1 / sum lambda
 * @param cevAuc area under the cumulative explained variation
 * @param alphaReq exponent of the eigenvalues' power law, or null
 * @param alphaReqR2 how well that law fits, or null
 * @param alphaReqPoints eigenvalues in the fit
 * @param uniformity ln mean exp(-2 |zh_i - zh_j|^2); 0 collapsed
 * @param constantDims columns that do not vary
 * @param offDiagonalCorrelation mean absolute correlation of different varying columns, or null if
 *     there are fewer than two
 * @param conditionNumber lambda_1 / lambda_d of the covariance, or null if it is singular
 * @param deadUnits columns that are zero in every row
 * @param sparsity share of the values that are exactly zero
 * @param clusters points onto which the rows have contracted, or null if they have not
 * @param alignment mean squared distance of two views on the sphere, or null without a second view
 * @param meanPositiveCosine mean cosine of two views, or null without a second view
 * @param lidar LiDAR on several augmented views, or null without them
 */
public record LayerMeasures(
    int rows,
    int dim,
    double stdRatio,
    double meanCosine,
    double meanNorm,
    double rawStd,
    double zeroRowFraction,
    boolean centredDegenerate,
    double effectiveRank,
    double rankMe,
    double participationRatio,
    double stableRank,
    double nearSingularFraction,
    double topEigenvalueShare,
    double cevAuc,
    Double alphaReq,
    Double alphaReqR2,
    int alphaReqPoints,
    double uniformity,
    int constantDims,
    Double offDiagonalCorrelation,
    Double conditionNumber,
    Integer deadUnits,
    Double sparsity,
    Integer clusters,
    Double alignment,
    Double meanPositiveCosine,
    Double lidar) {

  /** Directions that N centred rows of d dimensions can span at most: min(N - 1, d). */
  public int possibleRank() {
    return Math.min(rows - 1, dim);
  }

  /** The same measures with the alignment of two views of the images. */
  public LayerMeasures withAlignment(Alignment views) {
    return withViews(views.alignment(), views.meanPositiveCosine(), lidar);
  }

  /** The same measures with LiDAR. */
  public LayerMeasures withLidar(double value) {
    return withViews(alignment, meanPositiveCosine, value);
  }

  private LayerMeasures withViews(Double distance, Double cosine, Double smoothRank) {
    return new LayerMeasures(
        rows,
        dim,
        stdRatio,
        meanCosine,
        meanNorm,
        rawStd,
        zeroRowFraction,
        centredDegenerate,
        effectiveRank,
        rankMe,
        participationRatio,
        stableRank,
        nearSingularFraction,
        topEigenvalueShare,
        cevAuc,
        alphaReq,
        alphaReqR2,
        alphaReqPoints,
        uniformity,
        constantDims,
        offDiagonalCorrelation,
        conditionNumber,
        deadUnits,
        sparsity,
        clusters,
        distance,
        cosine,
        smoothRank);
  }
}
