package org.ssl4j.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.concurrent.TimeUnit;
import org.bytedeco.openblas.global.openblas;
import org.junit.jupiter.api.Test;

class OpenBlasTest {

  @Test
  void theTestsRunOnSoundKernels() {
    assertThatCode(OpenBlas::requireSound).doesNotThrowAnyException();
  }

  /** A tall matrix of more than 128 columns takes the path that was wrong. */
  @Test
  void singularValuesOfATallMatrixAddUpToItsNorm() {
    int rows = 1000;
    int columns = 200;
    var random = new java.util.Random(1);
    var matrix = random.doubles((long) rows * columns, -1, 1).toArray();
    double squares = 0;
    for (double value : matrix) {
      squares += value * value;
    }
    OpenBlas.requireSound();
    var values = new double[columns];
    var none = new double[1];
    int info =
        openblas.LAPACKE_dgesdd(
            openblas.LAPACK_COL_MAJOR,
            (byte) 'N',
            rows,
            columns,
            matrix,
            rows,
            values,
            none,
            1,
            none,
            1);
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    assertThat(info).isZero();
    assertThat(sum).isCloseTo(squares, org.assertj.core.data.Percentage.withPercentage(1e-9));
  }

  @Test
  void onlyIntelProcessorsWithAvx512AreGivenOtherKernels() {
    assertThat(OpenBlas.choosesWrongKernels("vendor_id\t: GenuineIntel\nflags\t: avx2 avx512f fma"))
        .isTrue();
    assertThat(OpenBlas.choosesWrongKernels("vendor_id\t: GenuineIntel\nflags\t: avx2 fma"))
        .isFalse();
    assertThat(OpenBlas.choosesWrongKernels("vendor_id\t: AuthenticAMD\nflags\t: avx2 avx512f"))
        .isFalse();
    assertThat(OpenBlas.choosesWrongKernels("")).isFalse();
  }

  /** Where the processor has the wrong kernels, asking for them is refused in a sentence. */
  @Test
  void askingForTheWrongKernelsIsRefused() throws Exception {
    var builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            Asker.class.getName());
    builder.environment().put("OPENBLAS_CORETYPE", "SkylakeX");
    builder.redirectErrorStream(true);
    var process = builder.start();
    var said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    // A processor without AVX-512 ignores the wish and is sound.
    assertThat(said)
        .contains(
            OpenBlas.choosesWrongKernels(OpenBlas.processor())
                ? "Set the environment variable OPENBLAS_CORETYPE=Haswell"
                : "sound");
  }

  /** Loads OpenBLAS in a process of its own. */
  static final class Asker {
    private Asker() {}

    public static void main(String[] arguments) {
      try {
        OpenBlas.requireSound();
        System.out.println("sound");
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
