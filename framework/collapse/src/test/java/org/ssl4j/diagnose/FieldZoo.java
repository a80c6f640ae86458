package org.ssl4j.diagnose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.ssl4j.measure.CollapseMeasures;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.LayerMeasures;
import org.ssl4j.measure.Matrices;

/**
 * What was met outside the laboratory, each with healthy siblings: padded arrays, dead columns,
 * common offsets, networks that were so before training, losses that rise or cannot tell.
 */
final class FieldZoo extends Matrices {

  static final String MASS = "point mass";
  static final String STILL = "dead columns";
  static final String OFFSET = "common offset";
  static final String BEFORE = "against epoch 0 and k-NN";
  static final String CHANCE = "loss at chance";
  static final String DIRECTION = "direction of the loss";

  private static final int EPOCH_STEPS = 20;
  private static final RunHistory.Score PERFECT = new RunHistory.Score(1, 300, 1 / 6.0);
  private static final RunHistory.Score NONE = new RunHistory.Score(0.17, 300, 1 / 6.0);

  private final Map<String, List<Zoo.Specimen>> kinds = new LinkedHashMap<>();

  private FieldZoo() {
    super(31);
  }

  /** Specimens by kind. */
  static Map<String, List<Zoo.Specimen>> kinds() {
    var zoo = new FieldZoo();
    zoo.masses();
    zoo.stillColumns();
    zoo.offsets();
    zoo.before();
    zoo.chance();
    zoo.directions();
    return zoo.kinds;
  }

  private void masses() {
    for (int percent : new int[] {90, 95, 99}) {
      add(
          MASS,
          percent + " % zero rows",
          Verdict.COMPLETE_COLLAPSE,
          zero(gaussian(600, 48), percent));
    }
    for (int percent : new int[] {50, 60, 80}) {
      add(
          MASS,
          percent + " % zero rows",
          Verdict.CLUSTER_COLLAPSE,
          zero(gaussian(600, 48), percent));
    }
    add(MASS, "80 % zero rows, N < d", Verdict.CLUSTER_COLLAPSE, zero(gaussian(100, 256), 80));
    add(MASS, "95 % of 5,000 rows zero", Verdict.COMPLETE_COLLAPSE, zero(gaussian(5000, 16), 95));
    add(MASS, "half of 20 rows zero", Verdict.CLUSTER_COLLAPSE, zero(gaussian(20, 16), 50));
    add(MASS, "quarter zero", Verdict.UNCERTAIN, zero(gaussian(600, 48), 25));
    add(MASS, "an eighth zero", Verdict.UNCERTAIN, zero(gaussian(400, 32), 13));
    add(
        MASS,
        "half one vector",
        Verdict.CLUSTER_COLLAPSE,
        repeated(gaussian(600, 48), 50, 1, 0, 0));
    add(
        MASS,
        "95 % one vector",
        Verdict.COMPLETE_COLLAPSE,
        repeated(gaussian(600, 48), 95, 1, 0, 0));
    add(
        MASS,
        "60 % one vector with noise",
        Verdict.CLUSTER_COLLAPSE,
        repeated(gaussian(600, 48), 60, 1, 1e-3, 0));
    add(
        MASS,
        "92 % one vector with much noise",
        Verdict.COMPLETE_COLLAPSE,
        repeated(gaussian(600, 48), 92, 1, 0.03, 0));
    add(
        MASS,
        "70 % one direction of many lengths",
        Verdict.CLUSTER_COLLAPSE,
        repeated(gaussian(600, 48), 70, 1, 0, 0.5));
    add(
        MASS,
        "two vectors hold 80 %",
        Verdict.CLUSTER_COLLAPSE,
        repeated(gaussian(600, 48), 80, 2, 0, 0));
    add(
        MASS,
        "four vectors hold 60 %",
        Verdict.CLUSTER_COLLAPSE,
        repeated(gaussian(600, 48), 60, 4, 1e-3, 0));
    add(
        MASS,
        "padding that is nearly zero",
        Verdict.CLUSTER_COLLAPSE,
        padded(gaussian(600, 48), 70));
    add(
        MASS,
        "half zero, post-ReLU",
        Verdict.CLUSTER_COLLAPSE,
        zero(map(gaussian(600, 48), Matrices::relu), 50));
    // Healthy siblings.
    add(MASS, "a few zero rows", Verdict.HEALTHY, zero(gaussian(600, 48), 4));
    add(MASS, "two equal rows of 20", Verdict.HEALTHY, repeated(gaussian(20, 16), 10, 1, 0, 0));
    add(MASS, "three equal rows of 30", Verdict.HEALTHY, repeated(gaussian(30, 16), 10, 1, 0, 0));
    add(MASS, "a twentieth copied", Verdict.HEALTHY, repeated(gaussian(400, 32), 5, 1, 0, 0));
    add(MASS, "ten pairs of copies", Verdict.HEALTHY, repeated(gaussian(400, 32), 5, 10, 0, 0));
    add(
        MASS,
        "outliers a thousand times as long",
        Verdict.HEALTHY,
        outliers(gaussian(600, 48), 30));
    add(MASS, "lengths over decades", Verdict.HEALTHY, randomLengths(gaussian(600, 48), 1.5));
    add(MASS, "sparse post-ReLU", Verdict.HEALTHY, map(gaussian(600, 64), x -> relu(x - 0.8)));
    add(MASS, "three loose classes", Verdict.HEALTHY, clustered(600, 48, 3, 1));
    add(MASS, "near one-hot of a hundred", Verdict.HEALTHY, nearOneHot(600, 100, 0.2));
    add(MASS, "a narrow class among wide ones", Verdict.HEALTHY, oneNarrowClass(600, 48));
  }

  private void stillColumns() {
    var collapse = Verdict.DIMENSIONAL_COLLAPSE;
    for (int percent : new int[] {76, 80, 85}) {
      add(STILL, percent + " % dead", collapse, still(gaussian(600, 64), percent, 0, 0));
    }
    add(STILL, "90 % dead of 256", collapse, still(gaussian(600, 256), 90, 0, 0));
    add(STILL, "80 % dead, N < d", collapse, still(gaussian(200, 256), 80, 0, 0));
    add(STILL, "80 % constant", collapse, still(gaussian(600, 64), 80, 0.1, 0));
    add(STILL, "80 % rounding", collapse, still(gaussian(600, 64), 80, 0, 1e-7));
    add(STILL, "80 % noise", collapse, still(gaussian(600, 64), 80, 0, 5e-4));
    add(STILL, "80 % constant with noise", collapse, still(gaussian(600, 64), 80, 0.05, 1e-4));
    add(
        STILL,
        "80 % dead, post-ReLU",
        collapse,
        still(map(gaussian(600, 128), Matrices::relu), 80, 0, 0));
    add(
        STILL,
        "80 % dead, off the sphere",
        collapse,
        randomLengths(still(gaussian(600, 64), 80, 0, 0), 0.5));
    add(STILL, "60 % dead", Verdict.UNCERTAIN, still(gaussian(600, 64), 60, 0, 0));
    add(STILL, "70 % dead", Verdict.UNCERTAIN, still(gaussian(600, 128), 70, 0, 0));
    scored(
        STILL,
        "80 % dead, labels told",
        Verdict.UNCERTAIN,
        still(gaussian(300, 64), 80, 0, 0),
        PERFECT);
    // Healthy siblings.
    add(STILL, "10 % dead", Verdict.HEALTHY, still(gaussian(600, 64), 10, 0, 0));
    add(STILL, "40 % dead", Verdict.HEALTHY, still(gaussian(600, 64), 40, 0, 0));
    add(
        STILL,
        "a third dead, post-ReLU",
        Verdict.HEALTHY,
        still(map(gaussian(600, 128), Matrices::relu), 33, 0, 0));
    add(
        STILL,
        "sparse code, most never used",
        Verdict.HEALTHY,
        still(gaussian(200, 1500), 80, 0, 0));
    add(STILL, "columns of unlike scale", Verdict.HEALTHY, powerLaw(600, 64, 1.5));
  }

  private void offsets() {
    for (int columns : new int[] {1, 2, 5}) {
      String name = columns + " rogue columns";
      scored(OFFSET, name + ", labels told", Verdict.HEALTHY, rogue(columns), PERFECT);
      scored(OFFSET, name, Verdict.UNCERTAIN, rogue(columns), null);
    }
    scored(OFFSET, "dense, labels told", Verdict.HEALTHY, offset(0.08), PERFECT);
    scored(OFFSET, "dense", Verdict.UNCERTAIN, offset(0.08), null);
    scored(OFFSET, "dense, cosine 0.8, labels told", Verdict.HEALTHY, offset(0.5), PERFECT);
    scored(OFFSET, "dense, cosine 0.8", Verdict.HEALTHY, offset(0.5), null);
    scored(OFFSET, "dense, cosine 0.96, labels told", Verdict.HEALTHY, offset(0.2), PERFECT);
    scored(OFFSET, "dense, cosine 0.96", Verdict.UNCERTAIN, offset(0.2), null);
    scored(OFFSET, "faint, labels told", Verdict.UNCERTAIN, offset(1e-4), PERFECT);
    scored(OFFSET, "faint", Verdict.COMPLETE_COLLAPSE, offset(1e-4), null);
    scored(OFFSET, "faint, labels at chance", Verdict.COMPLETE_COLLAPSE, offset(1e-4), NONE);
    scored(OFFSET, "a hundredth", Verdict.COMPLETE_COLLAPSE, offset(0.01), null);
    // What only looks like an offset: white noise about a point.
    for (double noise : new double[] {1e-6, 1e-4, 0.01, 0.08}) {
      scored(OFFSET, "noise " + noise, Verdict.COMPLETE_COLLAPSE, noise(noise, 96), null);
    }
    scored(OFFSET, "noise, labels at chance", Verdict.COMPLETE_COLLAPSE, noise(0.05, 96), NONE);
    scored(OFFSET, "noise, N < d", Verdict.COMPLETE_COLLAPSE, noise(0.08, 500), null);
    views("noise, views strangers", Verdict.COMPLETE_COLLAPSE, offset(0.08), offset(0.08));
    double[][] first = offset(0.08);
    views("views near", Verdict.UNCERTAIN, first, blurred(first, 0.02));
  }

  private void before() {
    var good = knn(0.42);
    var flat = knn(0.305);
    var low = map(lowRank(200, 128, 11, 0.004), x -> x);
    var usual = lowRank(200, 128, 48, 0.01);
    run(BEFORE, "rank 11 of 128, k-NN as untrained", Verdict.UNCERTAIN, usual, low, flat);
    run(BEFORE, "rank 11 of 128, k-NN better", Verdict.HEALTHY, usual, low, good);
    run(BEFORE, "rank 11 of 128, no labels", Verdict.HEALTHY, usual, low, null);
    var wide = gaussian(200, 128);
    run(BEFORE, "full rank, k-NN as untrained", Verdict.HEALTHY, wide, wide, flat);
    run(BEFORE, "full rank, k-NN at chance", Verdict.UNCERTAIN, wide, wide, knn(0.1));
    run(BEFORE, "k-NN worse", Verdict.UNCERTAIN, wide, wide, knn(0.2));
    var few = lowRank(200, 128, 3, 0.001);
    run(BEFORE, "few directions before and after, k-NN better", Verdict.UNCERTAIN, few, few, good);
    run(BEFORE, "few directions before and after", Verdict.DIMENSIONAL_COLLAPSE, few, few, flat);
    run(BEFORE, "few directions after", Verdict.DIMENSIONAL_COLLAPSE, wide, few, flat);
    run(BEFORE, "few directions after, k-NN better", Verdict.DIMENSIONAL_COLLAPSE, wide, few, good);
    var half = zero(gaussian(200, 64), 60);
    run(BEFORE, "images that repeat, k-NN better", Verdict.UNCERTAIN, half, half, good);
    run(BEFORE, "images that repeat", Verdict.CLUSTER_COLLAPSE, half, half, flat);
    run(
        BEFORE,
        "rows that training made equal",
        Verdict.CLUSTER_COLLAPSE,
        gaussian(200, 64),
        half,
        good);
    var dead = still(gaussian(200, 64), 80, 0, 0);
    run(BEFORE, "dead columns before and after", Verdict.UNCERTAIN, dead, dead, good);
    run(BEFORE, "columns that died", Verdict.DIMENSIONAL_COLLAPSE, gaussian(200, 64), dead, flat);
    backbone("backbone narrow before and after", Verdict.UNCERTAIN, offset(0.1), offset(0.1), null);
    backbone("backbone narrow, k-NN better", Verdict.HEALTHY, offset(0.1), offset(0.1), good);
    backbone("backbone one point", Verdict.COMPLETE_COLLAPSE, wide, noise(1e-3, 96), flat);
  }

  private void chance() {
    double chance = 4.844;
    for (double span : new double[] {0.002, 0.01, 0.03}) {
      String at = "span " + span;
      loss(
          CHANCE,
          at + ", k-NN flat",
          Verdict.NOT_LEARNING,
          span,
          e -> chance - 0.2 * span,
          knn(0.3));
      loss(CHANCE, at + ", k-NN better", Verdict.HEALTHY, span, e -> chance - 0.2 * span, knn(0.4));
      loss(CHANCE, at + ", no labels", Verdict.UNCERTAIN, span, e -> chance - 0.2 * span, null);
      loss(CHANCE, at + ", above chance", Verdict.NOT_LEARNING, span, e -> chance + span, knn(0.3));
    }
    loss(CHANCE, "wide span, at chance", Verdict.NOT_LEARNING, 2, e -> chance - 0.03, knn(0.3));
    loss(CHANCE, "wide span, at chance, no labels", Verdict.NOT_LEARNING, 2, e -> chance, null);
    loss(CHANCE, "wide span, learning", Verdict.HEALTHY, 2, e -> chance - 0.15 * e, knn(0.4));
    loss(
        CHANCE, "wide span, learning, no labels", Verdict.HEALTHY, 2, e -> chance - 0.15 * e, null);
    loss(
        CHANCE,
        "learning, k-NN still flat",
        Verdict.HEALTHY,
        2,
        e -> chance - 0.15 * e,
        knn(0.305));
    loss(
        CHANCE, "learning, k-NN at chance", Verdict.UNCERTAIN, 2, e -> chance - 0.15 * e, knn(0.1));
  }

  private void directions() {
    var flat = knn(0.305);
    loss(DIRECTION, "rises", Verdict.NOT_LEARNING, 2, e -> 3.9 + 0.1 * e, flat);
    loss(DIRECTION, "rises much", Verdict.NOT_LEARNING, 2, e -> 3.6 + 0.2 * e, flat);
    loss(DIRECTION, "rises above chance", Verdict.NOT_LEARNING, 2, e -> 4.5 + 0.3 * e, flat);
    loss(DIRECTION, "rises, k-NN worse", Verdict.NOT_LEARNING, 2, e -> 3.9 + 0.1 * e, knn(0.25));
    loss(DIRECTION, "rises, no labels", Verdict.UNCERTAIN, 2, e -> 3.9 + 0.1 * e, null);
    loss(DIRECTION, "rises, k-NN better", Verdict.HEALTHY, 2, e -> 3.9 + 0.1 * e, knn(0.4));
    loss(DIRECTION, "stays", Verdict.NOT_LEARNING, 2, e -> 4.2, flat);
    loss(DIRECTION, "stays, no labels", Verdict.NOT_LEARNING, 2, e -> 4.2, null);
    loss(DIRECTION, "stays, k-NN better", Verdict.HEALTHY, 2, e -> 4.2, knn(0.4));
    loss(DIRECTION, "falls", Verdict.HEALTHY, 2, e -> 4.6 - 0.1 * e, flat);
    loss(DIRECTION, "falls, no labels", Verdict.HEALTHY, 2, e -> 4.6 - 0.1 * e, null);
    IntToDoubleFunction queue = e -> e == 0 ? 4.2 : e == 1 ? 4.7 : 4.7 - 0.1 * e;
    loss(DIRECTION, "rises while a queue fills, then falls", Verdict.HEALTHY, 2, queue, flat);
    loss(DIRECTION, "the same, no labels", Verdict.HEALTHY, 2, queue, null);
    loss(
        DIRECTION,
        "falls, then back",
        Verdict.NOT_LEARNING,
        2,
        e -> 4 + 0.1 * (e - 2) * (e - 2),
        flat);
  }

  // What it is made of.

  private static double[][] zero(double[][] rows, int percent) {
    for (int i = 0; i < rows.length; i++) {
      if (i % 100 < percent && rows.length >= 100
          || i * 100 < percent * rows.length && rows.length < 100) {
        rows[i] = new double[rows[i].length];
      }
    }
    return rows;
  }

  /** The first rows on a few vectors, blurred and of unlike lengths. */
  private double[][] repeated(
      double[][] rows, int percent, int points, double noise, double lengths) {
    int count = rows.length * percent / 100;
    double[][] centres = gaussian(points, rows[0].length);
    for (int i = 0; i < count; i++) {
      double length = Math.exp(lengths * random.nextGaussian());
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = length * (centres[i % points][j] + noise * random.nextGaussian());
      }
    }
    return rows;
  }

  private double[][] padded(double[][] rows, int percent) {
    for (int i = 0; i < rows.length * percent / 100; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] *= 1e-9;
      }
    }
    return rows;
  }

  private static double[][] outliers(double[][] rows, int count) {
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] *= 1000;
      }
    }
    return rows;
  }

  private double[][] nearOneHot(int n, int d, double noise) {
    double[][] rows = gaussian(n, d);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        rows[i][j] = noise * Math.abs(rows[i][j]) + (i % d == j ? 1 : 0);
      }
    }
    return rows;
  }

  private double[][] oneNarrowClass(int n, int d) {
    double[][] rows = clustered(n, d, 4, 0.8);
    double[] centre = rows[0].clone();
    for (int i = 0; i < n; i += 4) {
      for (int j = 0; j < d; j++) {
        rows[i][j] = centre[j] + 0.3 * random.nextGaussian();
      }
    }
    return rows;
  }

  /** The last columns still, but for a constant and noise. */
  private double[][] still(double[][] rows, int percent, double constant, double noise) {
    for (double[] row : rows) {
      for (int j = row.length - (int) Math.round(row.length * percent / 100.0);
          j < row.length;
          j++) {
        row[j] = constant + noise * random.nextGaussian();
      }
    }
    return rows;
  }

  /** As sentence encoders: six classes, a spectrum that falls, and an offset. */
  private double[][] sentences() {
    double[][] rows = powerLaw(300, 96, 0.6);
    double[][] classes = gaussian(6, 96);
    for (int i = 0; i < rows.length; i++) {
      double length = 0;
      for (int j = 0; j < 96; j++) {
        rows[i][j] += 0.5 * classes[i % 6][j];
        length += rows[i][j] * rows[i][j];
      }
      for (int j = 0; j < 96; j++) {
        rows[i][j] /= Math.sqrt(length);
      }
    }
    return rows;
  }

  private double[][] rogue(int columns) {
    double[][] rows = sentences();
    for (double[] row : rows) {
      for (int j = 0; j < columns; j++) {
        row[7 * j] += (j % 2 == 0 ? 12 : -12) / Math.sqrt(columns);
      }
    }
    return rows;
  }

  /** With a dense offset; what is left has so much of its length. */
  private double[][] offset(double spread) {
    double[][] rows = sentences();
    double[] direction = new java.util.Random(9).doubles(96, -1, 1).toArray();
    double length = Math.sqrt(java.util.Arrays.stream(direction).map(x -> x * x).sum());
    for (double[] row : rows) {
      for (int j = 0; j < 96; j++) {
        row[j] = spread * row[j] + direction[j] / length;
      }
    }
    return rows;
  }

  private double[][] noise(double spread, int d) {
    return map(gaussian(300, d), x -> 1 + spread * x);
  }

  private double[][] blurred(double[][] rows, double noise) {
    double[][] second = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      second[i] = rows[i].clone();
      for (int j = 0; j < second[i].length; j++) {
        second[i][j] += noise / Math.sqrt(second[i].length) * random.nextGaussian();
      }
    }
    return second;
  }

  private static RunHistory.Score knn(double top1) {
    return new RunHistory.Score(top1, 2000, 0.3, 0.1);
  }

  private void add(String kind, String name, Verdict expected, double[][] rows) {
    scored(kind, name, expected, rows, null);
  }

  private void scored(
      String kind, String name, Verdict expected, double[][] rows, RunHistory.Score score) {
    put(kind, name, expected, exam(rows, Map.of(), score));
  }

  private void views(String name, Verdict expected, double[][] first, double[][] second) {
    put(OFFSET, name, expected, exam(first, Map.of("features", EmbeddingMatrix.of(second)), null));
  }

  private static RunHistory exam(
      double[][] rows, Map<String, EmbeddingMatrix> views, RunHistory.Score score) {
    return EmbeddingExam.history(
        Map.of("features", EmbeddingMatrix.of(rows)),
        views,
        score,
        new LinkedHashMap<>(),
        new ArrayList<>());
  }

  /** A run whose loss falls and whose projector and backbone look so. */
  private void run(
      String kind,
      String name,
      Verdict expected,
      double[][] untrained,
      double[][] trained,
      RunHistory.Score score) {
    var before = measured(untrained);
    var after = measured(trained);
    put(
        kind,
        name,
        expected,
        history(
            Map.of("projector", before, "backbone", before),
            Map.of("projector", after, "backbone", after),
            2,
            e -> 4.6 - 0.1 * e,
            score));
  }

  /** The same with a healthy projector. */
  private void backbone(
      String name,
      Verdict expected,
      double[][] untrained,
      double[][] trained,
      RunHistory.Score score) {
    var projector = measured(gaussian(200, 64));
    put(
        BEFORE,
        name,
        expected,
        history(
            Map.of("projector", projector, "backbone", measured(untrained)),
            Map.of("projector", projector, "backbone", measured(trained)),
            2,
            e -> 4.6 - 0.1 * e,
            score));
  }

  private void loss(
      String kind,
      String name,
      Verdict expected,
      double span,
      IntToDoubleFunction loss,
      RunHistory.Score score) {
    var layers = Map.of("projector", measured(gaussian(100, 32)));
    put(kind, name, expected, history(layers, layers, span, loss, score));
  }

  private static LayerMeasures measured(double[][] rows) {
    return CollapseMeasures.measure(EmbeddingMatrix.of(rows)).measures();
  }

  /**
   * Four epochs.
   *
   * @param span from a chance level of 4.844 down to the floor
   * @param loss by epoch; 0 are the first steps
   * @param score of the trained network, or null without labels
   */
  static RunHistory history(
      Map<String, LayerMeasures> untrained,
      Map<String, LayerMeasures> trained,
      double span,
      IntToDoubleFunction loss,
      RunHistory.Score score) {
    List<RunHistory.Epoch> epochs = new ArrayList<>();
    List<RunHistory.StepPoint> steps = new ArrayList<>();
    for (int epoch = 0; epoch <= 4; epoch++) {
      epochs.add(
          new RunHistory.Epoch(
              epoch,
              (long) epoch * EPOCH_STEPS,
              epoch == 0 ? null : Double.valueOf(loss.applyAsDouble(epoch)),
              epoch == 0 ? untrained : trained,
              score == null || epoch == 0 ? null : score));
      for (int i = 1; i <= EPOCH_STEPS && epoch < 4; i++) {
        double from = loss.applyAsDouble(epoch);
        double to = loss.applyAsDouble(epoch + 1);
        steps.add(
            new RunHistory.StepPoint(
                (long) epoch * EPOCH_STEPS + i,
                epoch + 1,
                i <= EPOCH_STEPS / 2 ? from : to,
                0.95,
                0.05));
      }
    }
    return new RunHistory(epochs, steps, 4.844 - span, 4.844, Map.of(), MethodFacts.NONE);
  }

  private void put(String kind, String name, Verdict expected, RunHistory history) {
    kinds
        .computeIfAbsent(kind, unused -> new ArrayList<>())
        .add(new Zoo.Specimen(kind + ": " + name, expected, history));
  }
}
