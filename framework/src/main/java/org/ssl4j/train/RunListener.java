package org.ssl4j.train;

/** Hears what happens in a run. Called on the training thread; must not change anything. */
public interface RunListener {

  /** Before the first step. */
  default void onStart(RunPlan plan) {}

  /** After every update. */
  default void onStep(StepRecord step) {}

  /** After every epoch, and once before training with epoch 0. */
  default void onEpoch(EpochRecord epoch) {}

  /** After the encoder has been written; not called for a run that was interrupted or diverged. */
  default void onFinish(FinishedRun run) {}
}
