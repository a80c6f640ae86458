package org.ssl4j.eval;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a classifier did on labelled images.
 *
 * @param top1 share classified correctly, 0 to 1
 * @param top5 share whose class is among the five highest scores; null with at most five classes,
 *     where it would always be 1, and with fewer than five neighbours, which cannot rank five
 * @param standardError binomial standard error of {@code top1}
 * @param perClass one row a class
 * @param confusion images by true class (row) and predicted class (column)
 * @param balanced mean recall of the classes that have images: what {@code top1} would be if all
 *     had equally many
 */
public record Classification(
    double top1,
    Double top5,
    double standardError,
    List<ClassRow> perClass,
    int[][] confusion,
    double balanced) {

  /** Scores of this rank or better count for top-5. */
  static final int TOP = 5;

  /** Images of the largest class for each of the smallest, above which classes are unequal. */
  private static final double UNEQUAL = 1.2;

  /**
   * One class.
   *
   * @param name of the class
   * @param images that belong to it
   * @param recall share of them classified as it, null without images
   * @param precision share of the images classified as it that belong to it, null if none was
   */
  public record ClassRow(String name, int images, Double recall, Double precision) {}

  /** Classes that have images. */
  @JsonIgnore
  public int classesAsked() {
    return (int) perClass.stream().filter(row -> row.images() > 0).count();
  }

  /** Number of images. */
  @JsonIgnore
  public int images() {
    return perClass.stream().mapToInt(ClassRow::images).sum();
  }

  /** Whether some classes have so many more images than others that {@code top1} hides the rest. */
  @JsonIgnore
  public boolean unequal() {
    var sizes = perClass.stream().mapToInt(ClassRow::images).filter(n -> n > 0).summaryStatistics();
    return sizes.getCount() > 0 && sizes.getMax() > UNEQUAL * sizes.getMin();
  }

  /** {@code balanced} where the classes are {@link #unequal}; null elsewhere. */
  @JsonIgnore
  public Double balancedIfUnequal() {
    return unequal() ? balanced : null;
  }

  /** Collects predictions one by one. */
  static final class Tally {
    private final List<String> names;
    private final int ranked;
    private final int[][] confusion;
    private int images;
    private int correct;
    private int amongTop;

    /**
     * @param names of the classes, in label order
     */
    Tally(List<String> names) {
      this(names, names.size());
    }

    /**
     * @param names of the classes, in label order
     * @param ranked classes that can have a score at most; the order of the others means nothing
     */
    Tally(List<String> names, int ranked) {
      this.names = names;
      this.ranked = ranked;
      this.confusion = new int[names.size()][names.size()];
    }

    /**
     * Counts one image.
     *
     * @param scores of the classes; of equal scores the lower class ranks first
     */
    void add(int label, int prediction, double[] scores) {
      images++;
      confusion[label][prediction]++;
      if (prediction == label) {
        correct++;
      }
      int better = 0;
      for (int c = 0; c < scores.length; c++) {
        if (scores[c] > scores[label] || (scores[c] == scores[label] && c < label)) {
          better++;
        }
      }
      if (better < TOP) {
        amongTop++;
      }
    }

    Classification result() {
      double top1 = (double) correct / images;
      List<ClassRow> rows = new ArrayList<>();
      for (int c = 0; c < names.size(); c++) {
        int own = Arrays.stream(confusion[c]).sum();
        int predicted = 0;
        for (int[] row : confusion) {
          predicted += row[c];
        }
        int hits = confusion[c][c];
        rows.add(new ClassRow(names.get(c), own, share(hits, own), share(hits, predicted)));
      }
      return new Classification(
          top1,
          names.size() > TOP && ranked >= TOP ? (double) amongTop / images : null,
          Math.sqrt(top1 * (1 - top1) / images),
          List.copyOf(rows),
          confusion,
          rows.stream()
              .filter(row -> row.recall() != null)
              .mapToDouble(ClassRow::recall)
              .average()
              .orElse(Double.NaN));
    }

    private static Double share(int part, int whole) {
      return whole == 0 ? null : (double) part / whole;
    }
  }

  /**
   * What a classifier reaches that looks at no image and ranks the classes by their frequency in
   * training: 1/C and 5/C with C equally frequent classes.
   *
   * @param top1 share of the most frequent training class among the images
   * @param top5 share of the five most frequent ones, or null with at most five classes
   */
  public record Chance(double top1, Double top5) {

    /** Counts labels. */
    public static Chance of(int[] trainLabels, int[] testLabels, int classes) {
      int[] frequency = new int[classes];
      for (int label : trainLabels) {
        frequency[label]++;
      }
      int[] rank = new int[classes];
      for (int c = 0; c < classes; c++) {
        for (int other = 0; other < classes; other++) {
          if (frequency[other] > frequency[c] || (frequency[other] == frequency[c] && other < c)) {
            rank[c]++;
          }
        }
      }
      long first = Arrays.stream(testLabels).filter(label -> rank[label] == 0).count();
      long five = Arrays.stream(testLabels).filter(label -> rank[label] < TOP).count();
      return new Chance(
          (double) first / testLabels.length,
          classes > TOP ? (double) five / testLabels.length : null);
    }
  }
}
