package org.ssl4j.cuda;

import org.ssl4j.cuda.device.Emulation;
import org.ssl4j.cuda.device.StorageType;
import org.ssl4j.network.Engine;
import org.ssl4j.reference.EngineContractSuite;

/** The whole contract of execution on the emulated device, in float. */
class CudaContractTest extends EngineContractSuite {

  @Override
  protected Engine open() {
    return new CudaEngine(CudaEmulatedProvider.NAME, Emulation.open(), StorageType.FLOAT);
  }

  @Override
  protected double tolerance() {
    return 1e-4;
  }
}
