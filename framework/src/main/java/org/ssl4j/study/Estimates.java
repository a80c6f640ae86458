package org.ssl4j.study;

import java.util.List;
import java.util.OptionalLong;
import org.ssl4j.config.DataConfig;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.train.RunDirectory;
import org.ssl4j.train.Trainer;

/** What a study has left to do, before it is started. */
public final class Estimates {

  /**
   * Images a second of the mini net on two cores (docs/PERFORMANCE.md): what is assumed until an
   * epoch of the study itself has been timed.
   */
  public static final double ASSUMED_IMAGES_PER_SECOND = 600;

  /** Images in the training split of a data set, where the config does not limit them. */
  private static final long CIFAR10_IMAGES = 50_000;

  private static final long SHAPES_IMAGES = 4_000;

  private Estimates() {}

  /**
   * One cell.
   *
   * @param runs still to train
   * @param images to train on in them, every epoch counted; empty if only opening the data would
   *     tell
   * @param seconds about how long that takes; empty without the images
   */
  public record Estimate(CellPlan cell, int runs, OptionalLong images, OptionalLong seconds) {}

  /** Estimates every cell, refused ones included. */
  public static List<Estimate> of(StudyPlan plan) {
    return plan.cells().stream().map(cell -> of(cell, secondsPerImage(plan, cell))).toList();
  }

  private static Estimate of(CellPlan cell, double secondsPerImage) {
    int runs = 0;
    long images = 0;
    for (PlannedRun run : cell.runs()) {
      if (StudyRunner.finished(run)) {
        continue;
      }
      OptionalLong size = trainSize(run.config().config().data());
      if (size.isEmpty()) {
        return new Estimate(cell, cell.runs().size(), OptionalLong.empty(), OptionalLong.empty());
      }
      runs++;
      images += images(run.config().config(), size.getAsLong()) - trained(run);
    }
    return new Estimate(
        cell, runs, OptionalLong.of(images), OptionalLong.of(Math.round(images * secondsPerImage)));
  }

  private static long images(ExperimentConfig config, long size) {
    long steps = size / config.data().batchSize() * config.schedule().epochs();
    Long most = config.schedule().maxSteps() == null ? null : (long) config.schedule().maxSteps();
    return (most == null ? steps : Math.min(steps, most)) * config.data().batchSize();
  }

  /** Images a checkpoint has behind it. */
  private static long trained(PlannedRun run) {
    return Trainer.newestCheckpoint(new RunDirectory(run.directory()))
        .map(path -> path.getFileName().toString().replaceAll("\\D", ""))
        .map(step -> Long.parseLong(step) * run.config().config().data().batchSize())
        .orElse(0L);
  }

  private static OptionalLong trainSize(DataConfig data) {
    if (data.trainLimit() != null) {
      return OptionalLong.of(data.trainLimit());
    }
    return switch (data.dataset()) {
      case "cifar10" -> OptionalLong.of(CIFAR10_IMAGES);
      case "shapes" -> OptionalLong.of(SHAPES_IMAGES);
      default -> OptionalLong.empty();
    };
  }

  /** From finished runs of the cell, else of the study, else assumed. */
  private static double secondsPerImage(StudyPlan plan, CellPlan cell) {
    return timed(List.of(cell))
        .orElseGet(() -> timed(plan.cells()).orElse(1 / ASSUMED_IMAGES_PER_SECOND));
  }

  private static java.util.Optional<Double> timed(List<CellPlan> cells) {
    double seconds = 0;
    long images = 0;
    for (CellPlan cell : cells) {
      for (PlannedRun run : cell.runs()) {
        var directory = new RunDirectory(run.directory());
        OptionalLong size = trainSize(run.config().config().data());
        if (size.isEmpty() || !java.nio.file.Files.isRegularFile(directory.encoder())) {
          continue;
        }
        var result = RunResult.read(directory, false);
        if (result.secondsPerEpoch() != null) {
          int batch = run.config().config().data().batchSize();
          seconds += result.secondsPerEpoch();
          images += size.getAsLong() / batch * batch;
        }
      }
    }
    return images == 0 ? java.util.Optional.empty() : java.util.Optional.of(seconds / images);
  }
}
