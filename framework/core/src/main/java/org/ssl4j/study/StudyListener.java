package org.ssl4j.study;

/** Hears how a study goes. Called from several threads if runs are parallel, one at a time. */
public interface StudyListener {

  /**
   * Before a run starts or goes on.
   *
   * @param resumed whether from a checkpoint
   * @param number of this run among those still to do, from 1
   * @param total runs still to do
   */
  default void onRunStart(StudyPlan.CellRun run, boolean resumed, int number, int total) {}

  /** A line that a run printed. */
  default void onLine(StudyPlan.CellRun run, String line) {}

  /**
   * After a run.
   *
   * @param reason why it failed or stopped, or null
   */
  default void onRunEnd(StudyPlan.CellRun run, RunStatus status, String reason) {}
}
