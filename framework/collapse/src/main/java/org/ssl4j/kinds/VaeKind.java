package org.ssl4j.kinds;

import java.util.Arrays;
import java.util.List;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.faces.PosteriorMeasures;
import org.ssl4j.text.Text;

/** Posteriors of a VAE: does the code still depend on the input? */
public final class VaeKind implements CollapseKind {

  private static final int FEWEST_ROWS = 32;

  /** Nats below which the code says nothing of the input. */
  private static final double NO_INFORMATION = 0.1;

  /** Nats that a code has to hold for a verdict without a baseline. */
  private static final double SOME_INFORMATION = 0.5;

  /** Share of active dimensions below which a baseline decides: healthy VAEs prune, too. */
  private static final double FEW_ACTIVE = 0.25;

  /** Share of the baseline's value below which it was lost. */
  private static final double LOST = 0.5;

  /** Share of the ceiling above which the rows are too few for the information. */
  private static final double NEAR_CEILING = 0.95;

  @Override
  public String name() {
    return "vae";
  }

  @Override
  public String summary() {
    return "means and log-variances of a VAE's posteriors: posterior collapse";
  }

  @Override
  public List<ArrayNeed> arrays() {
    return List.of(
        ArrayNeed.of("mu", "inputs, dimensions", "the means of q(z|x)"),
        ArrayNeed.of("logvar", "inputs, dimensions", "the logarithms of the variances of q(z|x)"));
  }

  @Override
  public List<MeasureInfo> measures() {
    return List.of(
        new MeasureInfo(
            "activeUnits", "active dimensions", "means that vary by more than 0.01; 0: collapsed"),
        new MeasureInfo("activeShare", "active share", "of all dimensions"),
        new MeasureInfo(
            "miSampled", "information of z and x", "in nats, by one draw of each; 0: collapsed"),
        new MeasureInfo("miLower", "lower bound", "of the information, without random numbers"),
        new MeasureInfo("miUpper", "upper bound", "of the information, without random numbers"),
        new MeasureInfo("miCeiling", "ceiling", "ln of the rows compared: more cannot be seen"),
        new MeasureInfo(
            "klTotal", "KL to the prior", "in nats; 0: collapsed, but large is no proof of health"),
        new MeasureInfo(
            "marginalKlSampled",
            "KL of the mixture to the prior",
            "the KL that is not information"),
        new MeasureInfo("inputs", "inputs", "rows, N"),
        new MeasureInfo("compared", "rows compared", "for the information"),
        new MeasureInfo("dimensions", "dimensions", "of z, D"));
  }

  @Override
  public List<String> limits() {
    return List.of(
        "KL alone cannot see a posterior that is the same for every input and far from the prior; read it beside the information.",
        "The information cannot exceed ln N: near that ceiling the file holds too few rows to say more.",
        "Active dimensions may be many in a model whose decoder ignores them: compare reconstructions, too.");
  }

  @Override
  public String baseline() {
    return "mu and logvar of the same inputs from an earlier checkpoint, such as before the weight of the KL term rose";
  }

  @Override
  public KindMeasurement measure(KindInput input) {
    var posterior = PosteriorMeasures.of(input.array("mu"), input.array("logvar"));
    var information = posterior.information();
    var measured =
        new KindMeasurement()
            .put("activeUnits", posterior.activeUnits())
            .put("activeShare", posterior.activeShare())
            .put("miSampled", information.estimate())
            .put("miLower", information.lower())
            .put("miUpper", information.upper())
            .put("miCeiling", information.ceiling())
            .put("klTotal", posterior.klTotal())
            .put("marginalKlSampled", posterior.marginalKl())
            .put("inputs", posterior.rows())
            .put("compared", information.sampled())
            .put("dimensions", posterior.klPerDimension().length);
    if (information.sampled() < posterior.rows()) {
      measured.note(
          Text.of(
              "The information is measured on %d of %d rows, drawn by a fixed sequence.",
              information.sampled(), posterior.rows()));
    }
    double[] levels = {PosteriorMeasures.ACTIVE_VARIANCE, PosteriorMeasures.ACTIVE_VARIANCE};
    double[] ends = {1, posterior.klPerDimension().length};
    return measured
        .show(
            Picture.lines(
                    "kl-by-dimension",
                    "KL to the prior by dimension, largest first",
                    "A dimension at 0 equals the prior for every input.",
                    "rank of the dimension",
                    "nats",
                    Picture.Series.sorted("KL", posterior.klPerDimension(), false))
                .fromZero())
        .show(
            Picture.lines(
                    "activity-by-dimension",
                    "Variance of the means by dimension, largest first",
                    "A dimension above the level of 0.01 is active: its mean depends on the input. Values below 1e-8 are not drawn.",
                    "rank of the dimension",
                    "variance of mu",
                    Picture.Series.sorted("variance", visible(posterior.meanVariance()), false),
                    Picture.Series.points("", ends, levels).asReference("active"))
                .log(false, true));
  }

  private static double[] visible(double[] variances) {
    return Arrays.stream(variances).filter(v -> v > 1e-8).toArray();
  }

  @Override
  public Ruling judge(MeasuredValues now, MeasuredValues baseline) {
    double active = now.get("activeUnits");
    double dimensions = now.get("dimensions");
    double information = now.get("miSampled");
    if (now.get("inputs") < FEWEST_ROWS) {
      return Ruling.tooFew("inputs", now.get("inputs"), FEWEST_ROWS, "inputs");
    }
    if (information < NO_INFORMATION && now.get("miLower") < NO_INFORMATION) {
      return Ruling.of(Verdict.COMPLETE_COLLAPSE, "posterior collapse")
          .because(
              "miSampled",
              information,
              NO_INFORMATION,
              "the code holds %.3f nats about its input; %.0f of %.0f dimensions are active, at a KL of %.2f",
              Math.max(0, information),
              active,
              dimensions,
              now.get("klTotal"));
    }
    if (active == 0) {
      return Ruling.uncertain()
          .because(
              "activeUnits",
              0,
              1,
              "no mean varies by more than %.2f, yet the code holds %.2f nats: the posteriors are narrow and lie close together",
              PosteriorMeasures.ACTIVE_VARIANCE,
              information);
    }
    if (baseline != null) {
      return beside(now, baseline);
    }
    if (now.get("activeShare") < FEW_ACTIVE) {
      return Ruling.baselineDecides()
          .because(
              "activeShare",
              now.get("activeShare"),
              FEW_ACTIVE,
              "%.0f of %.0f dimensions are active; a healthy VAE may leave as many unused",
              active,
              dimensions);
    }
    if (information < SOME_INFORMATION) {
      return Ruling.baselineDecides()
          .because(
              "miSampled",
              information,
              SOME_INFORMATION,
              "the code holds only %.2f nats about its input",
              information);
    }
    return wellInformed(
        Ruling.healthy()
            .because(
                "activeShare",
                now.get("activeShare"),
                FEW_ACTIVE,
                "%.0f of %.0f dimensions are active, and the code holds %.2f nats about its input",
                active,
                dimensions,
                information),
        now);
  }

  private static Ruling wellInformed(Ruling ruling, MeasuredValues now) {
    double ceiling = now.get("miCeiling");
    return now.get("miSampled") < NEAR_CEILING * ceiling
        ? ruling
        : ruling.because(
            "miCeiling",
            now.get("miSampled"),
            NEAR_CEILING * ceiling,
            "the information is near its ceiling of %.2f nats, so only more rows could say more",
            ceiling);
  }

  private static Ruling beside(MeasuredValues now, MeasuredValues baseline) {
    double ceilings = Math.min(now.get("miCeiling"), baseline.get("miCeiling"));
    double before = Math.min(ceilings, baseline.get("miSampled"));
    if (now.get("activeUnits") < LOST * baseline.get("activeUnits")) {
      return Ruling.of(Verdict.DIMENSIONAL_COLLAPSE, "posterior collapse of most dimensions")
          .because(
              "activeUnits",
              now.get("activeUnits"),
              LOST * baseline.get("activeUnits"),
              "%.0f dimensions are active, in the baseline %.0f",
              now.get("activeUnits"),
              baseline.get("activeUnits"));
    }
    if (now.get("miSampled") < LOST * before) {
      return Ruling.of(Verdict.DIMENSIONAL_COLLAPSE, "loss of information")
          .because(
              "miSampled",
              now.get("miSampled"),
              LOST * before,
              "the code holds %.2f nats about its input, in the baseline %.2f",
              now.get("miSampled"),
              before);
    }
    return wellInformed(
        Ruling.healthy()
            .because(
                "activeUnits",
                now.get("activeUnits"),
                LOST * baseline.get("activeUnits"),
                "%.0f dimensions are active and hold %.2f nats, in the baseline %.0f and %.2f",
                now.get("activeUnits"),
                now.get("miSampled"),
                baseline.get("activeUnits"),
                baseline.get("miSampled")),
        now);
  }
}
