package org.ssl4j.dl4j;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.Convolution;
import org.ssl4j.config.Versions;
import org.ssl4j.dl4j.kernel.LayerEngine;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Engine;
import org.ssl4j.network.EngineSettings;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Network;
import org.ssl4j.network.NetworkPlan;

/**
 * Trains DL4J computation graphs, whose layers are computed by oneDNN or by ND4J's own operations.
 */
public final class Dl4jEngine implements Engine {

  private static final Logger LOG = LoggerFactory.getLogger(Dl4jEngine.class);
  private static final String ND4J_POM = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";

  private final String name;
  private final LayerEngine kernels;
  private final Precision precision;
  private final Convolution convolution;

  Dl4jEngine(String name, LayerEngine kernels, EngineSettings settings) {
    this.name = name;
    this.kernels = kernels;
    this.precision = settings.precision();
    this.convolution = settings.convolution();
    // Periodic garbage collection would stop training for off-heap memory that workspaces hold
    // anyway.
    Nd4j.getMemoryManager().togglePeriodicGc(false);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String convolutions() {
    return kernels.convolutions(convolution);
  }

  @Override
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("nd4jVersion", nd4jVersion());
    facts.put("nd4jBackend", Nd4j.getBackend().getClass().getSimpleName());
    return facts;
  }

  private static String nd4jVersion() {
    var properties = new Properties();
    try (var in = Nd4j.class.getResourceAsStream(ND4J_POM)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      LOG.warn(
          "cannot read the version of ND4J ({}); the provenance records the version of the build",
          e.getMessage());
    }
    return properties.getProperty("version", Versions.DL4J);
  }

  @Override
  public Optional<String> refusal(NetworkPlan plan) {
    return Lowering.refusal(plan);
  }

  @Override
  public Network compile(NetworkPlan plan) {
    return compile(plan, Lowering.KEEP_BELOW_BYTES);
  }

  /**
   * Makes a network.
   *
   * @param keepBelowBytes results of batch norms of so many bytes and more are not kept for the
   *     backward pass where one layer alone reads them
   */
  Dl4jNetwork compile(NetworkPlan plan, long keepBelowBytes) {
    refusal(plan)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(name() + " cannot run this network: " + why);
            });
    var lowering = new Lowering(plan, kernels.name(), convolution, HostMemory.type(precision));
    return new Dl4jNetwork(
        plan,
        lowering.graph(keepBelowBytes),
        node -> kernels.globalAveragePool(lowering.channels(node)));
  }

  @Override
  public ImageBatch images(int count, int channels, int height, int width) {
    return new Dl4jImages(
        Nd4j.createUninitialized(
            HostMemory.type(precision), new long[] {count, channels, height, width}, 'c'));
  }

  @Override
  public void releaseAbove(long bytes) {
    Workspaces.releaseAbove(bytes);
  }

  /** Its networks live as long as they are referred to. */
  @Override
  public void close() {}
}
