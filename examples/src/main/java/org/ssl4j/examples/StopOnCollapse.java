package org.ssl4j.examples;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ssl4j.api.Ssl4j;
import org.ssl4j.api.TrainedRun;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.run.EpochRecord;
import org.ssl4j.run.RunListener;

/**
 * Watches a training with a rule of its own and stops it: {@code StopOnCollapse DIRECTORY}. The
 * built-in rules need no code: {@code monitor.onCollapse: stop}.
 */
public final class StopOnCollapse {

  private StopOnCollapse() {}

  /** Asks for the end of the training when the embeddings use too few of their dimensions. */
  static final class RankMonitor implements RunListener {

    private static final double LEAST_SHARE = 0.1;

    private final AtomicBoolean stop = new AtomicBoolean();

    boolean stopRequested() {
      return stop.get();
    }

    @Override
    public void onEpoch(EpochRecord epoch) {
      var projector = epoch.layers().get("projector");
      double rank = projector.effectiveRank();
      System.out.println("epoch " + epoch.epoch() + ": effective rank " + rank);
      if (epoch.epoch() > 0 && rank < LEAST_SHARE * projector.dim()) {
        System.out.println("collapsed; stopping");
        stop.set(true);
      }
    }
  }

  /** SimSiam without the stop-gradient that keeps it from collapsing. */
  static LoadedConfig collapsing() {
    return Ssl4j.config()
        .set("name", "collapsing")
        .set("data.dataset", "shapes")
        .set("data.imageSize", 16)
        .set("data.trainLimit", 256)
        .set("data.testLimit", 64)
        .set("data.batchSize", 64)
        .set("backbone", Map.of("name", "convnet4", "width", 16))
        .set("method.name", "simsiam")
        .set("method.stopGradient", false)
        .set("method.projector.layers", List.of(32, 32))
        .set("method.predictor.layers", List.of(16, 32))
        .set("optimizer.learningRate", 0.2)
        .set("monitor.images", 64)
        .set("evaluation.k", 5)
        .set("schedule.epochs", 30)
        .set("schedule.warmupEpochs", 0)
        .build();
  }

  /** Trains until the monitor stops it. */
  public static TrainedRun train(Path directory) {
    var monitor = new RankMonitor();
    return Ssl4j.train(collapsing(), directory, monitor::stopRequested, monitor);
  }

  /** Trains, and asks afterwards for the likely cause. */
  public static void main(String[] arguments) {
    var run = train(Path.of(arguments[0]));
    System.out.println("stopped: " + run.outcome().interrupted());
    Ssl4j.diagnose(run.directory().path())
        .causes()
        .forEach(cause -> System.out.println("likely cause: " + cause.cause()));
  }
}
