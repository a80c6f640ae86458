package org.ssl4j.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.ViewsNeeded;
import org.ssl4j.text.Text;
import org.ssl4j.train.TrainingRun;

/**
 * A network whose training step is measured: a residual network of four stages with the heads of
 * the CIFAR-10 recipes (width 64 and more) or of the mini recipes, the same as {@code
 * scripts/torch-peer.py} builds.
 *
 * @param method name of the method
 * @param width channels of the first stage
 * @param blocks basic blocks of each stage
 * @param batch images of a step
 * @param engine what executes the layers
 * @param convolution which algorithm computes the convolutions
 */
public record StepNet(
    String method, int width, int blocks, int batch, String engine, String convolution) {

  /** With the algorithm that is taken unless a config says otherwise. */
  public StepNet(String method, int width, int blocks, int batch, String engine) {
    this(method, width, blocks, batch, engine, "auto");
  }

  /** Rows and columns of the images. */
  static final int SIDE = 32;

  private static final int WIDE = 64;

  private static final String BASE =
      """
      name: bench
      data: { dataset: shapes }
      method: { name: simsiam }
      backbone: { name: resnet18 }
      """;

  /**
   * The experiment that trains it.
   *
   * @throws org.ssl4j.error.ConfigException naming the settings that cannot be
   */
  public LoadedConfig load(MethodCatalog catalog) {
    try {
      var file = Files.createTempFile("ssl4j-bench", ".yaml");
      try {
        Files.writeString(file, BASE);
        List<String> settings = new ArrayList<>(settings());
        var loaded = catalog.configLoader().load(file, settings);
        var needed = catalog.get(method).views(loaded.config());
        if (!needed.equals(ViewsNeeded.PAIR)) {
          settings.add(groups(needed));
          loaded = catalog.configLoader().load(file, settings);
        }
        TrainingRun.check(loaded, catalog);
        return loaded;
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the benchmark's config cannot be written", e);
    }
  }

  private static String groups(ViewsNeeded needed) {
    return needed.counts().stream()
        .map(count -> Text.of("{ count: %d }", count))
        .collect(Collectors.joining(", ", "views.groups=[", "]"));
  }

  private List<String> settings() {
    return List.of(
        Text.of("method={ name: %s%s }", method, heads()),
        Text.of(
            "backbone={ name: resnet, width: %1$d, blocks: [%2$d, %2$d, %2$d, %2$d], stem: cifar }",
            width, blocks),
        "data.batchSize=" + batch,
        "engine=" + engine,
        "convolution=" + convolution);
  }

  /** Empty for a method that is not known here: its own defaults then. */
  private String heads() {
    int features = 8 * width;
    int large = width >= WIDE ? 2048 : 512;
    int small = width >= WIDE ? 256 : 128;
    return switch (method) {
      case "simclr" ->
          Text.of(", sharedBatchStatistics: false, projector: { layers: [%d, 128] }", features);
      case "moco" -> Text.of(", queueSize: 4096, projector: { layers: [%d, 128] }", features);
      case "byol" ->
          Text.of(
              ", projector: { layers: [%1$d, %2$d] }, predictor: { layers: [%1$d, %2$d] }",
              4 * small, small);
      case "simsiam" ->
          Text.of(
              ", projector: { layers: [%1$d, %1$d] }, predictor: { layers: [%2$d, %1$d] }",
              large, large / 4);
      case "vicreg" -> Text.of(", projector: { layers: [%1$d, %1$d, %1$d] }", large);
      default -> "";
    };
  }

  /** For the line of JSON. */
  public Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("method", method);
    parameters.put("width", width);
    parameters.put("blocks", blocks);
    parameters.put("batch", batch);
    return parameters;
  }
}
