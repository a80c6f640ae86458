package org.ssl4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
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
import org.ssl4j.run.EpochRecord;
import org.ssl4j.run.Json;
import org.ssl4j.run.JsonFiles;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunListener;

/**
 * Which old checkpoints stay beside the newest: the best by the metric of the config, and the last
 * one that had not collapsed. Both follow from the run's metrics, so a resumed run keeps the same.
 */
public final class Retention implements RunListener {

  private final Best best;
  private final Supplier<Optional<Long>> healthyStep;

  /** What was scored, higher is better, by the number of updates made. */
  private final Map<Long, Double> scores = new TreeMap<>();

  /**
   * @param healthyStep updates made at the last healthy measurement
   */
  public Retention(Best best, Supplier<Optional<Long>> healthyStep) {
    this.best = best;
    this.healthyStep = healthyStep;
  }

  /** Learns what a run had logged before it was resumed. */
  public void readEarlier(RunDirectory run) {
    JsonFiles.lines(run.metrics()).forEach(this::note);
  }

  /** As the line of {@code metrics.jsonl} it becomes, so that before and after a stop are one. */
  @Override
  public void onEpoch(EpochRecord epoch) {
    note(Json.MAPPER.valueToTree(epoch));
  }

  @Override
  public void onReturn(long step) {
    scores.keySet().removeIf(scored -> scored > step);
  }

  private void note(JsonNode line) {
    var value =
        switch (best) {
          case NONE -> MissingNode.getInstance();
          case LOSS -> line.path("loss");
          case KNN -> line.at("/knn/top1");
          case PROBE -> line.at("/probe/top1");
        };
    // Before its first step a network is only what the others are compared with.
    boolean trained = line.path("step").asLong() > 0;
    if (trained && value.isNumber() && Double.isFinite(value.asDouble())) {
      double score = best == Best.LOSS ? -value.asDouble() : value.asDouble();
      scores.put(line.path("step").asLong(), score);
    }
  }

  /**
   * The trained checkpoint with the best score, the older of two equal ones; empty without scores.
   */
  public Optional<Path> best(List<Path> checkpoints) {
    return checkpoints.stream()
        .filter(path -> scores.containsKey(Checkpoints.step(path)))
        .min(
            Comparator.comparingDouble((Path path) -> -scores.get(Checkpoints.step(path)))
                .thenComparingLong(Checkpoints::step));
  }

  /** The newest checkpoint that had not collapsed. */
  public Optional<Path> healthy(List<Path> newestFirst) {
    return healthyStep
        .get()
        .flatMap(
            step ->
                newestFirst.stream()
                    .filter(path -> Checkpoints.step(path) <= step && Checkpoints.step(path) > 0)
                    .findFirst());
  }

  /** While nothing healthy has been trained, what one could begin anew from. */
  private static Optional<Path> untrained(List<Path> checkpoints) {
    return checkpoints.stream().filter(path -> Checkpoints.step(path) == 0).findFirst();
  }

  /** What must stay. */
  Set<Path> spared(List<Path> newestFirst) {
    Set<Path> spared = new HashSet<>();
    var healthy = healthy(newestFirst);
    Stream.of(best(newestFirst), healthy.isPresent() ? healthy : untrained(newestFirst))
        .flatMap(Optional::stream)
        .forEach(spared::add);
    return spared;
  }
}
