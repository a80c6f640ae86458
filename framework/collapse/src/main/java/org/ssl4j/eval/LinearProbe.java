package org.ssl4j.eval;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.InvalidEmbeddingsException;
import org.ssl4j.random.CounterRandom;
import org.ssl4j.stop.StopPoint;
import org.ssl4j.text.Text;

/**
 * A linear probe: multinomial logistic regression on frozen features, by preconditioned L-BFGS. The
 * optimum is unique, so the score says something of the features and not of a learning rate.
 *
 * <p>The weight decay is swept, as in the linear evaluations by L-BFGS of Kornblith et al.
 * (arXiv:1805.08974), SimCLR (arXiv:2002.05709, appendix B.8) and CLIP (arXiv:2103.00020, appendix
 * A.3): chosen by top-1 on a held-out part of the training features, then fitted once more on all
 * of them. The test images are classified once, at the end.
 *
 * @param standardize whether every dimension is scaled to variance 1; those papers do not
 * @param heldOutShare share of each class's training features that chooses the weight decay
 * @param seed draws the held-out part
 */
public record LinearProbe(boolean standardize, double heldOutShare, long seed) {

  /** Default of {@link #heldOutShare}. */
  public static final double HELD_OUT_SHARE = 0.1;

  /** Decades from strong to weak; neighbours at half a decade of the best follow. */
  private static final int STRONGEST_EXPONENT = 1;

  private static final int WEAKEST_EXPONENT = -6;

  /** Weaker decays tried without a better score before the sweep ends. */
  private static final int PATIENCE = 2;

  /** Nats; what differs by less predicts the same. */
  private static final double TOLERANCE = 1e-8;

  private static final String TRAINING = "training features";
  private static final int MEMORY = 10;
  private static final int MAX_ITERATIONS = 500;

  /** Keys the random numbers of the held-out part; no epoch or view has it. */
  private static final long HOLDING_OUT = -2;

  /**
   * One weight decay of the sweep.
   *
   * @param weightDecay tried
   * @param top1 on the held-out features
   * @param loss mean cross-entropy there, nats
   * @param iterations of L-BFGS
   * @param converged whether they sufficed
   */
  public record SweepPoint(
      double weightDecay, double top1, double loss, int iterations, boolean converged) {}

  /**
   * What a probe gave.
   *
   * @param test on the test features
   * @param weightDecay of the final fit, for features of mean variance 1
   * @param sweep every weight decay tried; empty if it was given
   * @param heldOut training features that chose
   * @param trainTop1 of the final fit on its own training features
   * @param trainLoss mean cross-entropy there, nats
   * @param iterations of the final fit
   * @param converged whether they sufficed
   */
  public record Result(
      @JsonUnwrapped Classification test,
      double weightDecay,
      List<SweepPoint> sweep,
      int heldOut,
      double trainTop1,
      double trainLoss,
      int iterations,
      boolean converged) {}

  /**
   * Fits with a swept weight decay.
   *
   * @param train labelled features
   * @param test labelled features of other images
   * @param classNames in label order
   * @throws InvalidEmbeddingsException if dimensions differ, a label is missing or out of range, a
   *     value is not finite, or there are too few images to hold any out
   */
  public Result sweep(LabelledEmbeddings train, LabelledEmbeddings test, List<String> classNames) {
    train.requireLabels(TRAINING, classNames.size());
    int[] order = heldOutLast(train.labels(), classNames.size());
    int heldOut = order.length - fitted(train.labels(), classNames.size());
    if (heldOut == 0) {
      throw new InvalidEmbeddingsException(
          Text.of(
                  "no two of the %d training images have the same class, so none can be held out to choose the",
                  train.count())
              + " weight decay; use more images");
    }
    try (var fit = new Fitting(train, order, order.length - heldOut, classNames.size())) {
      var best = fit.bestOfSweep();
      return fit.finish(best, fit.tried, heldOut, test, classNames);
    }
  }

  /** Fits with a given weight decay: no sweep, nothing held out. */
  public Result fit(
      LabelledEmbeddings train,
      LabelledEmbeddings test,
      List<String> classNames,
      double weightDecay) {
    int[] order = IntStream.range(0, train.count()).toArray();
    try (var fit = new Fitting(train, order, order.length, classNames.size())) {
      var start = new Candidate(weightDecay, new double[fit.regression.length()], 0);
      return fit.finish(start, List.of(), 0, test, classNames);
    }
  }

  /**
   * A weight decay that needs no sweep: a tenth of dimensions / rows, because the more dimensions
   * there are for every image, the more can be over-fitted. docs/METRICS.md shows it beside swept
   * ones.
   */
  public static double usualWeightDecay(EmbeddingMatrix features) {
    return 0.1 * features.columns() / features.rows();
  }

  private int heldOutOf(int images) {
    return images < 2 ? 0 : Math.max(1, (int) Math.round(heldOutShare * images));
  }

  private int fitted(int[] labels, int classes) {
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    return labels.length - Arrays.stream(counts).map(this::heldOutOf).sum();
  }

  /** Indices in their order, but a random part of every class at the end. */
  private int[] heldOutLast(int[] labels, int classes) {
    boolean[] held = new boolean[labels.length];
    for (int c = 0; c < classes; c++) {
      int wanted = c;
      int[] members = IntStream.range(0, labels.length).filter(i -> labels[i] == wanted).toArray();
      new CounterRandom(seed, HOLDING_OUT, c, 0).shuffle(members);
      for (int i = 0; i < heldOutOf(members.length); i++) {
        held[members[i]] = true;
      }
    }
    return IntStream.concat(
            IntStream.range(0, labels.length).filter(i -> !held[i]),
            IntStream.range(0, labels.length).filter(i -> held[i]))
        .toArray();
  }

  private record Candidate(double weightDecay, double[] parameters, double top1) {}

  /** The scaled features of one probe and the fits on them. */
  private final class Fitting implements AutoCloseable {
    private final FeatureScaling scaling;
    private final SoftmaxRegression regression;
    private final SoftmaxCurvature curvature;
    private final int rows;
    private final int fitRows;
    private final List<SweepPoint> tried = new ArrayList<>();

    Fitting(LabelledEmbeddings train, int[] order, int fitRows, int classes) {
      train.requireLabels(TRAINING, classes);
      this.rows = order.length;
      this.fitRows = fitRows;
      var embeddings = train.embeddings();
      scaling = FeatureScaling.of(embeddings, standardize);
      int[] labels = Arrays.stream(order).map(i -> train.labels()[i]).toArray();
      regression = new SoftmaxRegression(labels, embeddings.columns(), classes);
      double[] row = new double[embeddings.columns()];
      for (int i = 0; i < rows; i++) {
        StopPoint.check();
        scaling.scaled(embeddings, order[i], row, TRAINING);
        regression.row(i, row);
      }
      curvature = new SoftmaxCurvature(regression, fitRows);
    }

    /** Strong to weak, each from the solution before; then between the best and its neighbours. */
    Candidate bestOfSweep() {
      Candidate best = null;
      double[] start = new double[regression.length()];
      int worse = 0;
      for (int e = STRONGEST_EXPONENT; e >= WEAKEST_EXPONENT && worse < PATIENCE; e--) {
        var candidate = candidate(Math.pow(10, e), start);
        start = candidate.parameters();
        if (best == null || candidate.top1() > best.top1()) {
          best = candidate;
          worse = 0;
        } else {
          worse++;
        }
      }
      var centre = best;
      for (double factor : new double[] {Math.sqrt(10), 1 / Math.sqrt(10)}) {
        var candidate = candidate(centre.weightDecay() * factor, centre.parameters());
        if (candidate.top1() > best.top1()) {
          best = candidate;
        }
      }
      tried.sort(Comparator.comparingDouble(SweepPoint::weightDecay).reversed());
      return best;
    }

    private Candidate candidate(double weightDecay, double[] start) {
      var minimum = minimise(weightDecay, start, fitRows);
      var heldOut = regression.fit(minimum.x(), fitRows, rows);
      tried.add(
          new SweepPoint(
              weightDecay,
              heldOut.top1(),
              heldOut.loss(),
              minimum.iterations(),
              minimum.converged()));
      return new Candidate(weightDecay, minimum.x(), heldOut.top1());
    }

    private Lbfgs.Minimum minimise(double weightDecay, double[] start, int count) {
      curvature.factorise(weightDecay);
      return new Lbfgs(MEMORY, TOLERANCE, MAX_ITERATIONS)
          .minimise(
              (x, gradient) -> regression.evaluate(x, count, weightDecay, gradient),
              curvature::solve,
              start);
    }

    /** Fits on all training features and classifies the test features. */
    Result finish(
        Candidate chosen,
        List<SweepPoint> sweep,
        int heldOut,
        LabelledEmbeddings test,
        List<String> classNames) {
      var minimum = minimise(chosen.weightDecay(), chosen.parameters(), rows);
      var own = regression.fit(minimum.x(), 0, rows);
      return new Result(
          classify(minimum.x(), test, classNames),
          chosen.weightDecay(),
          List.copyOf(sweep),
          heldOut,
          own.top1(),
          own.loss(),
          minimum.iterations(),
          minimum.converged());
    }

    private Classification classify(
        double[] parameters, LabelledEmbeddings test, List<String> classNames) {
      test.requireLabels("test features", classNames.size());
      var embeddings = test.embeddings();
      if (embeddings.columns() != regression.columns()) {
        throw new InvalidEmbeddingsException(
            Text.of(
                "training and test features must have equal dimensions, not %d and %d",
                regression.columns(), embeddings.columns()));
      }
      var tally = new Classification.Tally(classNames);
      double[] row = new double[embeddings.columns()];
      try (var scorer =
          new SoftmaxRegression(test.labels(), embeddings.columns(), classNames.size())) {
        for (int i = 0; i < test.count(); i++) {
          scaling.scaled(embeddings, i, row, "test features");
          scorer.row(i, row);
        }
        scorer.predict(
            parameters,
            0,
            test.count(),
            (label, scores) -> tally.add(label, SoftmaxRegression.argmax(scores), scores));
      }
      return tally.result();
    }

    @Override
    public void close() {
      curvature.close();
      regression.close();
    }
  }
}
