package org.ssl4j.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ssl4j.config.CheckpointConfig.Best;

/**
 * Which old checkpoints stay beside the newest: the best by the metric of the config, and the last
 * one that had not collapsed. Both follow from the run's metrics, so a resumed run keeps the same.
 */
final class Retention implements RunListener {

  private final Best best;
  private final Supplier<Optional<Long>> healthyStep;

  /** What was scored, higher is better, by the number of updates made. */
  private final Map<Long, Double> scores = new TreeMap<>();

  /**
   * @param healthyStep updates made at the last measurement without a collapse
   */
  Retention(Best best, Supplier<Optional<Long>> healthyStep) {
    this.best = best;
    this.healthyStep = healthyStep;
  }

  /** Learns what a run had logged before it was resumed. */
  void readEarlier(RunDirectory run) {
    for (JsonNode line : JsonLines.readIfThere(run.metrics())) {
      var value =
          switch (best) {
            case NONE -> null;
            case LOSS -> line.get("loss");
            case KNN -> line.at("/knn/top1");
            case PROBE -> line.at("/probe/top1");
          };
      if (value != null && value.isNumber()) {
        note(line.path("step").asLong(), value.asDouble());
      }
    }
  }

  @Override
  public void onEpoch(EpochRecord epoch) {
    Double value =
        switch (best) {
          case NONE -> null;
          case LOSS -> epoch.loss();
          case KNN -> epoch.knn() == null ? null : Double.valueOf(epoch.knn().top1());
          case PROBE -> epoch.probe() == null ? null : Double.valueOf(epoch.probe().top1());
        };
    if (value != null) {
      note(epoch.step(), value);
    }
  }

  @Override
  public void onReturn(long step) {
    scores.keySet().removeIf(scored -> scored > step);
  }

  private void note(long step, double value) {
    if (Double.isFinite(value)) {
      scores.put(step, best == Best.LOSS ? -value : value);
    }
  }

  /** The checkpoint with the best score, the older of two equal ones; empty without scores. */
  Optional<Path> best(List<Path> checkpoints) {
    return checkpoints.stream()
        .filter(path -> scores.containsKey(Checkpoints.step(path)))
        .min(
            Comparator.comparingDouble((Path path) -> -scores.get(Checkpoints.step(path)))
                .thenComparingLong(Checkpoints::step));
  }

  /** The newest checkpoint that had not collapsed. */
  Optional<Path> healthy(List<Path> newestFirst) {
    return healthyStep
        .get()
        .flatMap(
            step ->
                newestFirst.stream().filter(path -> Checkpoints.step(path) <= step).findFirst());
  }

  /** What must stay. */
  Set<Path> spared(List<Path> newestFirst) {
    Set<Path> spared = new HashSet<>();
    Stream.of(best(newestFirst), healthy(newestFirst))
        .flatMap(Optional::stream)
        .forEach(spared::add);
    return spared;
  }
}
