package org.ssl4j.models.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;
import org.ssl4j.config.ConfigLoader;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.study.Ablations;
import org.ssl4j.study.StudyPlan;

/** Studies of networks that train in a second, and what they left. */
public final class TinyStudies {

  /** Stop-gradient times predictor, of which the second is no key of VICReg. */
  public static final String BASE =
      """
      name: tiny-study
      engine: nd4j
      data: {dataset: shapes, imageSize: 8, trainLimit: 40, testLimit: 20, batchSize: 4, workers: 1}
      backbone: {name: resnet, blocks: [1], width: 4}
      method: {name: simsiam, projector: {layers: [6, 5]}, predictor: {layers: [4, 5]}}
      evaluation: {k: 5}
      schedule: {epochs: 2, warmupEpochs: 0}
      monitor: {images: 16}
      """;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private TinyStudies() {}

  /** With the real methods. */
  public static final ConfigLoader LOADER = new MethodCatalog().configLoader();

  /** Writes a study's file. */
  public static Path write(Path directory, String block) {
    try {
      return Files.writeString(directory.resolve("study.yaml"), BASE + block);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static StudyPlan plan(Path directory, Path out, String block, String... sets) {
    var file = LOADER.loadAblation(write(directory, block), List.of(sets));
    return Ablations.plan(file, new MethodCatalog(), out);
  }

  public static JsonNode json(Path file) {
    try {
      return MAPPER.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** study.json without what a clock decides. */
  public static JsonNode timeless(Path study) {
    JsonNode json = json(study.resolve("study.json"));
    json.get("cells").forEach(cell -> ((ObjectNode) cell.get("summary")).remove("secondsPerEpoch"));
    return json;
  }
}
