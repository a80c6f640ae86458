package org.ssl4j.cuda.device;

import org.ssl4j.text.Text;

/**
 * A card as the driver describes it.
 *
 * @param number as the driver counts, from 0
 * @param bytes of its memory
 * @param major compute capability before the dot
 * @param minor compute capability behind the dot
 */
public record CudaCard(int number, String name, long bytes, int major, int minor) {

  private static final double GIBIBYTE = 1L << 30;

  /** Turing's: NVRTC 13 compiles for none below. */
  private static final int LEAST_MAJOR = 7;

  private static final int LEAST_MINOR = 5;

  /** Compute capability, as in {@code 7.5}. */
  public String capability() {
    return major + "." + minor;
  }

  /** Whether the engine runs on such cards. */
  public boolean isNewEnough() {
    return major > LEAST_MAJOR || (major == LEAST_MAJOR && minor >= LEAST_MINOR);
  }

  /** For people. */
  public String description() {
    return Text.of("%s, %.0f GiB, compute capability %s", name, bytes / GIBIBYTE, capability());
  }
}
