package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.ssl4j.network.CardInspection;
import org.ssl4j.network.EngineCatalog;

class GpuCommandTest {

  private static boolean emulation() {
    return new EngineCatalog()
        .providers().stream()
            .anyMatch(
                engine -> engine.name().equals("cuda-emulated") && engine.unavailable().isEmpty());
  }

  @Test
  void infoSaysWhatThereIsAndWhichEnginesCanBeUsed() {
    var findings = CardInspection.find().inspect();
    var ran = Ran.of("gpu", "info");
    assertThat(ran.code())
        .isEqualTo(findings.unusable().isPresent() ? ExitCode.USAGE : ExitCode.OK);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .contains("driver: ", "NVRTC: ", "cuBLAS: ", "cuDNN 9: ")
        .contains("engine nd4j: can be used", "engine cuda: ", "engine cuda-emulated: ");
  }

  @Test
  void checkWithoutAUsableCardEndsInOneSentence() {
    var unusable = CardInspection.find().inspect().unusable();
    assumeTrue(unusable.isPresent(), "this machine has a usable card");
    var ran = Ran.of("gpu", "check");
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err().lines())
        .singleElement()
        .asString()
        .contains("cuda cannot be used because " + unusable.get());
  }

  @Test
  void aTrainingThatNeedsACardEndsInOneSentenceWithoutOne() {
    var unusable = CardInspection.find().inspect().unusable();
    assumeTrue(unusable.isPresent(), "this machine has a usable card");
    var ran = Ran.of("train", "../../configs/quickstart.yaml", "--set", "device=gpu");
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err().lines())
        .singleElement()
        .asString()
        .contains("no engine can use a GPU here: cuda cannot be used because " + unusable.get());
  }

  @Test
  void checkOnTheEmulatedDevicePrintsATable() {
    assumeTrue(emulation(), "no C++ compiler answers on this machine");
    var ran = Ran.of("gpu", "check", "--emulated");
    assertThat(ran.code()).isEqualTo(ExitCode.OK);
    assertThat(ran.out())
        .contains("device: a device emulated by the processor")
        .contains("ok ", "ResNet-18 of width 8", "updates by LARS")
        .containsPattern("(\\d+) of \\1 checks agree with the reference engine")
        .doesNotContain("FAILED");
  }

  @Test
  void withoutASubcommandItNamesThem() {
    var ran = Ran.of("gpu");
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("gpu needs one of: info, check");
  }
}
