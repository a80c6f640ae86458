package org.ssl4j.study;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.DataConfig;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.data.DataSets;
import org.ssl4j.error.DataException;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.train.Trainer;

/**
 * What a study has left to do, before it is started. The time is a rough range: from finished runs
 * of the cell, else of the study, else from the size of network and data.
 */
public final class Estimates {

  private static final Logger LOG = LoggerFactory.getLogger(Estimates.class);

  /** A run that is like a timed one takes between these times as long. */
  private static final double TIMED_LEAST = 0.8;

  private static final double TIMED_MOST = 1.5;

  /** Of an assumed pace less is known: machines differ, and so do networks of the same size. */
  private static final double ASSUMED_LEAST = 0.5;

  private static final double ASSUMED_MOST = 3;

  private final StudyPlan plan;
  private final Map<DataConfig, Optional<Sizes>> counted = new HashMap<>();

  private record Sizes(long train, long test) {}

  private Estimates(StudyPlan plan) {
    this.plan = plan;
  }

  /**
   * How long something takes.
   *
   * @param least seconds
   * @param most seconds
   */
  public record Range(double least, double most) {

    static final Range NOTHING = new Range(0, 0);

    /** Both, one after another. */
    public Range plus(Range other) {
      return new Range(least + other.least, most + other.most);
    }
  }

  /**
   * One cell.
   *
   * @param runs still to train
   * @param images to train on in them, every epoch counted
   * @param time about how long that takes, with everything around it; empty where the images cannot
   *     be counted
   * @param timed whether a finished run of the study tells its pace
   */
  public record Estimate(
      CellPlan cell, int runs, long images, Optional<Range> time, boolean timed) {}

  /** Estimates every cell, refused ones included. */
  public static List<Estimate> of(StudyPlan plan) {
    var estimates = new Estimates(plan);
    return plan.cells().stream().map(estimates::of).toList();
  }

  private Estimate of(CellPlan cell) {
    Optional<Timed> pace = timed(List.of(cell)).or(() -> timed(plan.cells()));
    int runs = 0;
    long images = 0;
    Range time = Range.NOTHING;
    boolean known = true;
    for (PlannedRun run : cell.runs()) {
      if (StudyRunner.finished(run)) {
        continue;
      }
      runs++;
      var config = run.config().config();
      Optional<Sizes> sizes = sizes(config.data());
      if (sizes.isEmpty()) {
        known = false;
        continue;
      }
      long train = sizes.get().train();
      long done = done(run);
      images += (RunCost.steps(config, train) - done) * config.data().batchSize();
      time = time.plus(range(config, sizes.get(), pace, done));
    }
    return new Estimate(
        cell, runs, images, known ? Optional.of(time) : Optional.empty(), pace.isPresent());
  }

  private static Range range(
      ExperimentConfig config, Sizes sizes, Optional<Timed> pace, long done) {
    RunCost cost =
        pace.map(
                timed ->
                    RunCost.timed(
                        config,
                        sizes.train(),
                        timed.secondsPerEpoch(),
                        timed.untrained(),
                        timed.images()))
            .orElseGet(() -> RunCost.assumed(config, sizes.train(), sizes.test()));
    double seconds = cost.seconds(config, sizes.train(), done);
    return pace.isPresent()
        ? new Range(TIMED_LEAST * seconds, TIMED_MOST * seconds)
        : new Range(ASSUMED_LEAST * seconds, ASSUMED_MOST * seconds);
  }

  /** Steps a checkpoint has behind it. */
  private static long done(PlannedRun run) {
    return Trainer.newestCheckpoint(new RunDirectory(run.directory()))
        .map(path -> Long.parseLong(path.getFileName().toString().replaceAll("\\D", "")))
        .orElse(0L);
  }

  private Optional<Sizes> sizes(DataConfig data) {
    return counted.computeIfAbsent(data, Estimates::count);
  }

  /** Images that cannot be had yet are the run's own trouble. */
  private static Optional<Sizes> count(DataConfig data) {
    try {
      var source = DataSets.find(data, DataEnvironment.system());
      return Optional.of(
          new Sizes(
              limited(data.trainLimit(), source.trainSize()),
              limited(data.testLimit(), source.testSize())));
    } catch (DataException e) {
      LOG.debug("the images of a run cannot be counted", e);
      return Optional.empty();
    }
  }

  private static long limited(Integer limit, long size) {
    return limit == null ? size : Math.min(limit, size);
  }

  /**
   * What finished runs took.
   *
   * @param secondsPerEpoch with everything
   * @param untrained seconds before the first epoch
   * @param images of an epoch
   */
  private record Timed(double secondsPerEpoch, double untrained, long images) {}

  private Optional<Timed> timed(List<CellPlan> cells) {
    double seconds = 0;
    double untrained = 0;
    long images = 0;
    int runs = 0;
    for (CellPlan cell : cells) {
      for (PlannedRun run : cell.runs()) {
        var directory = new RunDirectory(run.directory());
        var config = run.config().config();
        Optional<Sizes> size = sizes(config.data());
        if (size.isEmpty() || !Files.isRegularFile(directory.encoder())) {
          continue;
        }
        var result = RunResult.read(directory, false);
        if (result.secondsPerEpoch() != null) {
          runs++;
          seconds += result.secondsPerEpoch();
          untrained += result.untrained().getOrDefault("seconds", 0.0);
          images += RunCost.stepsPerEpoch(config, size.get().train()) * config.data().batchSize();
        }
      }
    }
    return runs == 0
        ? Optional.empty()
        : Optional.of(new Timed(seconds / runs, untrained / runs, Math.max(1, images / runs)));
  }
}
