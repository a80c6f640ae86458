package org.ssl4j.dl4j;

import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.ssl4j.config.Convolution;
import org.ssl4j.dl4j.kernel.Engines;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Engine;
import org.ssl4j.network.EngineProvider;

/** Makes DL4J graphs with oneDNN's kernels known. */
public final class OneDnnProvider implements EngineProvider {

  @Override
  public String name() {
    return Engines.ONEDNN;
  }

  @Override
  public String summary() {
    return "DL4J graphs with oneDNN's kernels, on x86 processors.";
  }

  @Override
  public int preference() {
    return 10;
  }

  @Override
  public boolean supports(Precision precision) {
    return precision == Precision.FLOAT;
  }

  @Override
  public Optional<String> unavailable() {
    return Engines.oneDnnUnavailable();
  }

  @Override
  public String detail() {
    return Engines.oneDnnDetail();
  }

  @Override
  public Engine open(Precision precision, Convolution convolution) {
    CudaDriver.hideBackendWithoutIt();
    return new Dl4jEngine(Engines.select(name(), DataType.FLOAT), precision, convolution);
  }
}
