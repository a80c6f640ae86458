package org.ssl4j.train;

import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.CheckpointConfig;
import org.ssl4j.run.DiskException;

/** Tries again what the disk refused, as long as the config allows: somebody may make room. */
final class Patience {

  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);

  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private final CheckpointConfig config;
  private final BooleanSupplier hurry;

  /**
   * @param hurry whether somebody waits for the end, so that one try must do
   */
  Patience(CheckpointConfig config, BooleanSupplier hurry) {
    this.config = config;
    this.hurry = hurry;
  }

  /**
   * Writes something, waiting for the disk if need be.
   *
   * @throws DiskException if it still refuses when the time is over
   */
  void until(Runnable write) {
    long start = System.nanoTime();
    boolean refused = false;
    while (true) {
      try {
        write.run();
        if (refused) {
          LOG.warn("the disk is writable again");
        }
        return;
      } catch (DiskException e) {
        double waited = (System.nanoTime() - start) / NANOS;
        if (hurry.getAsBoolean() || waited >= config.patienceSeconds()) {
          throw e;
        }
        if (!refused) {
          LOG.warn(
              "{}; the run tries again every {} seconds for up to {} seconds: free some space, or stop the run with Ctrl-C",
              e.getMessage(),
              config.retrySeconds(),
              config.patienceSeconds());
        }
        refused = true;
        pause(e);
      }
    }
  }

  private void pause(DiskException refusal) {
    try {
      Thread.sleep(Math.round(config.retrySeconds() * MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refusal;
    }
  }
}
