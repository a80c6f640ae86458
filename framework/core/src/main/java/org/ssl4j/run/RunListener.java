package org.ssl4j.run;

import java.io.IOException;

/** Hears what happens in a run. Called on the training thread; must not change anything. */
public interface RunListener {

  /** Before anything large is made. */
  default void onMemory(MemoryEstimate estimate, long limit) {}

  /** Before the first step. */
  default void onStart(RunPlan plan) {}

  /** After every update. */
  default void onStep(StepRecord step) {}

  /** After every epoch, and once before training with epoch 0. */
  default void onEpoch(EpochRecord epoch) {}

  /** After every measurement, before the {@link #onEpoch} it belongs to. */
  default void onSpectra(SpectraRecord spectra) {}

  /**
   * Before a checkpoint is written: what was logged so far must be on the disk.
   *
   * @throws IOException if it refuses; there is no checkpoint then
   */
  default void beforeCheckpoint() throws IOException {}

  /**
   * After a run that diverged has gone back to a checkpoint to train on from there.
   *
   * @param step updates made at the checkpoint; what came after it does not count
   */
  default void onReturn(long step) {}

  /**
   * After the run's files are complete but for the diagnosis and the report; not called for a run
   * that was interrupted or diverged.
   */
  default void onFinish(FinishedRun run) {}
}
