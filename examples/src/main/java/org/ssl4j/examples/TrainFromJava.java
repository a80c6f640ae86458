package org.ssl4j.examples;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ssl4j.api.Ssl4j;
import org.ssl4j.api.TrainedRun;
import org.ssl4j.error.ConfigException;
import org.ssl4j.run.EpochRecord;
import org.ssl4j.run.RunListener;

/** Trains an encoder from a config in code: {@code TrainFromJava DIRECTORY}. */
public final class TrainFromJava {

  private TrainFromJava() {}

  /** Trains on painted shapes for a few seconds; the directory must be new or empty. */
  public static TrainedRun train(Path directory) {
    var config =
        Ssl4j.config()
            .set("name", "from-java")
            .set("data.dataset", "shapes")
            .set("data.imageSize", 16)
            .set("data.trainLimit", 256)
            .set("data.testLimit", 64)
            .set("data.batchSize", 64)
            .set("backbone", Map.of("name", "convnet4", "width", 16))
            .set("method.name", "simclr")
            .set("method.projector.layers", List.of(64, 32))
            .set("monitor.images", 64)
            .set("evaluation.k", 5)
            .set("schedule.epochs", 3)
            .set("schedule.warmupEpochs", 0)
            .build();
    return Ssl4j.train(
        config,
        directory,
        new RunListener() {
          @Override
          public void onEpoch(EpochRecord epoch) {
            double rank = epoch.layers().get("projector").effectiveRank();
            System.out.println("epoch " + epoch.epoch() + ": effective rank " + rank);
          }
        });
  }

  /** Trains, prints the verdict, and shows how a wrong setting is reported. */
  public static void main(String[] arguments) {
    var run = train(Path.of(arguments[0]));
    System.out.println(run.diagnosis().orElseThrow().sentence());
    System.out.println("encoder: " + run.directory().encoder());

    try {
      Ssl4j.config(Map.of("name", "x", "data.dataset", "shapes", "method.name", "simcrl"));
    } catch (ConfigException e) {
      System.out.println(e.paths() + ": " + e.getMessage());
    }
  }
}
