package org.ssl4j.study;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Trains one run apart from this process. */
@FunctionalInterface
public interface RunProcess {

  /** Exit code of a run that was asked to stop, also by SIGINT, and saved a checkpoint. */
  int INTERRUPTED = 130;

  /** Exit code of a JVM that SIGHUP ended, which saved a checkpoint, too. */
  int HUNG_UP = 129;

  /** Exit code of a JVM that SIGTERM ended, which saved a checkpoint, too. */
  int TERMINATED = 143;

  /** Exit code of a run that diverged: training it again would end the same. */
  int DIVERGED = 5;

  /**
   * Whether a run was told to stop, and is to be continued. Whoever ends a study signals its runs,
   * too: a cluster sends SIGTERM to all processes of a job. The signal says nothing about the run,
   * and the study may learn of its own after it.
   */
  static boolean interrupted(int code) {
    return code == INTERRUPTED || code == HUNG_UP || code == TERMINATED;
  }

  /**
   * Trains a run to its end, or to its next step when the study is asked to stop.
   *
   * @param lines receives what the process prints
   * @param stop the study's signal
   * @return the exit code of {@code ssl4j train}
   * @throws InterruptedException if the waiting thread is interrupted
   */
  int train(Order order, Consumer<String> lines, StopSignal stop) throws InterruptedException;

  /**
   * What to train.
   *
   * @param config file to start from
   * @param directory of the run
   * @param resume whether to continue from its newest checkpoint instead of starting
   * @param stopAfterMinutes the study's {@code schedule.stopAfterMinutes}, which may be another one
   *     than when the run began; or null
   */
  record Order(Path config, Path directory, boolean resume, Double stopAfterMinutes) {}
}
