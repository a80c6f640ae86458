package org.ssl4j.kinds;

import java.util.Arrays;
import java.util.List;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.error.DataException;
import org.ssl4j.faces.CodeUse;
import org.ssl4j.text.Text;

/** Codebooks of VQ-VAEs: does a code still say anything? */
public final class CodesKind implements CollapseKind {

  private static final String SIZE = "size";

  /** One code, up to a few strays. */
  private static final double ONE_CODE = 1.5;

  /** Evenness below which a codebook has collapsed, whatever it was before. */
  private static final double COLLAPSED = 0.05;

  /** Evenness from which a codebook is in good use; trained ones differ widely below it. */
  private static final double GOOD = 0.25;

  /** Share of a single code above which it stands for too much. */
  private static final double DOMINATING = 0.5;

  /** Evenness from which even a small codebook is in use, whatever its top code. */
  private static final double EVEN = 0.5;

  /** Share of the baseline's perplexity below which codes were lost. */
  private static final double LOST = 0.5;

  private static final double KEPT = 0.8;

  /** Codes below which counts say nothing. */
  private static final int FEWEST = 32;

  @Override
  public String name() {
    return "codes";
  }

  @Override
  public String summary() {
    return "the codes that a vector quantiser chose: use of the codebook";
  }

  @Override
  public List<ArrayNeed> arrays() {
    return List.of(
        new ArrayNeed(
            "codes",
            List.of(),
            true,
            "the number of the chosen entry for each position, any shape"),
        new ArrayNeed(SIZE, List.of(), false, "entries of the codebook, a single number"));
  }

  @Override
  public List<KindOption> options() {
    return List.of(
        new KindOption(
            SIZE, "NUMBER", "Entries of the codebook, K (default: the array size of the file)."));
  }

  @Override
  public List<MeasureInfo> measures() {
    return List.of(
        new MeasureInfo(
            "perplexity", "perplexity", "near K, or N if that is less: healthy; 1: collapsed"),
        new MeasureInfo(
            "evenness", "evenness", "perplexity over what N even draws reach; 1: all codes alike"),
        new MeasureInfo("usedCodes", "used codes", "entries that occur at all, of K"),
        new MeasureInfo("usedShare", "used share", "near the expected share: healthy"),
        new MeasureInfo(
            "expectedUsedShareUniform", "expected used share", "what N even draws would use"),
        new MeasureInfo("maxUsedShare", "possible used share", "what N codes can use at most"),
        new MeasureInfo("topCodeShare", "top code share", "share of the most frequent entry"),
        new MeasureInfo("entropy", "entropy", "ln K: even; 0: one code"),
        new MeasureInfo("normalisedEntropy", "entropy / ln K", "1: even; 0: one code"),
        new MeasureInfo("codes", "codes", "how many were counted, N"),
        new MeasureInfo("size", "codebook size", "entries, K"));
  }

  @Override
  public List<String> limits() {
    return List.of(
        "A codebook that is used evenly may still hold entries that mean the same.",
        "Which share of a codebook is good depends on its size and on the data: compare with an earlier state.");
  }

  @Override
  public String baseline() {
    return "codes of the same data from an earlier checkpoint or from a codebook of the same size that works";
  }

  @Override
  public KindMeasurement measure(KindInput input) {
    int size = input.whole(SIZE, 0);
    var given = input.optional(SIZE);
    if (size == 0 && given.isPresent()) {
      double[] value = new double[1];
      if (given.get().size() != 1) {
        throw new DataException(
            Text.of(
                "%s holds %d values; the size is one number",
                given.get().name(), given.get().size()));
      }
      given.get().read(0, 1, value, 0);
      size = (int) value[0];
      if (size != value[0]) {
        throw new DataException(
            Text.of("%s holds %s; the size is a whole number", given.get().name(), value[0]));
      }
    } else if (size == 0) {
      throw new DataException(
          "the size of the codebook is not known; give size=NUMBER, or write it into the .npz as the array size");
    }
    var use = CodeUse.of(input.array("codes"), size);
    double[] shares =
        Arrays.stream(use.counts()).mapToDouble(count -> (double) count / use.codes()).toArray();
    double[] used = Arrays.stream(shares).filter(share -> share > 0).toArray();
    return new KindMeasurement()
        .put("perplexity", use.perplexity())
        .put("evenness", use.perplexity() / (use.expectedUsedShareUniform() * size))
        .put("usedCodes", use.usedCodes())
        .put("usedShare", use.usedShare())
        .put("expectedUsedShareUniform", use.expectedUsedShareUniform())
        .put("maxUsedShare", use.maxUsedShare())
        .put("topCodeShare", use.topCodeShare())
        .put("entropy", use.entropy())
        .put("normalisedEntropy", use.normalisedEntropy())
        .put("codes", use.codes())
        .put("size", size)
        .show(
            Picture.lines(
                    "use-of-codes",
                    "Use of the codes, most frequent first",
                    Text.of(
                        "Share of all codes that name an entry, over its rank. %d of %d entries are used. The level is even use.",
                        use.usedCodes(), size),
                    "rank of the entry",
                    "share of the codes",
                    Picture.Series.sorted("share", used, true),
                    Picture.Series.points(
                            "", new double[] {1, size}, new double[] {1.0 / size, 1.0 / size})
                        .asReference("even use"))
                .log(true, true));
  }

  @Override
  public Ruling judge(MeasuredValues now, MeasuredValues baseline) {
    double perplexity = now.get("perplexity");
    double evenness = now.get("evenness");
    double top = now.get("topCodeShare");
    double size = now.get("size");
    if (size == 1) {
      return Ruling.uncertain()
          .because("size", 1, 2, "the codebook has one entry, so its use cannot be uneven");
    }
    if (now.get("codes") < FEWEST) {
      return Ruling.tooFew("codes", now.get("codes"), FEWEST, "codes");
    }
    if (perplexity < ONE_CODE) {
      return Ruling.of(Verdict.COMPLETE_COLLAPSE, "codebook collapse")
          .because(
              "perplexity",
              perplexity,
              ONE_CODE,
              "the perplexity is %.2f of %.0f: nearly all codes name one entry",
              perplexity,
              size);
    }
    if (evenness < COLLAPSED) {
      return Ruling.of(Verdict.CLUSTER_COLLAPSE, "codebook collapse")
          .because(
              "evenness",
              evenness,
              COLLAPSED,
              "the perplexity is %.1f, %.1f %% of what even use of %.0f entries reaches",
              perplexity,
              100 * evenness,
              size);
    }
    if (baseline != null) {
      double before = baseline.get("perplexity");
      if (perplexity < LOST * before) {
        return Ruling.of(Verdict.CLUSTER_COLLAPSE, "codebook collapse")
            .because(
                "perplexity",
                perplexity,
                LOST * before,
                "the perplexity is %.1f, less than half of the baseline's %.1f",
                perplexity,
                before);
      }
      if (perplexity >= KEPT * before) {
        return Ruling.healthy()
            .because(
                "perplexity",
                perplexity,
                KEPT * before,
                "the perplexity is %.1f, the baseline's %.1f",
                perplexity,
                before);
      }
    }
    if (top > DOMINATING && evenness < EVEN) {
      return Ruling.baselineDecides()
          .because(
              "topCodeShare",
              top,
              DOMINATING,
              "one entry stands for %.0f %% of all codes",
              100 * top);
    }
    if (evenness < GOOD) {
      return Ruling.baselineDecides()
          .because(
              "evenness",
              evenness,
              GOOD,
              "the perplexity is %.1f, %.0f %% of what even use of %.0f entries reaches: trained codebooks differ that much",
              perplexity,
              100 * evenness,
              size);
    }
    return Ruling.healthy()
        .because(
            "evenness",
            evenness,
            GOOD,
            "the perplexity is %.1f, %.0f %% of what even use of %.0f entries reaches",
            perplexity,
            100 * evenness,
            size);
  }
}
