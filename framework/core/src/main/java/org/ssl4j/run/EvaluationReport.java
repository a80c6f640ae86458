package org.ssl4j.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.SortedMap;
import org.ssl4j.eval.Classification;
import org.ssl4j.eval.LinearProbe;

/** What {@code ssl4j evaluate} found, with the protocol it holds for; written as JSON. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public sealed interface EvaluationReport {

  /** Name of the evaluation and of its file. */
  @JsonProperty
  String what();

  /** What was measured on what. */
  Protocol protocol();

  /** The report as JSON. */
  default String json() {
    return Json.pretty(this);
  }

  /**
   * What every evaluation holds for.
   *
   * @param encoder run directory or archive
   * @param weights {@code last}, or the name of a checkpoint; never chosen by a score
   * @param layer whose features were used
   * @param images how images became features
   * @param trainSplit name of the set that was fitted on or searched
   * @param train images of it, from the first on
   * @param testSplit name of the set that was asked about
   * @param test images of it, from the first on
   * @param classes number of classes
   * @param pixels what the baseline of pixels is: images larger than 32 x 32 are averaged down
   */
  record Protocol(
      String encoder,
      String weights,
      String layer,
      String images,
      String trainSplit,
      int train,
      String testSplit,
      int test,
      int classes,
      String pixels) {}

  /**
   * A classifier's scores without training.
   *
   * @param top1 share classified correctly
   * @param top5 share among the five highest scores, null where that means nothing
   * @param weightDecay chosen for it by the same sweep, null for k-NN
   * @param balanced mean recall of the classes
   */
  record Baseline(double top1, Double top5, Double weightDecay, double balanced) {}

  /**
   * Linear probe.
   *
   * @param probe scores, the sweep and what it chose
   * @param chance the most frequent training classes, without looking
   * @param untrained the same protocol on the untrained network, null if not asked for
   * @param pixels the same protocol on normalised pixels, null if not asked for
   * @param classifier what was fitted
   * @param features how they were scaled
   * @param heldOutShare share of the training features that chose the weight decay
   * @param seed that drew them
   * @param seconds it took, the baselines included and embedding left out
   */
  @JsonPropertyOrder("what")
  record Linear(
      @JsonUnwrapped LinearProbe.Result probe,
      Classification.Chance chance,
      Baseline untrained,
      Baseline pixels,
      Protocol protocol,
      String classifier,
      String features,
      double heldOutShare,
      long seed,
      double seconds)
      implements EvaluationReport {
    @Override
    public String what() {
      return "linear";
    }
  }

  /**
   * Weighted k-NN.
   *
   * @param scores on the test images
   * @param chance the most frequent training classes, without looking
   * @param untrained the same protocol on the untrained network, null if not asked for
   * @param pixels the same protocol on normalised pixels, null if not asked for
   * @param k neighbours
   * @param temperature of their weights
   * @param seconds it took, the baselines included and embedding left out
   */
  @JsonPropertyOrder("what")
  record Knn(
      @JsonUnwrapped Classification scores,
      Classification.Chance chance,
      Baseline untrained,
      Baseline pixels,
      Protocol protocol,
      int k,
      double temperature,
      double seconds)
      implements EvaluationReport {
    @Override
    public String what() {
      return "knn";
    }
  }

  /**
   * Retrieval.
   *
   * @param precisionAt mean share of the k nearest that has the query's class, by k
   * @param chance of neighbours drawn at random, at any k
   * @param untrained the same of the untrained network, null if not asked for
   * @param pixels the same of normalised pixels, null if not asked for
   * @param seconds it took, the baselines included and embedding left out
   */
  @JsonPropertyOrder("what")
  record Retrieval(
      SortedMap<Integer, Double> precisionAt,
      double chance,
      SortedMap<Integer, Double> untrained,
      SortedMap<Integer, Double> pixels,
      Protocol protocol,
      double seconds)
      implements EvaluationReport {
    @Override
    public String what() {
      return "retrieval";
    }
  }
}
