package org.ssl4j.dl4j.update;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterLayout;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.text.Text;

/**
 * Which stretches of the flat vector an optimizer moves, and how.
 *
 * @param length entries of the flat vector
 * @param type data type of the flat vectors
 * @param base what moves with the base rate
 * @param predictor what moves with the predictor's rate
 * @param tensors weights of rank above 1, one run each: those with a trust ratio
 * @param others everything else that moves
 * @param otherDecayed the part of {@code others} under weight decay
 */
record UpdatePlan(
    long length,
    DataType type,
    Group base,
    Group predictor,
    List<FlatRun> tensors,
    List<FlatRun> others,
    List<FlatRun> otherDecayed) {

  /**
   * Runs with one learning rate.
   *
   * @param moved everything that is updated
   * @param decayed the part of it under weight decay
   */
  record Group(List<FlatRun> moved, List<FlatRun> decayed) {}

  static UpdatePlan of(
      ParameterLayout layout,
      DataType type,
      boolean decayAll,
      Predicate<? super ParameterSegment> frozen) {
    Predicate<ParameterSegment> moved =
        segment -> segment.kind() != ParameterKind.STATISTIC && !frozen.test(segment);
    Predicate<ParameterSegment> decayed =
        moved.and(segment -> decayAll || segment.kind() == ParameterKind.WEIGHT);
    Predicate<ParameterSegment> tensor =
        moved.and(segment -> segment.kind() == ParameterKind.WEIGHT && segment.rank() > 1);
    Predicate<ParameterSegment> predictor = ParameterSegment::predictor;
    return new UpdatePlan(
        layout.length(),
        type,
        group(layout, moved.and(predictor.negate()), decayed),
        group(layout, moved.and(predictor), decayed),
        layout.segments().stream()
            .filter(tensor)
            .filter(segment -> segment.length() > 0)
            .map(segment -> new FlatRun(segment.offset(), segment.length()))
            .toList(),
        FlatRun.merged(layout, moved.and(tensor.negate())),
        FlatRun.merged(layout, decayed.and(tensor.negate())));
  }

  private static Group group(
      ParameterLayout layout,
      Predicate<ParameterSegment> moved,
      Predicate<ParameterSegment> decayed) {
    return new Group(FlatRun.merged(layout, moved), FlatRun.merged(layout, moved.and(decayed)));
  }

  FlatViews views(List<FlatRun> runs) {
    return new FlatViews(runs, length);
  }

  /** A vector of zeros that outlives any workspace. */
  INDArray zeros() {
    return zeros(length);
  }

  INDArray zeros(long entries) {
    return FlatVectors.outsideWorkspaces(() -> Nd4j.zeros(type, entries));
  }

  /** Refuses arrays of another data type: native calls would read them as garbage. */
  void requireType(INDArray parameters, INDArray gradient) {
    if (parameters.dataType() != type || gradient.dataType() != type) {
      throw new IllegalArgumentException(
          Text.of(
              "this optimizer updates %s parameters from %s gradients, not %s from %s",
              type, type, parameters.dataType(), gradient.dataType()));
    }
  }

  /** Copies stored arrays into live ones of the same names and lengths. */
  static void restore(Map<String, INDArray> live, Map<String, INDArray> stored) {
    if (!live.keySet().equals(stored.keySet())) {
      throw new IllegalArgumentException(
          Text.of(
              "the stored optimizer state holds %s, but this optimizer needs %s; resume with the optimizer of the run",
              stored.keySet(), live.keySet()));
    }
    live.forEach(
        (name, array) -> {
          INDArray source = stored.get(name);
          if (source.length() != array.length()) {
            throw new IllegalArgumentException(
                Text.of(
                    "the stored optimizer state '%s' has %d entries, this network needs %d",
                    name, source.length(), array.length()));
          }
        });
    live.forEach((name, array) -> array.assign(stored.get(name).reshape(array.shape())));
  }
}
