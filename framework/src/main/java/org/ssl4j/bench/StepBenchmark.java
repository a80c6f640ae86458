package org.ssl4j.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.StepContext;
import org.ssl4j.network.StepProfile;
import org.ssl4j.train.Rates;
import org.ssl4j.train.TrainingStep;

/**
 * Whole training steps of one method on random images, without data loading: forward, objective,
 * backward, update, EMA.
 */
public final class StepBenchmark implements AutoCloseable {

  /** Steps of the schedule that EMA momentum follows; far more than a benchmark makes. */
  private static final long TOTAL_STEPS = 100_000;

  private static final double LEARNING_RATE = 0.03;

  private final SSLMethod method;
  private final TrainingStep step;
  private final INDArray views;
  private long done;

  /**
   * @param side rows and columns of the images
   */
  public StepBenchmark(ExperimentConfig config, MethodCatalog catalog, int side) {
    Nd4j.getMemoryManager().togglePeriodicGc(false);
    method = catalog.get(config.method().name()).create(new MethodContext(config, DataType.FLOAT));
    step = new TrainingStep(method, config.optimizer());
    long rows = (long) method.spec().views() * config.data().batchSize();
    views = Nd4j.randn(DataType.FLOAT, rows, 3, side, side);
  }

  /** Makes one update. */
  public void step() {
    step.run(views, new StepContext(done++, TOTAL_STEPS), Rates.uniform(LEARNING_RATE));
  }

  /** What executes the layers. */
  public String engine() {
    return method.networks().engine();
  }

  /**
   * Floating-point operations of a step's matrix arithmetic: convolutions and dense layers, two per
   * multiply-add.
   */
  public double floatingPointOperations() {
    int side = (int) views.size(2);
    var networks = method.networks();
    double perImage = networks.online().work(side).training();
    if (networks.target().isPresent()) {
      perImage += networks.target().get().work(side).forward();
    }
    return 2 * perImage * views.size(0);
  }

  /** Profiles steps. */
  public StepProfile profile(int steps) {
    return StepProfile.record(
        () -> {
          for (int i = 0; i < steps; i++) {
            step();
          }
        });
  }

  @Override
  public void close() {
    method.close();
  }

  /** Settings that describe the nets of the comparison with PyTorch. */
  public static List<String> peerSettings(
      String methodName, int width, int blocks, int batch, String engine) {
    boolean wide = width >= 64;
    int features = width * 8;
    int large = wide ? 2048 : 512;
    int byol = wide ? 256 : 128;
    String heads =
        switch (methodName) {
          case "simclr", "moco" -> "projector: { layers: [%d, 128] }".formatted(features);
          case "byol" ->
              "projector: { layers: [%1$d, %2$d] }, predictor: { layers: [%1$d, %2$d] }"
                  .formatted(4 * byol, byol);
          case "simsiam" ->
              "projector: { layers: [%1$d, %1$d] }, predictor: { layers: [%2$d, %1$d] }"
                  .formatted(large, large / 4);
          default -> "projector: { layers: [%1$d, %1$d, %1$d] }".formatted(large);
        };
    String own =
        methodName.equals("simclr")
            ? "sharedBatchStatistics: false, "
            : methodName.equals("moco") ? "queueSize: 4096, " : "";
    return List.of(
        "method={ name: %s, %s%s }".formatted(methodName, own, heads),
        "backbone={ name: resnet, width: %d, blocks: [%2$d, %2$d, %2$d, %2$d], stem: cifar }"
            .formatted(width, blocks),
        "data.batchSize=" + batch,
        "engine=" + engine);
  }

  /** Milliseconds a step of each kind of work, for people. */
  public static String table(StepProfile profile, int steps) {
    var nanos = profile.nanos();
    var calls = profile.calls();
    double kernels =
        nanos.entrySet().stream()
            .filter(e -> e.getKey().kernel())
            .mapToLong(Map.Entry::getValue)
            .sum();
    double graph = nanos.getOrDefault(StepProfile.Part.GRAPH, 0L);
    double step = nanos.getOrDefault(StepProfile.Part.STEP, 0L);
    var text = new StringBuilder();
    for (var part : StepProfile.Part.values()) {
      if (part != StepProfile.Part.GRAPH
          && part != StepProfile.Part.STEP
          && nanos.containsKey(part)) {
        line(text, part.label(), nanos.get(part), calls.get(part), step, steps);
      }
    }
    double update =
        nanos.getOrDefault(StepProfile.Part.OPTIMIZER, 0L)
            + nanos.getOrDefault(StepProfile.Part.TARGET_UPDATE, 0L);
    line(text, "graph beside kernels", graph - kernels, 0, step, steps);
    line(text, "objective and the rest", step - graph - update, 0, step, steps);
    line(text, "step", step, steps, step, steps);
    return text.toString();
  }

  private static void line(
      StringBuilder text, String label, double nanos, long calls, double total, int steps) {
    text.append(
        String.format(
            Locale.ROOT,
            "%-30s %9.2f ms %6.1f %% %5d calls%n",
            label,
            nanos / 1e6 / steps,
            100 * nanos / total,
            calls / steps));
  }
}
