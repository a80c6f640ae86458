package org.ssl4j.reference;

import org.junit.jupiter.api.Nested;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Engine;

/** The reference engine fulfils its own contract. */
class ReferenceContractTest {

  @Nested
  class InDouble extends EngineContractSuite {
    @Override
    protected Engine open() {
      return new ReferenceEngine(Precision.DOUBLE);
    }

    @Override
    protected double tolerance() {
      return 1e-13;
    }
  }

  @Nested
  class InFloat extends EngineContractSuite {
    @Override
    protected Engine open() {
      return new ReferenceEngine(Precision.FLOAT);
    }

    @Override
    protected double tolerance() {
      return 1e-6;
    }
  }
}
