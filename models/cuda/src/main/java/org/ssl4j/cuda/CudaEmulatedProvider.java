package org.ssl4j.cuda;

import java.util.List;
import java.util.Optional;
import org.ssl4j.config.Arithmetic;
import org.ssl4j.config.Convolution;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.cuda.device.EmulatedDevice;
import org.ssl4j.cuda.device.StorageType;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Engine;
import org.ssl4j.network.EngineProvider;
import org.ssl4j.network.EngineSettings;
import org.ssl4j.text.Text;

/** Makes the CUDA engine on an emulated device known; {@code auto} never takes it. */
public final class CudaEmulatedProvider implements EngineProvider {

  /** Name in a config. */
  static final String NAME = "cuda-emulated";

  private static final int ONLY_BY_NAME = -1;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "The engine cuda on a device that the processor emulates, to check it without a card; slow.";
  }

  @Override
  public int preference() {
    return ONLY_BY_NAME;
  }

  @Override
  public boolean supports(Precision precision) {
    return precision == Precision.FLOAT;
  }

  @Override
  public Optional<String> unavailable() {
    return EmulatedDevice.unavailable();
  }

  @Override
  public List<Arithmetic> arithmetics() {
    return List.of(Arithmetic.FLOAT32, Arithmetic.BFLOAT16);
  }

  @Override
  public Engine open(EngineSettings settings) {
    requireOwnConvolutions(NAME, settings.convolution());
    return new CudaEngine(NAME, EmulatedDevice.open(), storage(settings.arithmetic()));
  }

  /** How activations are kept; rounded floats are still floats. */
  static StorageType storage(Arithmetic arithmetic) {
    return arithmetic == Arithmetic.BFLOAT16 ? StorageType.BFLOAT16 : StorageType.FLOAT;
  }

  /**
   * Refuses an algorithm that cannot be asked for.
   *
   * @throws InvalidSettingException with what can
   */
  static void requireOwnConvolutions(String engine, Convolution how) {
    if (how != Convolution.AUTO && how != Convolution.DIRECT) {
      throw new InvalidSettingException(
          "convolution",
          Text.of(
              "%s needs the engine onednn, and this network runs on %s; use auto or direct",
              how.word(), engine));
    }
  }
}
