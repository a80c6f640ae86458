package org.ssl4j.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Rows that are one and the same vector up to its length, whatever the other rows are: a padded
 * array, an image that was stored a thousand times, dead inputs. Spread and rank hardly see them,
 * because the others spread.
 *
 * <p>A group of rows is such a point if nothing lies at its edge: the next row outside is at least
 * ten times as far away as the group is wide. No continuous distribution has such a gap. Rows are
 * compared at unit length, where rows of next to no length count as zero.
 *
 * @param share of all rows that lie on such points
 * @param points how many of these are not zero; rows of next to no length are on zero
 */
record PointMass(double share, int points) {

  /** A group counts from this share of the rows on, and from so many rows. */
  private static final double LEAST_SHARE = 0.05;

  private static final int LEAST_ROWS = 5;

  /** Rows shorter than this share of the root mean square length are zero. */
  private static final double ZERO_SHARE = 1e-4;

  /** Width up to which a group is a point in any case, as a share of the rms distance of rows. */
  private static final double WIDTH = 0.01;

  /** Powers of two of the squared distance that have to be empty: 2^7 is 11 squared. */
  private static final int GAP = 7;

  /** Rows in the gap, as a share of the group, that are overlooked. */
  private static final double STRAGGLERS = 0.02;

  /** Opposite rows, as a share of the group, from which it is half of a line and no point. */
  private static final double OPPOSITE = 0.1;

  /** Powers of two from the width of a point to the largest distance. */
  private static final int BINS = 40;

  static Optional<PointMass> of(EmbeddingMatrix z, RowStatistics statistics) {
    if (z.rows() < 2 * LEAST_ROWS || z.columns() == 1) {
      return Optional.empty();
    }
    double rms = statistics.frobeniusNorm() / Math.sqrt(z.rows());
    var directions = new Directions(z, ZERO_SHARE * rms);
    var sample = directions.select(RowSample.of(z.rows(), PointClusters.MOST_ROWS));
    var groups = new Search(SquaredDistances.of(sample), sample).groups();
    if (groups.isEmpty()) {
      return Optional.empty();
    }
    long on = sample.rows() == z.rows() ? sum(groups) : count(directions, sample, groups);
    int zero = (int) groups.stream().filter(group -> isZero(sample, group.centre())).count();
    return Optional.of(new PointMass((double) on / z.rows(), groups.size() - zero));
  }

  private static boolean isZero(EmbeddingMatrix z, int row) {
    double[] values = new double[z.columns()];
    z.read(row, 0, values.length, values, 0);
    return Arrays.stream(values).allMatch(value -> value == 0);
  }

  private static long sum(List<Group> groups) {
    return groups.stream().mapToInt(group -> group.members().length).sum();
  }

  /** Of all rows, those that are no farther from a group's first member than its width. */
  private static long count(
      EmbeddingMatrix directions, EmbeddingMatrix sample, List<Group> groups) {
    int d = directions.columns();
    double[][] centres = new double[groups.size()][d];
    for (int g = 0; g < centres.length; g++) {
      sample.read(groups.get(g).centre(), 0, d, centres[g], 0);
    }
    double[] row = new double[d];
    long count = 0;
    for (int i = 0; i < directions.rows(); i++) {
      directions.read(i, 0, d, row, 0);
      for (int g = 0; g < centres.length; g++) {
        double squared = 0;
        for (int j = 0; j < d; j++) {
          squared += (row[j] - centres[g][j]) * (row[j] - centres[g][j]);
        }
        if (squared <= groups.get(g).width()) {
          count++;
          break;
        }
      }
    }
    return count;
  }

  /**
   * Rows on one point.
   *
   * @param centre one of them, in the sample
   * @param width squared distance from the centre within which rows belong to the point
   * @param members in the sample
   */
  private record Group(int centre, double width, int[] members) {}

  /** Finds the groups of a sample. */
  private static final class Search {

    private final SquaredDistances distances;
    private final EmbeddingMatrix sample;
    private final double unit;

    Search(SquaredDistances distances, EmbeddingMatrix sample) {
      this.distances = distances;
      this.sample = sample;
      this.unit = WIDTH * WIDTH * distances.mean();
    }

    List<Group> groups() {
      int n = distances.n();
      int[] widths = new int[n];
      int[] counts = new int[n];
      for (int i = 0; i < n; i++) {
        widths[i] = width(i);
        counts[i] = widths[i] < 0 ? 0 : within(i, edge(widths[i])).length;
      }
      boolean[] taken = new boolean[n];
      List<Group> groups = new ArrayList<>();
      for (int i : largestFirst(counts)) {
        if (counts[i] > 0 && !taken[i]) {
          int[] members =
              Arrays.stream(within(i, edge(widths[i]))).filter(row -> !taken[row]).toArray();
          if (members.length >= least() && !halfALine(i, members.length, edge(widths[i]))) {
            groups.add(new Group(i, edge(widths[i]), members));
            Arrays.stream(members).forEach(row -> taken[row] = true);
          }
        }
      }
      return groups;
    }

    private static int[] largestFirst(int[] counts) {
      return IntStream.range(0, counts.length)
          .boxed()
          .sorted(Comparator.comparingInt((Integer i) -> -counts[i]))
          .mapToInt(Integer::intValue)
          .toArray();
    }

    private double least() {
      return Math.max(LEAST_ROWS, LEAST_SHARE * distances.n());
    }

    /** The number of the widest bin of distances that has enough rows below and a gap above. */
    private int width(int i) {
      int[] bins = new int[BINS];
      for (int j = 0; j < distances.n(); j++) {
        bins[bin(distances.between(i, j))]++;
      }
      int width = -1;
      int below = 0;
      for (int bin = 0; bin + GAP < BINS; bin++) {
        below += bins[bin];
        int gap = 0;
        for (int next = bin + 1; next <= bin + GAP; next++) {
          gap += bins[next];
        }
        boolean others = below + gap < distances.n();
        if (bins[bin] > 0 && below >= least() && gap <= STRAGGLERS * below && others) {
          width = bin;
        }
      }
      return distances.mean() == 0 ? 0 : width;
    }

    /** 0 up to the width of a point, then one for each power of two. */
    private int bin(double squaredDistance) {
      return squaredDistance <= unit
          ? 0
          : Math.min(BINS - 1, 1 + Math.getExponent(squaredDistance / unit));
    }

    /** The largest squared distance in a bin. */
    private double edge(int bin) {
      return unit * Math.pow(2, bin);
    }

    private int[] within(int i, double limit) {
      return IntStream.range(0, distances.n())
          .filter(j -> distances.between(i, j) <= limit)
          .toArray();
    }

    /** The directions of a line through the origin are two points, however continuous the line. */
    private boolean halfALine(int i, int members, double limit) {
      int d = sample.columns();
      double[] centre = new double[d];
      sample.read(i, 0, d, centre, 0);
      double[] row = new double[d];
      int opposite = 0;
      boolean zero = Arrays.stream(centre).allMatch(value -> value == 0);
      for (int j = 0; !zero && j < distances.n(); j++) {
        sample.read(j, 0, d, row, 0);
        double squared = 0;
        for (int k = 0; k < d; k++) {
          squared += (row[k] + centre[k]) * (row[k] + centre[k]);
        }
        opposite += squared <= Math.max(limit, unit) ? 1 : 0;
      }
      return opposite > OPPOSITE * members;
    }
  }
}
