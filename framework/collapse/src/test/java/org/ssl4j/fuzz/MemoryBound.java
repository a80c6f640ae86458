package org.ssl4j.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.text.Text;

/**
 * The most memory this process has had, which hostile files must not drive up. Checked when {@code
 * -Dssl4j.fuzz.megabytes} gives a bound, as {@code scripts/fuzz} does for its own process.
 */
public final class MemoryBound {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryBound.class);

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";

  private MemoryBound() {}

  /**
   * @throws AssertionError if the process has had more than the bound
   */
  public static void check() throws IOException {
    Integer bound = Integer.getInteger("ssl4j.fuzz.megabytes");
    if (bound == null || !Files.isReadable(STATUS)) {
      return;
    }
    long peak =
        Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith(PEAK))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow()
            >> 10;
    LOG.warn("peak memory {} MB of {} allowed", peak, bound);
    if (peak > bound) {
      throw new AssertionError(Text.of("%d MB where %d are allowed", peak, bound));
    }
  }
}
