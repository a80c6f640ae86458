package org.ssl4j.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.ViewsNeeded;
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
 * @param precision in which numbers it is computed
 */
public record StepNet(
    String method,
    int width,
    int blocks,
    int batch,
    String engine,
    String convolution,
    String precision) {

  /** With the algorithm and the numbers that are taken unless a config says otherwise. */
  public StepNet(String method, int width, int blocks, int batch, String engine) {
    this(method, width, blocks, batch, engine, "auto");
  }

  /** In the numbers that are taken unless a config says otherwise. */
  public StepNet(
      String method, int width, int blocks, int batch, String engine, String convolution) {
    this(method, width, blocks, batch, engine, convolution, "float32");
  }

  /** Rows and columns of the images. */
  static final int SIDE = 32;

  /**
   * The experiment that trains it.
   *
   * @throws org.ssl4j.error.ConfigException naming the settings that cannot be
   */
  public LoadedConfig load(MethodCatalog catalog) {
    Map<String, Object> settings = settings(catalog);
    var loaded = catalog.configLoader().load(settings);
    var needed = catalog.get(method).views(loaded.config());
    if (!needed.equals(ViewsNeeded.PAIR)) {
      settings.put(
          "views.groups", needed.counts().stream().map(count -> Map.of("count", count)).toList());
      loaded = catalog.configLoader().load(settings);
    }
    TrainingRun.check(loaded, catalog);
    return loaded;
  }

  private Map<String, Object> settings(MethodCatalog catalog) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("name", "bench");
    settings.put("data.dataset", "shapes");
    settings.put("data.batchSize", batch);
    settings.put("method.name", method);
    catalog
        .benchSettings(method, width)
        .forEach((name, value) -> settings.put("method." + name, value));
    settings.put("backbone.name", "resnet");
    settings.put("backbone.width", width);
    settings.put("backbone.blocks", List.of(blocks, blocks, blocks, blocks));
    settings.put("backbone.stem", "cifar");
    settings.put("engine", engine);
    settings.put("convolution", convolution);
    settings.put("precision", precision);
    return settings;
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
