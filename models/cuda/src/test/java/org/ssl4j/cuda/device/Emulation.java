package org.ssl4j.cuda.device;

import static org.junit.jupiter.api.Assumptions.abort;

/**
 * The emulated device for tests; where there is no compiler, they are skipped with its sentence.
 */
public final class Emulation {

  private Emulation() {}

  /** Opens it, or skips the test. */
  public static EmulatedDevice open() {
    EmulatedDevice.unavailable()
        .ifPresent(reason -> abort("not tested on the emulated device because " + reason));
    return EmulatedDevice.open();
  }
}
