package org.ssl4j.dl4j;

import java.util.Optional;
import org.ssl4j.config.Convolution;
import org.ssl4j.dl4j.kernel.Engines;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Engine;
import org.ssl4j.network.EngineProvider;

/** Makes DL4J graphs with ND4J's operations known. */
public final class Nd4jProvider implements EngineProvider {

  @Override
  public String name() {
    return Engines.ND4J;
  }

  @Override
  public String summary() {
    return "DL4J graphs with ND4J's own operations, wherever ND4J runs.";
  }

  @Override
  public int preference() {
    return 0;
  }

  @Override
  public boolean supports(Precision precision) {
    return true;
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public Engine open(Precision precision, Convolution convolution) {
    CudaDriver.hideBackendWithoutIt();
    return new Dl4jEngine(
        Engines.select(name(), HostMemory.type(precision)), precision, convolution);
  }
}
