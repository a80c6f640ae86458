package org.ssl4j.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.ssl4j.config.Convolution;
import org.ssl4j.config.DeviceKind;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.EngineCatalog;
import org.ssl4j.network.EngineSettings;

class ReferenceEngineProviderTest {

  @Test
  void isFoundByItsName() {
    for (var precision : Precision.values()) {
      try (var engine =
          new EngineCatalog().open("reference", DeviceKind.AUTO, EngineSettings.of(precision))) {
        assertThat(engine).isInstanceOf(ReferenceEngine.class);
        assertThat(engine.name()).isEqualTo("reference");
        var state = engine.compile(ContractPlans.convNet(1)).state();
        assertThat(state.parameters().precision()).isEqualTo(precision);
      }
    }
  }

  @Test
  void isNeverTakenUnnamed() {
    assertThat(new ReferenceEngineProvider().preference()).isNegative();
  }

  @Test
  void knowsOneAlgorithm() {
    assertThatThrownBy(
            () ->
                new EngineCatalog()
                    .open(
                        "reference",
                        DeviceKind.CPU,
                        EngineSettings.of(Precision.DOUBLE).with(Convolution.WINOGRAD)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("use auto or direct");
  }
}
