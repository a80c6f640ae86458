package org.ssl4j.natives;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.openblas.global.openblas;

/**
 * The OpenBLAS that ND4J brings (0.3.19), kept away from kernels that compute wrong results.
 *
 * <p>On Intel processors with AVX-512 that version multiplies and solves with triangular matrices
 * wrongly in double precision (OpenBLAS issue 3534), and does not say so. {@code dpotrf} and {@code
 * dsygvd} then fail on positive definite matrices, and {@code dgesdd} returns singular values that
 * are wrong by a half when a matrix has more than 128 columns. The kernels for AVX2 are right.
 * OpenBLAS chooses its kernels once, when it is loaded, and asks the environment first.
 */
public final class OpenBlas {

  /** Names the processor whose kernels are taken; whoever sets it knows better. */
  private static final String CORE_TYPE = "OPENBLAS_CORETYPE";

  /** The newest processor whose kernels are right on every Intel processor with AVX-512. */
  private static final String SOUND_CORE = "Haswell";

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private static final int CHECKED_ORDER = 8;

  static {
    if (Platform.isLinux()
        && System.getenv(CORE_TYPE) == null
        && choosesWrongKernels(processor())) {
      // The C library's own environment: Java's copy of it was made when the JVM started. If it
      // refuses, requireSound says so. No logger here: the command line's help comes this way too.
      Function.getFunction(Platform.C_LIBRARY_NAME, "setenv")
          .invokeInt(new Object[] {CORE_TYPE, SOUND_CORE, 1});
    }
  }

  private OpenBlas() {}

  /**
   * Makes OpenBLAS choose sound kernels. It must be called before anything loads OpenBLAS or ND4J,
   * and has no effect afterwards; it loads neither of them.
   */
  public static void prepare() {
    // The static initialiser has done it.
  }

  /**
   * Loads OpenBLAS and checks the kernels that are known to be wrong on some processors.
   *
   * @throws IllegalStateException if they are wrong here, because OpenBLAS was loaded before {@link
   *     #prepare} was called or the environment asks for them
   */
  public static void requireSound() {
    if (!Check.SOUND) {
      throw new IllegalStateException(
          "OpenBLAS computes wrong results with its kernels for this processor. Set the environment"
              + " variable OPENBLAS_CORETYPE=Haswell before Java starts");
    }
  }

  /** Whether OpenBLAS 0.3.19 chooses its AVX-512 kernels for a processor, as Linux describes it. */
  static boolean choosesWrongKernels(String processor) {
    return processor.contains("GenuineIntel") && processor.matches("(?s).*\\bavx512f\\b.*");
  }

  /** The first processor's lines; empty where the system does not tell. */
  static String processor() {
    if (!Files.isReadable(PROCESSORS)) {
      return "";
    }
    try {
      var all = new String(Files.readAllBytes(PROCESSORS), StandardCharsets.ISO_8859_1);
      int end = all.indexOf("\n\n");
      return end < 0 ? all : all.substring(0, end);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + PROCESSORS, e);
    }
  }

  /** Done once, when it is first asked for. */
  private static final class Check {

    static final boolean SOUND = triangularProductIsRight();

    private Check() {}

    /**
     * A row times an upper triangle, both of small whole numbers: exact in any order of summation.
     */
    private static boolean triangularProductIsRight() {
      prepare();
      var matrix = new double[CHECKED_ORDER * CHECKED_ORDER];
      var row = new double[CHECKED_ORDER];
      for (int i = 0; i < CHECKED_ORDER; i++) {
        for (int j = i; j < CHECKED_ORDER; j++) {
          matrix[i * CHECKED_ORDER + j] = i + j + 1;
        }
        row[i] = i + 1;
      }
      openblas.cblas_dtrmm(
          openblas.CblasRowMajor,
          openblas.CblasRight,
          openblas.CblasUpper,
          openblas.CblasNoTrans,
          openblas.CblasNonUnit,
          1,
          CHECKED_ORDER,
          1,
          matrix,
          CHECKED_ORDER,
          row,
          CHECKED_ORDER);
      for (int j = 0; j < CHECKED_ORDER; j++) {
        double expected = 0;
        for (int i = 0; i <= j; i++) {
          expected += (i + 1) * matrix[i * CHECKED_ORDER + j];
        }
        if (row[j] != expected) {
          return false;
        }
      }
      return true;
    }
  }
}
