package org.ssl4j.cuda;

import java.util.List;
import java.util.Optional;
import org.ssl4j.config.Arithmetic;
import org.ssl4j.config.DeviceKind;
import org.ssl4j.cuda.device.CudaDevice;
import org.ssl4j.cuda.device.CudaMachine;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Engine;
import org.ssl4j.network.EngineProvider;
import org.ssl4j.network.EngineSettings;

/**
 * Makes the CUDA engine known. It has not been run on a card, so the fastest engine of the
 * processor is preferred to it; {@code device: gpu} or its name takes it.
 */
public final class CudaEngineProvider implements EngineProvider {

  /** Name in a config. */
  static final String NAME = "cuda";

  /** Below onednn's 10, above that of ND4J's old backend. */
  private static final int PREFERENCE = 5;

  private static final int ONLY_BY_NAME = -1;

  private final CudaMachine machine = CudaMachine.here();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "Kernels of our own with cuBLAS and cuDNN, on NVIDIA's cards from Turing on; not yet run on any.";
  }

  @Override
  public int preference() {
    return machine.isSupportedSystem() ? PREFERENCE : ONLY_BY_NAME;
  }

  @Override
  public DeviceKind device() {
    return DeviceKind.GPU;
  }

  @Override
  public boolean supports(Precision precision) {
    return precision == Precision.FLOAT;
  }

  @Override
  public List<Arithmetic> arithmetics() {
    return List.of(Arithmetic.FLOAT32, Arithmetic.TF32, Arithmetic.BFLOAT16);
  }

  /** Tensor cores take both from compute capability 8.0 on. */
  @Override
  public Optional<String> refusal(Arithmetic arithmetic) {
    return arithmetic == Arithmetic.FLOAT32
        ? Optional.empty()
        : machine
            .card()
            .filter(card -> card.major() < 8)
            .map(
                card ->
                    "its tensor cores need compute capability 8.0, and this card has "
                        + card.capability());
  }

  @Override
  public Optional<String> unavailable() {
    return machine.unavailable();
  }

  @Override
  public String detail() {
    return machine
        .card()
        .map(card -> card.description() + "; this engine has not been run on this card model")
        .orElse("");
  }

  @Override
  public Engine open(EngineSettings settings) {
    CudaEmulatedProvider.requireOwnConvolutions(NAME, settings.convolution());
    var device = CudaDevice.open(machine, settings.arithmetic() == Arithmetic.TF32);
    return new CudaEngine(NAME, device, CudaEmulatedProvider.storage(settings.arithmetic()));
  }
}
