package org.ssl4j.cuda.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Machines that are not at hand. */
class CudaMachineTest {

  private static final CudaCard HOPPER = new CudaCard(0, "NVIDIA H100", 80L << 30, 9, 0);
  private static final CudaCard PASCAL = new CudaCard(0, "GeForce GTX 1080", 8L << 30, 6, 1);

  private static CudaMachine machine(CudaDriverAnswer driver, CudaLibrary... missing) {
    return new CudaMachine(
        () -> driver,
        library ->
            List.of(missing).contains(library)
                ? Optional.empty()
                : Optional.of(Path.of("cuda", library.names().get(0))),
        true);
  }

  private static CudaDriverAnswer driver(CudaCard... cards) {
    return new CudaDriverAnswer(Optional.empty(), 13000, List.of(cards));
  }

  @Test
  void withoutADriverNothingElseIsLookedFor() {
    var asked = new AtomicInteger();
    var machine =
        new CudaMachine(
            () -> CudaDriverAnswer.none("NVIDIA's driver is not installed"),
            library -> {
              asked.incrementAndGet();
              return Optional.empty();
            },
            true);
    assertThat(machine.unavailable()).contains("NVIDIA's driver is not installed");
    assertThat(asked).hasValue(0);
    assertThatThrownBy(() -> CudaDevice.open(machine, false))
        .isInstanceOf(DeviceException.class)
        .hasMessage("the engine cuda cannot be used because NVIDIA's driver is not installed");
  }

  @Test
  void aDriverWithoutLibrariesNamesThemAndHowToGetThem() {
    var machine = machine(driver(HOPPER), CudaLibrary.NVRTC, CudaLibrary.CUDNN);
    assertThat(machine.unavailable().orElseThrow())
        .isEqualTo(
            "NVRTC (libnvrtc.so.13) and cuDNN 9 (libcudnn.so.9) were not found; install them with \"pip install nvidia-cuda-nvrtc nvidia-cudnn-cu13\", or name the folder in SSL4J_CUDA_LIBRARIES");
    assertThat(machine(driver(HOPPER), CudaLibrary.CUDNN).unavailable().orElseThrow())
        .startsWith("cuDNN 9 (libcudnn.so.9) was not found; install it with");
  }

  @Test
  void aCardThatIsTooOldIsNamed() {
    assertThat(machine(driver(PASCAL)).unavailable().orElseThrow())
        .isEqualTo(
            "the card GeForce GTX 1080 has compute capability 6.1, and 7.5 (Turing) is the least");
    assertThat(machine(driver()).unavailable().orElseThrow()).contains("shows no card");
    assertThat(machine(driver(PASCAL, HOPPER)).card()).contains(HOPPER);
    assertThat(machine(driver(PASCAL, HOPPER)).unavailable()).isEmpty();
  }

  @Test
  void capabilitiesCountFromTuringOn() {
    assertThat(new CudaCard(0, "", 1, 7, 0).isNewEnough()).isFalse();
    assertThat(new CudaCard(0, "", 1, 7, 5).isNewEnough()).isTrue();
    assertThat(new CudaCard(0, "", 1, 12, 0).isNewEnough()).isTrue();
    assertThat(HOPPER.description()).isEqualTo("NVIDIA H100, 80 GiB, compute capability 9.0");
    assertThat(driver().versionText()).isEqualTo("13.0");
  }

  @Test
  void anotherSystemIsRefusedWithoutAskingItsDriver() {
    var machine =
        new CudaMachine(
            () -> {
              throw new AssertionError("was asked");
            },
            library -> Optional.empty(),
            false);
    assertThat(machine.unavailable().orElseThrow()).contains("Linux on x86-64");
  }
}
