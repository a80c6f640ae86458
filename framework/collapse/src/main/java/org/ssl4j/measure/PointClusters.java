package org.ssl4j.measure;

import java.util.Arrays;
import java.util.Optional;

/**
 * Finds embeddings that have contracted onto a few points: cluster collapse, which looks healthy to
 * spread and like a moderate loss to rank.
 *
 * <p>Rows are grouped by leaders (a row joins the first leader within a radius, else it becomes
 * one) with two radii that differ by a factor of two. Points give the same groups both times and
 * little distance within a group; anything continuous, of whatever dimension, falls into many more
 * groups of half the radius. Rows are grouped as they are, and by their directions, because losses
 * on the sphere leave the lengths free.
 */
final class PointClusters {

  /** Rows looked at; all pairs of 1,024 rows are 8 MB. */
  static final int MOST_ROWS = 1024;

  /** Radii, as shares of the root mean squared distance of two rows. */
  private static final double WIDE = 0.5;

  private static final double NARROW = 0.25;

  /**
   * Largest mean squared distance within a group, as a share of that of all pairs. Lines and planes
   * cut by the narrow radius have 0.03 to 0.06, ten points blurred by a tenth have 0.01.
   */
  private static final double TIGHT = 0.025;

  /** Groups of fewer rows on average say nothing about clusters. */
  private static final int ROWS_PER_CLUSTER = 5;

  /** The directions of a line through the origin are two points, however continuous the line. */
  private static final int FEWEST_DIRECTIONS = 3;

  /**
   * Share of the rows a direction needs to count: near the origin, noise alone gives directions.
   */
  private static final double SUBSTANTIAL = 0.01;

  private final int n;
  private final SquaredDistances distances;

  private PointClusters(EmbeddingMatrix z) {
    n = z.rows();
    distances = SquaredDistances.of(z);
  }

  /**
   * @return how many points there are, or empty if the rows are not clustered or too few to tell
   */
  static Optional<Integer> of(EmbeddingMatrix z) {
    if (z.rows() < 2 * ROWS_PER_CLUSTER) {
      return Optional.empty();
    }
    EmbeddingMatrix sample = z.select(RowSample.of(z.rows(), MOST_ROWS));
    var asTheyAre = count(sample, 2);
    return asTheyAre.isPresent() ? asTheyAre : count(new Directions(sample), FEWEST_DIRECTIONS);
  }

  private static Optional<Integer> count(EmbeddingMatrix z, int fewest) {
    return new PointClusters(z).count(fewest);
  }

  private Optional<Integer> count(int fewest) {
    int[] wide = new int[n];
    int[] narrow = new int[n];
    int groups = assign(WIDE, wide);
    if (groups < 2 || groups > n / ROWS_PER_CLUSTER || groups != assign(NARROW, narrow)) {
      return Optional.empty();
    }
    return substantial(narrow, groups) >= fewest && withinShare(narrow) <= TIGHT
        ? Optional.of(groups)
        : Optional.empty();
  }

  private long substantial(int[] groupOf, int groups) {
    int[] sizes = new int[groups];
    for (int group : groupOf) {
      sizes[group]++;
    }
    return Arrays.stream(sizes).filter(size -> size >= SUBSTANTIAL * n).count();
  }

  private int assign(double radius, int[] groupOf) {
    double limit = radius * radius * distances.mean();
    int[] leaders = new int[n];
    int groups = 0;
    for (int i = 0; i < n; i++) {
      int group = 0;
      while (group < groups && distances.between(i, leaders[group]) > limit) {
        group++;
      }
      if (group == groups) {
        leaders[groups++] = i;
      }
      groupOf[i] = group;
    }
    return groups;
  }

  private double withinShare(int[] groupOf) {
    double sum = 0;
    long pairs = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        if (groupOf[i] == groupOf[j]) {
          sum += distances.between(i, j);
          pairs++;
        }
      }
    }
    return pairs == 0 ? 0 : sum / pairs / distances.mean();
  }
}
