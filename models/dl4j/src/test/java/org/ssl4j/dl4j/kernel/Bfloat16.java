package org.ssl4j.dl4j.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** For tests that need a processor with AMX or AVX512-BF16. */
public final class Bfloat16 {

  private Bfloat16() {}

  /** Skips the test where there is none. */
  public static void require() {
    OneDnnNatives.require();
    assumeTrue(
        OneDnnLibrary.get().bfloat16(), "values of 16 bits need a processor that multiplies them");
  }
}
