package org.ssl4j.dl4j;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.ssl4j.config.Arithmetic;
import org.ssl4j.dl4j.kernel.Engines;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Engine;
import org.ssl4j.network.EngineProvider;
import org.ssl4j.network.EngineSettings;

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
  public List<Arithmetic> arithmetics() {
    return List.of(Arithmetic.FLOAT32, Arithmetic.BFLOAT16);
  }

  @Override
  public Optional<String> refusal(Arithmetic arithmetic) {
    return arithmetic == Arithmetic.BFLOAT16
        ? Engines.bfloat16Refusal()
        : EngineProvider.super.refusal(arithmetic);
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
  public Engine open(EngineSettings settings) {
    CudaDriver.hideBackendWithoutIt();
    boolean bfloat16 = settings.arithmetic() == Arithmetic.BFLOAT16;
    return new Dl4jEngine(
        name(),
        Engines.select(bfloat16 ? Engines.BFLOAT16 : Engines.ONEDNN, DataType.FLOAT),
        settings);
  }
}
