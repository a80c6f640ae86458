package org.ssl4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ssl4j.config.Arithmetic;
import org.ssl4j.config.DeviceKind;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.matrix.Precision;

/** What is chosen of two engines for the processor and one for a card, and what is refused. */
class EngineCatalogChoiceTest {

  private static final EngineSettings FLOAT = EngineSettings.of(Precision.FLOAT);

  /** Remembers that it was opened by saying so. */
  private record Described(
      String name,
      int preference,
      DeviceKind device,
      List<Arithmetic> arithmetics,
      Optional<String> unavailable,
      Optional<String> lacking)
      implements EngineProvider {

    @Override
    public String summary() {
      return "An engine of a test.";
    }

    @Override
    public boolean supports(Precision precision) {
      return true;
    }

    @Override
    public Optional<String> refusal(Arithmetic arithmetic) {
      return arithmetic == Arithmetic.BFLOAT16 && lacking.isPresent()
          ? lacking
          : EngineProvider.super.refusal(arithmetic);
    }

    @Override
    public Engine open(EngineSettings settings) {
      throw new Opened(name);
    }
  }

  private static final class Opened extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Opened(String engine) {
      super(engine);
    }
  }

  private static EngineCatalog catalog(Optional<String> noCard, Optional<String> noBfloat16) {
    return new EngineCatalog(
        List.of(
            new Described(
                "card", 20, DeviceKind.GPU, List.of(Arithmetic.values()), noCard, Optional.empty()),
            new Described(
                "fast",
                10,
                DeviceKind.CPU,
                List.of(Arithmetic.FLOAT32, Arithmetic.BFLOAT16),
                Optional.empty(),
                noBfloat16),
            new Described(
                "plain",
                0,
                DeviceKind.CPU,
                List.of(Arithmetic.FLOAT32),
                Optional.empty(),
                Optional.empty()),
            new Described(
                "slow",
                -1,
                DeviceKind.CPU,
                List.of(Arithmetic.values()),
                Optional.empty(),
                Optional.empty())));
  }

  private static String opened(EngineCatalog catalog, DeviceKind device, Arithmetic arithmetic) {
    try {
      catalog.open("auto", device, FLOAT.with(arithmetic));
    } catch (Opened engine) {
      return engine.getMessage();
    }
    throw new AssertionError("nothing was opened");
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, FLOAT32, card",
    "AUTO, BFLOAT16, card",
    "GPU, TF32, card",
    "CPU, FLOAT32, fast",
    "CPU, BFLOAT16, fast",
  })
  void autoTakesThePreferredOneThatHasDeviceAndNumbers(
      DeviceKind device, Arithmetic arithmetic, String engine) {
    assertThat(opened(catalog(Optional.empty(), Optional.empty()), device, arithmetic))
        .isEqualTo(engine);
  }

  @Test
  void autoGoesOnToTheProcessorWithoutACard() {
    var without = catalog(Optional.of("there is no driver"), Optional.empty());
    assertThat(opened(without, DeviceKind.AUTO, Arithmetic.FLOAT32)).isEqualTo("fast");
    assertThat(opened(without, DeviceKind.AUTO, Arithmetic.BFLOAT16)).isEqualTo("fast");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "auto | GPU | FLOAT32 | device | no engine can use a GPU here: card cannot be used because there is no driver; use auto or cpu",
        "auto | CPU | BFLOAT16 | precision | no engine computes in bfloat16 here: fast cannot because this processor has no AMX, plain cannot because it computes in float32 only; use float32",
        "auto | CPU | TF32 | precision | no engine computes in tf32 here: fast cannot because tf32 is for GPUs and it computes on the CPU, plain cannot because tf32 is for GPUs and it computes on the CPU; use float32",
        "card | AUTO | FLOAT32 | engine | card cannot be used because there is no driver; use auto or fast or plain",
        "card | CPU | FLOAT32 | device | card computes on the GPU, and device is cpu; set device: auto, or another engine",
        "fast | AUTO | BFLOAT16 | precision | fast cannot compute in bfloat16 because this processor has no AMX; use float32",
      })
  void whatIsNotThereIsRefusedInOneSentence(
      String name, DeviceKind device, Arithmetic arithmetic, String path, String sentence) {
    var poor = catalog(Optional.of("there is no driver"), Optional.of("this processor has no AMX"));
    for (Runnable attempt :
        List.<Runnable>of(
            () -> poor.open(name, device, FLOAT.with(arithmetic)),
            () -> poor.check(name, device, FLOAT.with(arithmetic)))) {
      assertThatThrownBy(attempt::run)
          .isInstanceOf(InvalidSettingException.class)
          .hasMessage(sentence)
          .extracting(refusal -> ((InvalidSettingException) refusal).path())
          .isEqualTo(path);
    }
  }

  @Test
  void aListSaysDeviceAndNumbers() {
    assertThat(catalog(Optional.empty(), Optional.empty()).providers())
        .extracting(EngineProvider::note)
        .containsExactly(
            "gpu: float32, tf32, bfloat16",
            "cpu: float32, bfloat16",
            "cpu: float32",
            "cpu: float32, tf32, bfloat16");
  }
}
