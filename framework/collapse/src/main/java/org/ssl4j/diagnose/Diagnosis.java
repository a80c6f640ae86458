package org.ssl4j.diagnose;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ssl4j.measure.LayerMeasures;
import org.ssl4j.text.Text;

/**
 * Whether representations are healthy; if not, in which way, since when, and why.
 *
 * <p>A function of what was measured: no files, no clock, no randomness.
 *
 * @param verdict on the whole
 * @param severity of it
 * @param layers the verdict on each layer, in the order of the latest measurement
 * @param evidence what speaks for the verdict beyond the layers' own evidence
 * @param onset since when, or null if nothing is wrong or that cannot be dated
 * @param causes likely ones, most likely first
 */
public record Diagnosis(
    Verdict verdict,
    Severity severity,
    List<LayerDiagnosis> layers,
    List<Evidence> evidence,
    Onset onset,
    List<Cause> causes) {

  /** Measurements in a row that must agree before a collapse is believed, unless configured. */
  public static final int DEFAULT_PATIENCE = 2;

  /** The layer losses act on. */
  static final String PROJECTOR = "projector";

  /** The layer, and the beginning of the names of its hidden ones, that decides nothing. */
  private static final String PREDICTOR = "predictor";

  /** The layer that is kept. */
  static final String BACKBONE = "backbone";

  /** Layers whose trained spread is known; stages and hidden layers are judged more cautiously. */
  private static final Set<String> HEADS = Set.of(PROJECTOR, PREDICTOR, "target");

  /** Batches whose mean signal counts as the latest. */
  private static final int LATEST_STEPS = 20;

  public Diagnosis {
    layers = List.copyOf(layers);
    evidence = List.copyOf(evidence);
    causes = List.copyOf(causes);
  }

  /** With the default patience. */
  public static Diagnosis of(RunHistory history) {
    return of(history, DEFAULT_PATIENCE);
  }

  /**
   * @param patience measurements in a row that must agree before a collapse is believed; fewer if
   *     there are not as many
   */
  public static Diagnosis of(RunHistory history, int patience) {
    var diverged = Divergence.of(history);
    var layers = layers(history, patience);
    if (diverged.isPresent()
        || layers.stream().anyMatch(layer -> layer.verdict() == Verdict.DIVERGED)) {
      return complete(Verdict.DIVERGED, layers, diverged.orElse(List.of()), history);
    }
    var collapsed = collapsed(layers);
    if (collapsed.isPresent()) {
      return complete(collapsed.get().verdict(), layers, List.of(), history);
    }
    var learning = LearningRules.judge(history, patience);
    if (learning.verdict() != Verdict.HEALTHY) {
      return complete(learning.verdict(), layers, learning.evidence(), history);
    }
    if (layers.isEmpty()) {
      return complete(Verdict.UNCERTAIN, layers, List.of(unseen(history)), history);
    }
    boolean doubt = deciding(layers).stream().anyMatch(layer -> layer.verdict() != Verdict.HEALTHY);
    return complete(
        doubt ? Verdict.UNCERTAIN : Verdict.HEALTHY, layers, learning.evidence(), history);
  }

  private static Evidence unseen(RunHistory history) {
    var last = history.epochs().stream().reduce((earlier, later) -> later);
    return Evidence.of(
        "layers",
        0,
        1,
        last.map(RunHistory.Epoch::epoch).orElse(null),
        "no layer has been measured, so there is nothing to judge");
  }

  private static Diagnosis complete(
      Verdict verdict, List<LayerDiagnosis> layers, List<Evidence> evidence, RunHistory history) {
    var onset =
        verdict.collapsed()
            ? OnsetFinder.find(history, decidingName(layers, verdict))
            : Divergence.onset(history, verdict);
    boolean features = featuresHold(history);
    List<Evidence> all = new ArrayList<>(evidence);
    if (features && verdict.collapsed()) {
      all.add(LearningRules.features(history));
    }
    return new Diagnosis(
        verdict,
        Severity.of(verdict, features),
        layers,
        all,
        onset.orElse(null),
        CauseRules.rank(verdict, history));
  }

  /** Whether labels contradict that all is lost. */
  private static boolean featuresHold(RunHistory history) {
    return history
        .latestScore()
        .filter(score -> score.high() || history.isRun() && score.better())
        .isPresent();
  }

  private static String decidingName(List<LayerDiagnosis> layers, Verdict verdict) {
    return deciding(layers).stream()
        .filter(layer -> layer.verdict() == verdict)
        .map(LayerDiagnosis::name)
        .findFirst()
        .orElse(PROJECTOR);
  }

  /** The projector before the backbone, else the first layer that collapsed. */
  private static Optional<LayerDiagnosis> collapsed(List<LayerDiagnosis> layers) {
    return deciding(layers).stream().filter(layer -> layer.verdict().collapsed()).findFirst();
  }

  /**
   * Projector and backbone, where a network has them. A predictor may well be narrow, and early
   * stages have few channels.
   */
  private static List<LayerDiagnosis> deciding(List<LayerDiagnosis> layers) {
    List<LayerDiagnosis> named = new ArrayList<>();
    for (String name : List.of(PROJECTOR, BACKBONE)) {
      layers.stream().filter(layer -> layer.name().equals(name)).forEach(named::add);
    }
    return named.isEmpty() ? layers : named;
  }

  private static List<LayerDiagnosis> layers(RunHistory history, int patience) {
    var measured = history.measured();
    if (measured.isEmpty()) {
      return history
          .untrained()
          .map(
              epoch ->
                  epoch.layers().keySet().stream()
                      .map(name -> untrainedLayer(name, epoch.layers().get(name)))
                      .toList())
          .orElse(List.of());
    }
    var latest = measured.get(measured.size() - 1);
    List<LayerDiagnosis> layers = new ArrayList<>();
    latest.layers().keySet().forEach(name -> layers.add(layer(history, name, patience)));
    layers.addAll(latest.unmeasured().values());
    return layers;
  }

  private static LayerDiagnosis untrainedLayer(String name, LayerMeasures measures) {
    return new LayerDiagnosis(
        name,
        Verdict.UNCERTAIN,
        measures,
        List.of(
            Evidence.of(
                "stdRatio",
                measures.stdRatio(),
                LayerRules.TRAINED_STD_RATIO,
                0,
                "the network has not been trained yet; its std ratio of %.2f is a baseline",
                measures.stdRatio())));
  }

  /** The latest verdict; a collapse only if the measurements before agree that there is one. */
  private static LayerDiagnosis layer(RunHistory history, String name, int patience) {
    var measured = history.measured();
    var recent =
        judgements(
            history,
            name,
            measured.subList(Math.max(0, measured.size() - patience), measured.size()));
    var latest = recent.get(recent.size() - 1);
    if (!latest.verdict().collapsed()) {
      return latest;
    }
    if (history.isRun() && name.startsWith(PREDICTOR)) {
      return doubted(
          latest,
          "predictors of healthy runs show the same, so the predictor does not decide the verdict");
    }
    return recent.stream().allMatch(one -> one.verdict().collapsed())
        ? latest
        : doubted(
            latest,
            Text.of("the last measurement shows a collapse, but %d in a row are needed", patience));
  }

  private static LayerDiagnosis doubted(LayerDiagnosis collapsed, String why) {
    List<Evidence> evidence = new ArrayList<>(collapsed.evidence());
    var first = evidence.get(0);
    evidence.add(
        new Evidence(first.measure(), first.value(), first.threshold(), first.epoch(), why));
    return new LayerDiagnosis(collapsed.name(), Verdict.UNCERTAIN, collapsed.measures(), evidence);
  }

  /** The verdict of each of some measured epochs by itself. */
  static List<LayerDiagnosis> judgements(
      RunHistory history, String name, List<RunHistory.Epoch> epochs) {
    var untrained = history.untrained().map(e -> e.layers().get(name)).orElse(null);
    return epochs.stream()
        .filter(epoch -> epoch.layers().containsKey(name))
        .map(
            epoch ->
                new LayerRules(
                        name,
                        epoch.layers().get(name),
                        untrained,
                        epoch.epoch(),
                        head(history, name, epoch))
                    .judge())
        .toList();
  }

  /** Whether a layer is one whose spread is known once it is trained. */
  static boolean isHead(String name) {
    return HEADS.contains(name);
  }

  private static LayerRules.Head head(RunHistory history, String name, RunHistory.Epoch epoch) {
    if (!history.isRun()) {
      boolean scored = name.equals(history.scoredLayer());
      return new LayerRules.Head(false, null, null, null, scored ? epoch.score() : null);
    }
    var score = history.scoreUpTo(epoch.step());
    return name.equals(PROJECTOR)
        ? new LayerRules.Head(
            true,
            batchStdRatio(history, epoch),
            history.method().askedDeviation(),
            stdBefore(history, name, epoch),
            score)
        : new LayerRules.Head(isHead(name), null, null, null, score);
  }

  private static Double stdBefore(RunHistory history, String name, RunHistory.Epoch epoch) {
    Double before = null;
    for (var earlier : history.epochs()) {
      if (earlier.step() >= epoch.step()) {
        break;
      }
      var measures = earlier.layers().get(name);
      before = measures == null ? before : Double.valueOf(measures.rawStd());
    }
    return before;
  }

  private static Double batchStdRatio(RunHistory history, RunHistory.Epoch epoch) {
    var mean =
        history.stepsUpTo(epoch.step(), LATEST_STEPS).stream()
            .mapToDouble(RunHistory.StepPoint::stdRatio)
            .filter(Double::isFinite)
            .average();
    return mean.isPresent() ? mean.getAsDouble() : null;
  }

  /** The verdict in words: one or two sentences for people. */
  @JsonProperty
  public String sentence() {
    var deciding =
        deciding(layers).stream().filter(layer -> layer.verdict() == verdict).findFirst();
    var text = new StringBuilder(verdict.title());
    List<String> reasons = new ArrayList<>();
    if (evidence.isEmpty() || verdict.collapsed()) {
      deciding.ifPresent(
          layer ->
              layer.evidence().forEach(one -> reasons.add(layer.name() + ": " + one.sentence())));
    }
    evidence.forEach(one -> reasons.add(one.sentence()));
    if (!reasons.isEmpty()) {
      text.append(" - ").append(String.join("; ", reasons));
    }
    Optional.ofNullable(onset).ifPresent(since -> text.append("; since ").append(since.words()));
    causes.stream()
        .map(Cause::cause)
        .filter(Objects::nonNull)
        .findFirst()
        .ifPresent(cause -> text.append(". Most likely cause: ").append(cause));
    return text.append('.').toString();
  }
}
