package org.ssl4j.dl4j;

import org.junit.jupiter.api.Nested;
import org.ssl4j.dl4j.kernel.OneDnnNatives;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Engine;
import org.ssl4j.network.EngineProvider;
import org.ssl4j.network.EngineSettings;
import org.ssl4j.reference.EngineContractSuite;

/** DL4J's engines fulfil the contract of execution. */
class Dl4jContractTest {

  private static Engine open(EngineProvider provider, Precision precision) {
    return provider.open(EngineSettings.of(precision));
  }

  @Nested
  class OneDnnInFloat extends EngineContractSuite {
    @Override
    protected Engine open() {
      OneDnnNatives.require();
      return Dl4jContractTest.open(new OneDnnProvider(), Precision.FLOAT);
    }

    @Override
    protected double tolerance() {
      return 1e-4;
    }
  }

  @Nested
  class Nd4jInFloat extends EngineContractSuite {
    @Override
    protected Engine open() {
      return Dl4jContractTest.open(new Nd4jProvider(), Precision.FLOAT);
    }

    @Override
    protected double tolerance() {
      return 1e-4;
    }
  }

  @Nested
  class Nd4jInDouble extends EngineContractSuite {
    @Override
    protected Engine open() {
      return Dl4jContractTest.open(new Nd4jProvider(), Precision.DOUBLE);
    }

    @Override
    protected double tolerance() {
      return 1e-9;
    }
  }
}
