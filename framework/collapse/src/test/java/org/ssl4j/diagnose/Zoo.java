package org.ssl4j.diagnose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.ssl4j.measure.CollapseMeasures;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.LayerMeasures;
import org.ssl4j.measure.Matrices;
import org.ssl4j.text.Text;

/** Embeddings and run histories whose verdict is known because they were made that way. */
final class Zoo extends Matrices {

  /**
   * One animal.
   *
   * @param name what it is
   * @param expected the right verdict
   * @param history what a diagnosis gets to see
   */
  record Specimen(String name, Verdict expected, RunHistory history) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final int EPOCH_STEPS = 40;

  private final List<Specimen> specimens = new ArrayList<>();

  private Zoo() {
    super(20);
  }

  static List<Specimen> specimens() {
    var zoo = new Zoo();
    zoo.healthy();
    zoo.points();
    zoo.directions();
    zoo.clusters();
    zoo.doubtful();
    zoo.notFinite();
    zoo.viewsAndLabels();
    zoo.runs();
    return zoo.specimens;
  }

  private void healthy() {
    for (int[] shape :
        new int[][] {
          {1000, 128},
          {1000, 512},
          {300, 64},
          {2000, 32},
          {64, 512},
          {100, 16},
          {400, 1024},
          {500, 3}
        }) {
      add("Gaussian", Verdict.HEALTHY, gaussian(shape[0], shape[1]));
    }
    add("post-ReLU Gaussian", Verdict.HEALTHY, map(gaussian(1000, 128), Zoo::relu));
    add("post-ReLU Gaussian, N < d", Verdict.HEALTHY, map(gaussian(200, 512), Zoo::relu));
    add("post-ReLU, most units on", Verdict.HEALTHY, map(gaussian(600, 128), x -> relu(x + 1)));
    add("sparse post-ReLU", Verdict.HEALTHY, map(gaussian(800, 256), x -> relu(x - 1)));
    add("off the sphere", Verdict.HEALTHY, randomLengths(gaussian(1000, 128), 1));
    add("off the sphere, N < d", Verdict.HEALTHY, randomLengths(gaussian(128, 256), 0.7));
    add("tiny values", Verdict.HEALTHY, map(gaussian(500, 64), x -> 1e-6 * x));
    add("huge values", Verdict.HEALTHY, map(gaussian(500, 64), x -> 1e6 * x));
    add("off centre by half a deviation", Verdict.HEALTHY, map(gaussian(500, 64), x -> x + 0.5));
    add("power law 1", Verdict.HEALTHY, rotated(powerLaw(1000, 256, 1)));
    add("power law 1.5", Verdict.HEALTHY, rotated(powerLaw(1000, 256, 1.5)));
    add("power law 2", Verdict.HEALTHY, rotated(powerLaw(600, 256, 2)));
    add("two dimensions", Verdict.HEALTHY, gaussian(500, 2));
    add("two dimensions, one much wider", Verdict.HEALTHY, stretched(500, 2, 8));
    add("one direction with 0.75 of the variance", Verdict.HEALTHY, rotated(dominated(1000, 256)));
    add("ten loose classes", Verdict.HEALTHY, clustered(1000, 128, 10, 1));
    add("a hundred loose classes", Verdict.HEALTHY, clustered(1000, 64, 100, 0.6));
  }

  private void points() {
    var verdict = Verdict.COMPLETE_COLLAPSE;
    add("constant", verdict, map(new double[500][64], x -> x + 3));
    add("constant, N < d", verdict, map(new double[20][64], x -> x - 0.25));
    add("zero", verdict, new double[500][64]);
    add("zero, N < d", verdict, new double[12][64]);
    for (double noise : new double[] {1e-9, 1e-6, 1e-3, 0.01, 0.05, 0.1}) {
      add("constant with noise " + noise, verdict, map(gaussian(600, 128), x -> 1 + noise * x));
    }
    add("constant with noise, N < d", verdict, map(gaussian(64, 512), x -> 1 + 0.03 * x));
    add("far off centre", verdict, map(gaussian(1000, 256), x -> 40 + x));
    add("post-ReLU far from zero", verdict, map(gaussian(500, 128), x -> relu(x + 20)));
    add("on one ray", verdict, oneRay(500, 64));
    add(
        "constant with noise, off the sphere",
        verdict,
        randomLengths(map(gaussian(500, 64), x -> 1 + 0.02 * x), 0.5));
  }

  private void directions() {
    var verdict = Verdict.DIMENSIONAL_COLLAPSE;
    add("rank 1", verdict, lowRank(1000, 128, 1, 0));
    add("rank 1 of 2", verdict, lowRank(500, 2, 1, 0));
    add("rank 1 of 3", verdict, lowRank(500, 3, 1, 0));
    add("rank 1 of 4 with noise", verdict, lowRank(500, 4, 1, 1e-3));
    add("rank 1, N < d", verdict, lowRank(64, 512, 1, 1e-3));
    add("rank 1 with noise", verdict, lowRank(1000, 128, 1, 0.01));
    add("rank 1 off centre", verdict, map(lowRank(1000, 128, 1, 0), x -> x + 0.3));
    add("rank 1 off the sphere", verdict, randomLengths(lowRank(500, 128, 1, 0.005), 0.5));
    add("rank 2", verdict, lowRank(1000, 128, 2, 0));
    add("rank 2 of 16", verdict, lowRank(500, 16, 2, 0));
    add("rank 2, N < d", verdict, lowRank(100, 256, 2, 1e-3));
    add("rank 2 with noise", verdict, lowRank(1000, 256, 2, 0.01));
    add("rank 3 with noise", verdict, lowRank(1000, 512, 3, 0.01));
    add("rank 5", verdict, lowRank(800, 512, 5, 0));
    add("rank 5, N < d", verdict, lowRank(64, 512, 5, 1e-3));
    add("rank 8 with noise", verdict, lowRank(1000, 512, 8, 0.003));
    add("rank 4 off the sphere", verdict, randomLengths(lowRank(1000, 512, 4, 0.002), 0.6));
    add("post-ReLU rank 1", verdict, map(lowRank(1000, 256, 1, 0), Zoo::relu));
    add("power law 4", verdict, rotated(powerLaw(1000, 256, 4)));
  }

  private void clusters() {
    var verdict = Verdict.CLUSTER_COLLAPSE;
    add("plus or minus one vector", verdict, clustered(500, 64, 2, 0));
    for (int k : new int[] {2, 3, 5, 10, 20, 50}) {
      add(k + " points with noise", verdict, clustered(1000, 128, k, 0.05));
    }
    add("10 points, much noise", verdict, clustered(1000, 128, 10, 0.12));
    add("100 exact points", verdict, clustered(1000, 64, 100, 0));
    add("5 points, N < d", verdict, clustered(64, 512, 5, 0.05));
    add("8 points off the sphere", verdict, randomLengths(clustered(1000, 128, 8, 0.03), 0.5));
    add("4 points post-ReLU", verdict, map(clustered(800, 128, 4, 0.05), Zoo::relu));
    add("6 points off centre", verdict, map(clustered(800, 64, 6, 0.03), x -> x + 1));
    add("10 points of very unequal size", verdict, unequalClusters(1000, 128, 10));
  }

  private void doubtful() {
    var verdict = Verdict.UNCERTAIN;
    add("one row", verdict, gaussian(1, 64));
    add("two rows", verdict, gaussian(2, 64));
    add("five rows", verdict, gaussian(5, 16));
    add("as an untrained network", verdict, map(gaussian(1000, 128), x -> 1 + 0.17 * x));
    add("as an untrained network, post-ReLU", verdict, map(gaussian(500, 256), x -> relu(5 + x)));
    add("power law 2.5", verdict, rotated(powerLaw(1000, 512, 2.5)));
  }

  private void notFinite() {
    var nan = gaussian(100, 16);
    nan[37][5] = Double.NaN;
    add("one NaN", Verdict.DIVERGED, nan);
    var infinite = gaussian(100, 16);
    infinite[99][0] = Double.NEGATIVE_INFINITY;
    add("one infinity", Verdict.DIVERGED, infinite);
    var huge = gaussian(50, 8);
    huge[3][3] = 1e200;
    add("a square that overflows", Verdict.DIVERGED, huge);
  }

  /** Labels at chance; two views near each other or as far apart as two images. */
  private void viewsAndLabels() {
    var chance = new RunHistory.Score(0.105, 2000, 0.1);
    var good = new RunHistory.Score(0.6, 2000, 0.1);
    for (int d : new int[] {32, 128, 256}) {
      var first = gaussian(400, d);
      var near = new double[400][];
      for (int i = 0; i < near.length; i++) {
        near[i] = first[i].clone();
        for (int j = 0; j < d; j++) {
          near[i][j] += 0.2 * random.nextGaussian();
        }
      }
      addViews("views alike, labels at chance", Verdict.SHORTCUT, first, near, chance);
      addViews("views alike, labels told", Verdict.HEALTHY, first, near, good);
      addViews(
          "views strangers, labels at chance",
          Verdict.NOT_LEARNING,
          first,
          faintly(first, gaussian(400, d)),
          chance);
      addViews(
          "rows of the second view in another order, labels at chance",
          Verdict.UNCERTAIN,
          first,
          reversed(near),
          chance);
    }
  }

  /** An untrained network's second view is hardly closer than another image, but it is closer. */
  private static double[][] faintly(double[][] first, double[][] other) {
    for (int i = 0; i < other.length; i++) {
      for (int j = 0; j < other[i].length; j++) {
        other[i][j] += 0.06 * first[i][j];
      }
    }
    return other;
  }

  private static double[][] reversed(double[][] rows) {
    double[][] reversed = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      reversed[i] = rows[rows.length - 1 - i];
    }
    return reversed;
  }

  private void runs() {
    for (int epochs : new int[] {3, 10}) {
      addRun("loss at chance", Verdict.NOT_LEARNING, epochs, e -> 5.5, e -> 0.30);
      addRun("loss that never moves", Verdict.NOT_LEARNING, epochs, e -> 5.2, e -> 0.305);
      addRun("solved at once", Verdict.SHORTCUT, epochs, e -> 3.6, e -> 0.295);
      addRun("learning", Verdict.HEALTHY, epochs, e -> 5.5 - 0.1 * e, e -> 0.3 + 0.01 * e);
      addRun("solved and of use", Verdict.HEALTHY, epochs, e -> 5.5 / (1 + e), e -> 0.3 + 0.02 * e);
      addRun("worse than untrained", Verdict.UNCERTAIN, epochs, e -> 5.5 - 0.1 * e, e -> 0.25);
      addRun("loss not finite", Verdict.DIVERGED, epochs, e -> e > 1.5 ? Double.NaN : 5, e -> 0.31);
    }
  }

  private void addRun(
      String name,
      Verdict expected,
      int epochs,
      DoubleUnaryOperator loss,
      DoubleUnaryOperator knn) {
    var untrained = measured(map(gaussian(200, 32), x -> 1 + 0.17 * x));
    var trained = measured(gaussian(200, 32));
    List<RunHistory.Epoch> lines = new ArrayList<>();
    List<RunHistory.StepPoint> steps = new ArrayList<>();
    for (int epoch = 0; epoch <= epochs; epoch++) {
      lines.add(
          new RunHistory.Epoch(
              epoch,
              (long) epoch * EPOCH_STEPS,
              epoch == 0 ? null : Double.valueOf(loss.applyAsDouble(epoch)),
              Map.of("projector", epoch == 0 ? untrained : trained),
              new RunHistory.Score(epoch == 0 ? 0.3 : knn.applyAsDouble(epoch), 2000, 0.3)));
      for (int i = 1; i <= EPOCH_STEPS && epoch < epochs; i++) {
        double at = epoch + i / (double) EPOCH_STEPS;
        long step = (long) epoch * EPOCH_STEPS + i;
        steps.add(new RunHistory.StepPoint(step, epoch + 1, loss.applyAsDouble(at), 0.95, 0.02));
      }
    }
    specimens.add(
        new Specimen(
            name + ", " + epochs + " epochs",
            expected,
            new RunHistory(lines, steps, 3.4, 5.55, Map.of(), MethodFacts.NONE)));
  }

  private static LayerMeasures measured(double[][] rows) {
    return CollapseMeasures.measure(EmbeddingMatrix.of(rows)).measures();
  }

  private void add(String name, Verdict expected, double[][] rows) {
    String title = Text.of("%s %d x %d", name, rows.length, rows[0].length);
    specimens.add(new Specimen(title, expected, history(Map.of("features", rows), Map.of(), null)));
  }

  private void addViews(
      String name, Verdict expected, double[][] first, double[][] second, RunHistory.Score score) {
    String title = Text.of("%s %d x %d", name, first.length, first[0].length);
    specimens.add(
        new Specimen(
            title,
            expected,
            history(Map.of("features", first), Map.of("features", second), score)));
  }

  private static RunHistory history(
      Map<String, double[][]> layers, Map<String, double[][]> views, RunHistory.Score score) {
    return EmbeddingExam.history(
        matrices(layers), matrices(views), score, new LinkedHashMap<>(), new ArrayList<>());
  }

  private static Map<String, EmbeddingMatrix> matrices(Map<String, double[][]> layers) {
    Map<String, EmbeddingMatrix> matrices = new LinkedHashMap<>();
    layers.forEach((name, rows) -> matrices.put(name, EmbeddingMatrix.of(rows)));
    return matrices;
  }
}
