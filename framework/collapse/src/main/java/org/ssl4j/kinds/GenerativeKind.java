package org.ssl4j.kinds;

import java.util.Arrays;
import java.util.List;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.faces.GenerativeModes;

/** Real and generated features: does a generator make all that there is? */
public final class GenerativeKind implements CollapseKind {

  private static final String K = "k";

  private static final int FEWEST_ROWS = 50;

  /** Share of rows with a radius of 0 from which duplicates decide all measures. */
  private static final double DUPLICATES = 0.5;

  /** The same, from which all that is generated is a few points. */
  private static final double ONE_POINT = 0.9;

  /** Precision from which what is generated lies among the real rows. */
  private static final double ON_DATA = 0.5;

  /** Coverage and recall below which most of the real rows are missing. */
  private static final double MISSING = 0.3;

  /**
   * Precision and coverage below it: nothing generated is anywhere near. Recall may be high,
   * because the balls of scattered rows are large.
   */
  private static final double NOWHERE = 0.1;

  /**
   * Coverage and recall from which nothing much is missing; equal distributions reach .97 at k 5.
   */
  private static final double COVERED = 0.7;

  private static final double RECALLED = 0.5;

  /** Share of the baseline's value below which modes were lost. */
  private static final double LOST = 0.5;

  private static final double KEPT = 0.8;

  /** Bins of the histograms of radii. */
  private static final int BINS = 40;

  @Override
  public String name() {
    return "generative";
  }

  @Override
  public String summary() {
    return "features of real and generated samples: mode collapse";
  }

  @Override
  public List<ArrayNeed> arrays() {
    return List.of(
        ArrayNeed.of("real", "rows, dimensions", "features of real samples"),
        ArrayNeed.of(
            "fake", "rows, dimensions", "features of generated samples, of the same network"));
  }

  @Override
  public List<KindOption> options() {
    return List.of(
        new KindOption(K, "NUMBER", "Neighbours that give a ball its radius (default: 5)."));
  }

  @Override
  public List<MeasureInfo> measures() {
    return List.of(
        new MeasureInfo(
            "precision", "precision", "generated rows in real balls; 1: all lie on the data"),
        new MeasureInfo("recall", "recall", "real rows in generated balls; 0: modes are missing"),
        new MeasureInfo("density", "density", "about 1: healthy; may exceed it"),
        new MeasureInfo(
            "coverage", "coverage", "real balls that hold a generated row; low: modes are missing"),
        new MeasureInfo("vendiReal", "Vendi score, real", "number of different rows, by cosine"),
        new MeasureInfo(
            "vendiFake", "Vendi score, generated", "about that of the real rows: healthy"),
        new MeasureInfo(
            "zeroRadiusShareReal", "duplicates, real", "rows with more than k duplicates"),
        new MeasureInfo("zeroRadiusShareFake", "duplicates, generated", "1: one point or a few"),
        new MeasureInfo("real", "real rows", "N"),
        new MeasureInfo("fake", "generated rows", "M"),
        new MeasureInfo(K, "neighbours", "of a ball's radius, k"));
  }

  @Override
  public List<String> limits() {
    return List.of(
        "Copies of the training set look perfect: compare with real samples that were not trained on.",
        "All numbers depend on the network that made the features, on N, M and k: compare only equal ones.",
        "A large common mean of the features pushes both Vendi scores to 1.");
  }

  @Override
  public String baseline() {
    return "the same real rows with a second half of real samples in place of the generated ones, or with those of an earlier checkpoint";
  }

  @Override
  public KindMeasurement measure(KindInput input) {
    var modes =
        GenerativeModes.of(
            input.array("real"), input.array("fake"), input.whole(K, GenerativeModes.DEFAULT_K));
    double largest =
        Math.max(
            Arrays.stream(modes.realRadii()).max().orElse(0),
            Arrays.stream(modes.fakeRadii()).max().orElse(0));
    return new KindMeasurement()
        .put("precision", modes.precision())
        .put("recall", modes.recall())
        .put("density", modes.density())
        .put("coverage", modes.coverage())
        .put("vendiReal", modes.vendiReal())
        .put("vendiFake", modes.vendiFake())
        .put("zeroRadiusShareReal", modes.zeroRadiusShareReal())
        .put("zeroRadiusShareFake", modes.zeroRadiusShareFake())
        .put("real", modes.realRadii().length)
        .put("fake", modes.fakeRadii().length)
        .put(K, modes.k())
        .show(
            Picture.bars(
                "modes",
                "Precision, recall, density, coverage",
                "High precision with low recall and coverage is mode collapse.",
                "share",
                List.of("precision", "recall", "density", "coverage"),
                Picture.Series.of(
                    "generated",
                    modes.precision(),
                    modes.recall(),
                    modes.density(),
                    modes.coverage())))
        .show(
            Picture.lines(
                    "variety",
                    "Spectra of the cosines",
                    "Eigenvalues as shares of their sum. If the generated rows fall much faster, they vary less than the real ones.",
                    "index",
                    "share",
                    Picture.Series.ranked("real", positive(modes.realShares()), true),
                    Picture.Series.ranked("generated", positive(modes.fakeShares()), true))
                .log(true, true))
        .show(
            Picture.lines(
                    "radii",
                    "Distance to the k-th neighbour",
                    "Shares of the rows by the radius of their ball, in steps. Generated rows far to the left are nearly copies of one another.",
                    "radius",
                    "share of the rows",
                    histogram("real", modes.realRadii(), largest),
                    histogram("generated", modes.fakeRadii(), largest))
                .fromZero());
  }

  private static double[] positive(double[] shares) {
    return Arrays.stream(shares).filter(share -> share > 1e-12).toArray();
  }

  private static Picture.Series histogram(String name, double[] radii, double largest) {
    double width = largest == 0 ? 1 : largest / BINS;
    double[] x = new double[BINS];
    double[] y = new double[BINS];
    Arrays.setAll(x, i -> i * width);
    for (double radius : radii) {
      y[(int) Math.min(BINS - 1, radius / width)] += 1.0 / radii.length;
    }
    return Picture.Series.points(name, x, y);
  }

  @Override
  public Ruling judge(MeasuredValues now, MeasuredValues baseline) {
    double precision = now.get("precision");
    double recall = now.get("recall");
    double coverage = now.get("coverage");
    double fewest = Math.min(now.get("real"), now.get("fake"));
    if (fewest < FEWEST_ROWS) {
      return Ruling.tooFew(
          now.get("real") <= now.get("fake") ? "real" : "fake",
          fewest,
          FEWEST_ROWS,
          now.get("real") <= now.get("fake") ? "real rows" : "generated rows");
    }
    if (now.get("zeroRadiusShareReal") > DUPLICATES) {
      return Ruling.uncertain()
          .because(
              "zeroRadiusShareReal",
              now.get("zeroRadiusShareReal"),
              DUPLICATES,
              "%.0f %% of the real rows have more than k duplicates, and nothing lies inside a ball without a radius",
              100 * now.get("zeroRadiusShareReal"));
    }
    if (now.get("zeroRadiusShareFake") >= ONE_POINT) {
      return Ruling.of(Verdict.COMPLETE_COLLAPSE, "mode collapse to a few points")
          .because(
              "zeroRadiusShareFake",
              now.get("zeroRadiusShareFake"),
              ONE_POINT,
              "%.0f %% of the generated rows have more than k duplicates",
              100 * now.get("zeroRadiusShareFake"));
    }
    if (precision < NOWHERE && coverage < NOWHERE) {
      return Ruling.of(Verdict.NOT_LEARNING, "off the data")
          .because(
              "precision",
              precision,
              NOWHERE,
              "precision %.2f, recall %.2f, coverage %.2f: what is generated lies nowhere near the real rows",
              precision,
              recall,
              coverage);
    }
    if (precision >= ON_DATA && coverage < MISSING && recall < MISSING) {
      return modeCollapse(now, MISSING);
    }
    if (baseline != null) {
      return beside(now, baseline);
    }
    if (precision >= ON_DATA && coverage >= COVERED && recall >= RECALLED) {
      return Ruling.healthy()
          .because(
              "coverage",
              coverage,
              COVERED,
              "precision %.2f, recall %.2f, coverage %.2f",
              precision,
              recall,
              coverage);
    }
    return Ruling.baselineDecides()
        .because(
            "coverage",
            coverage,
            COVERED,
            "precision %.2f, recall %.2f, coverage %.2f: neither clearly good nor collapsed",
            precision,
            recall,
            coverage);
  }

  private static Ruling modeCollapse(MeasuredValues now, double limit) {
    return Ruling.of(Verdict.CLUSTER_COLLAPSE, "mode collapse")
        .because(
            "coverage",
            now.get("coverage"),
            limit,
            "precision is %.2f, but recall %.2f and coverage %.2f: what is generated is good and little of what there is",
            now.get("precision"),
            now.get("recall"),
            now.get("coverage"));
  }

  private static Ruling beside(MeasuredValues now, MeasuredValues baseline) {
    double coverage = now.get("coverage");
    double before = baseline.get("coverage");
    double recallBefore = baseline.get("recall");
    boolean precise = now.get("precision") >= KEPT * baseline.get("precision");
    if (precise && (coverage < LOST * before || now.get("recall") < LOST * recallBefore)) {
      return modeCollapse(now, LOST * before);
    }
    if (precise && coverage >= KEPT * before && now.get("recall") >= KEPT * recallBefore) {
      return Ruling.healthy()
          .because(
              "coverage",
              coverage,
              KEPT * before,
              "precision %.2f, recall %.2f, coverage %.2f; in the baseline %.2f, %.2f, %.2f",
              now.get("precision"),
              now.get("recall"),
              coverage,
              baseline.get("precision"),
              recallBefore,
              before);
    }
    return Ruling.uncertain()
        .because(
            "coverage",
            coverage,
            KEPT * before,
            "precision %.2f, recall %.2f, coverage %.2f are below the baseline's %.2f, %.2f, %.2f, but not by half",
            now.get("precision"),
            now.get("recall"),
            coverage,
            baseline.get("precision"),
            recallBefore,
            before);
  }
}
