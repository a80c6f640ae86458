package org.ssl4j.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ssl4j.network.Engine;

/** The engine contract as tests: a subclass says which engine, and how exact it is. */
public abstract class EngineContractSuite {
  private Engine engine;

  /** Opens the engine under examination. */
  protected abstract Engine open();

  /** Largest relative error allowed. */
  protected abstract double tolerance();

  @TestFactory
  protected final Stream<DynamicTest> contract() {
    engine = open();
    return new EngineContract(engine, tolerance())
        .checks().stream().map(check -> DynamicTest.dynamicTest(check.name(), () -> verify(check)));
  }

  private static void verify(ContractCheck check) {
    var result = check.run();
    result
        .failure()
        .ifPresent(
            failure -> {
              throw new AssertionError(result.toString(), failure);
            });
    assertThat(result.passed()).as(result.toString()).isTrue();
  }

  @AfterEach
  protected final void close() {
    if (engine != null) {
      engine.close();
    }
  }
}
