package org.ssl4j.dl4j.update;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterLayout;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.text.Text;

/**
 * Exponential moving average of one network's parameters by another: {@code target := tau * target
 * + (1 - tau) * online} (MoCo, arXiv:1911.05722 eq. 2; BYOL, arXiv:2006.07733 eq. 1).
 *
 * <p>Parameters are matched by vertex and name, so the online network may have more of them (a
 * predictor) and in another order. Running statistics are left alone unless asked for: a target
 * runs in training mode and keeps statistics of its own, as in the papers' code.
 *
 * <p>Not safe for use by several threads.
 */
public final class Ema {

  /** What happens to the running statistics of batch norm. */
  public enum Statistics {
    /** The target keeps those of its own forward passes. */
    KEEP,
    /** They are averaged like parameters. */
    AVERAGE
  }

  private final FlatViews targetViews;
  private final FlatViews onlineViews;

  /** Averages everything but running statistics. */
  public Ema(ParameterLayout target, ParameterLayout online) {
    this(target, online, Statistics.KEEP);
  }

  /**
   * @param target layout of the slow network
   * @param online layout of the network it follows; holds every segment of the target
   * @throws IllegalArgumentException when a segment of the target is missing online or has another
   *     length there
   */
  public Ema(ParameterLayout target, ParameterLayout online, Statistics statistics) {
    Map<String, ParameterSegment> byName =
        online.segments().stream()
            .collect(Collectors.toMap(ParameterSegment::fullName, Function.identity()));
    List<FlatRun> targetRuns = new ArrayList<>();
    List<FlatRun> onlineRuns = new ArrayList<>();
    for (ParameterSegment segment : target.segments()) {
      boolean skipped = segment.kind() == ParameterKind.STATISTIC && statistics == Statistics.KEEP;
      if (segment.length() > 0 && !skipped) {
        append(targetRuns, onlineRuns, segment, counterpart(segment, byName));
      }
    }
    targetViews = new FlatViews(targetRuns, target.length());
    onlineViews = new FlatViews(onlineRuns, online.length());
  }

  private static ParameterSegment counterpart(
      ParameterSegment segment, Map<String, ParameterSegment> online) {
    ParameterSegment found = online.get(segment.fullName());
    if (found == null) {
      throw new IllegalArgumentException(
          Text.of(
              "the target's parameter %s does not exist in the online network",
              segment.fullName()));
    }
    if (found.length() != segment.length()) {
      throw new IllegalArgumentException(
          Text.of(
              "parameter %s has %d entries in the target and %d in the online network",
              segment.fullName(), segment.length(), found.length()));
    }
    return found;
  }

  /** Joins neighbours only where they are neighbours in both vectors. */
  private static void append(
      List<FlatRun> targetRuns,
      List<FlatRun> onlineRuns,
      ParameterSegment target,
      ParameterSegment online) {
    int last = targetRuns.size() - 1;
    if (last >= 0
        && targetRuns.get(last).end() == target.offset()
        && onlineRuns.get(last).end() == online.offset()) {
      FlatRun targetRun = targetRuns.get(last);
      FlatRun onlineRun = onlineRuns.get(last);
      long length = targetRun.length() + target.length();
      targetRuns.set(last, new FlatRun(targetRun.offset(), length));
      onlineRuns.set(last, new FlatRun(onlineRun.offset(), length));
    } else {
      targetRuns.add(new FlatRun(target.offset(), target.length()));
      onlineRuns.add(new FlatRun(online.offset(), online.length()));
    }
  }

  /**
   * Averages in place.
   *
   * @param target flat parameters of the slow network, changed
   * @param online flat parameters of the other, in the same data type
   * @param tau share of itself that the target keeps, 0 to 1
   */
  public void update(INDArray target, INDArray online, double tau) {
    if (!(tau >= 0 && tau <= 1)) {
      throw new IllegalArgumentException("tau must be between 0 and 1, not " + tau);
    }
    List<INDArray> targets = targetViews.of(target);
    List<INDArray> sources = onlineViews.of(online);
    for (int i = 0; i < targets.size(); i++) {
      targets.get(i).muli(tau);
      FlatVectors.axpy(1 - tau, sources.get(i), targets.get(i));
    }
  }
}
