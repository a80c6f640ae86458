package org.ssl4j.measure;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All measures of one layer's embeddings Z [N, d], named as in {@code metrics.jsonl}. A component
 * that is null or NaN is undefined for this input or could not be computed; it is not zero.
 * Formulas, sources and how to read them: {@code docs/METRICS.md}.
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
 * @param pointShare share of the rows that lie on so few points that each holds a twentieth of them
 *     at least, or null if there is no such point
 * @param points how many such points there are beside zero, or null
 * @param faintDims columns that vary less than a hundredth as much as all do on average, or null if
 *     they are less than a quarter of all or none but {@code constantDims}, as always in a run
 * @param offsetDims columns that hold a common offset that makes the rows' mean cosine more than a
 *     half, if they are no more than a twentieth of all, or null, as always in a run
 * @param isoScore how evenly the d directions are used, 0 to 1, or null for d = 1 and in a run
 * @param hubness skewness of how often embeddings are among the ten nearest of others, or null if
 *     all are equal and in a run
 * @param maxKOccurrence most lists of nearest neighbours that one embedding is in, or null as
 *     hubness
 * @param antihubShare share of embeddings that are in no such list, or null as hubness
 * @param notMeasured why a measure is missing that should be there, by its name
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
    Double lidar,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double pointShare,
    @JsonInclude(JsonInclude.Include.NON_NULL) Integer points,
    @JsonInclude(JsonInclude.Include.NON_NULL) Integer faintDims,
    @JsonInclude(JsonInclude.Include.NON_NULL) Integer offsetDims,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double isoScore,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double hubness,
    @JsonInclude(JsonInclude.Include.NON_NULL) Integer maxKOccurrence,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double antihubShare,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> notMeasured) {

  public LayerMeasures {
    notMeasured = notMeasured == null ? Map.of() : Map.copyOf(notMeasured);
  }

  /** A layer whose rows themselves could not be read: nothing is known but its shape. */
  static LayerMeasures unknown(int rows, int dim, Map<String, String> reasons) {
    double nan = Double.NaN;
    return new LayerMeasures(
        rows, dim, nan, nan, nan, nan, nan, false, nan, nan, nan, nan, nan, nan, nan, null, null, 0,
        nan, 0, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null, null, reasons);
  }

  /** Directions that N centred rows of d dimensions can span at most: min(N - 1, d). */
  public int possibleRank() {
    return Math.min(rows - 1, dim);
  }

  /** The same measures with the alignment of two views of the images. */
  public LayerMeasures withAlignment(Alignment views) {
    return with(views.alignment(), views.meanPositiveCosine(), lidar, notMeasured);
  }

  /** The same measures with LiDAR. */
  public LayerMeasures withLidar(Double value) {
    return with(alignment, meanPositiveCosine, value, notMeasured);
  }

  /** The same measures with the reasons of more that are missing. */
  LayerMeasures withReasons(Map<String, String> reasons) {
    Map<String, String> all = new LinkedHashMap<>(notMeasured);
    all.putAll(reasons);
    return with(alignment, meanPositiveCosine, lidar, all);
  }

  private LayerMeasures with(
      Double distance, Double cosine, Double smoothRank, Map<String, String> reasons) {
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
        smoothRank,
        pointShare,
        points,
        faintDims,
        offsetDims,
        isoScore,
        hubness,
        maxKOccurrence,
        antihubShare,
        reasons);
  }
}
