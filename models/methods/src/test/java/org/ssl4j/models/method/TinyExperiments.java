package org.ssl4j.models.method;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.matrix.Precision;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.SSLMethod;

/** Methods on networks of a few hundred parameters, through the same YAML a user writes. */
public final class TinyExperiments {

  /** Images per batch. */
  public static final int BATCH = 4;

  private static final int SIDE = 8;

  private static final String BASE =
      """
      name: tiny
      seed: 11
      engine: nd4j
      data: {dataset: shapes, imageSize: 8, trainLimit: 40, testLimit: 20, batchSize: 4, workers: 1}
      backbone: {name: resnet, blocks: [1], width: 4}
      evaluation: {k: 5}
      schedule: {epochs: 2, warmupEpochs: 0}
      monitor: {images: 16}
      """;

  private TinyExperiments() {}

  /** The method section of a method with small heads. */
  public static String section(String name) {
    return switch (name) {
      case "simclr" -> "method: {name: simclr, projector: {layers: [6, 5]}}\n";
      case "moco" ->
          "method: {name: moco, queueSize: 10, projector: {layers: [6, 5]}, target: {tau: 0.9}}\n";
      case "byol" ->
          "method: {name: byol, projector: {layers: [6, 5]}, predictor: {layers: [6, 5]}, target: {tau: 0.9}}\n";
      case "simsiam" ->
          "method: {name: simsiam, projector: {layers: [6, 5], outputBatchNorm: plain}, predictor: {layers: [4, 5]}}\n";
      case "vicreg" -> "method: {name: vicreg, projector: {layers: [6, 6, 5]}}\n";
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Writes and loads a config: the tiny base, a method section, overrides. */
  public static LoadedConfig load(Path directory, String methodSection, List<String> sets) {
    try {
      var file = Files.writeString(directory.resolve("tiny.yaml"), BASE + methodSection);
      return new MethodCatalog().configLoader().load(file, sets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A fresh method in double precision. */
  public static SSLMethod create(Path directory, String name, List<String> sets) {
    var config = load(directory, section(name), sets).config();
    return new MethodCatalog().get(name).create(MethodContext.open(config, Precision.DOUBLE));
  }

  /** Two stacked views of random images, the second a disturbed copy of the first. */
  public static INDArray views(long seed) {
    var random = new Random(seed);
    var first = new double[BATCH * 3 * SIDE * SIDE];
    var both = new double[2 * first.length];
    for (int i = 0; i < first.length; i++) {
      both[i] = random.nextGaussian();
      both[first.length + i] = both[i] + 0.7 * random.nextGaussian();
    }
    return Nd4j.createFromArray(both).reshape(2L * BATCH, 3, SIDE, SIDE);
  }
}
