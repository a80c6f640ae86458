package org.ssl4j.dl4j;

import java.util.Optional;
import org.ssl4j.config.DeviceKind;
import org.ssl4j.dl4j.kernel.Engines;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Engine;
import org.ssl4j.network.EngineProvider;
import org.ssl4j.network.EngineSettings;

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

  /** The graphics card with the CUDA backend on the class path and the driver on the machine. */
  @Override
  public DeviceKind device() {
    return CudaDriver.servesBackend() ? DeviceKind.GPU : DeviceKind.CPU;
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
  public Engine open(EngineSettings settings) {
    CudaDriver.hideBackendWithoutIt();
    return new Dl4jEngine(
        name(), Engines.select(name(), HostMemory.type(settings.precision())), settings);
  }
}
