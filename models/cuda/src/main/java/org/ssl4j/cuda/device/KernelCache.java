package org.ssl4j.cuda.device;

import java.nio.file.Path;

/** Where compiled kernels are kept: beside the data sets, in the user's {@code ~/.ssl4j}. */
final class KernelCache {

  /** Names another folder. */
  static final String VARIABLE = "SSL4J_KERNELS";

  private KernelCache() {}

  static Path folder() {
    String named = System.getenv(VARIABLE);
    return named == null || named.isBlank()
        ? Path.of(System.getProperty("user.home"), ".ssl4j", "kernels")
        : Path.of(named);
  }
}
