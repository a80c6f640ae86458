package org.ssl4j.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.ssl4j.text.Text;
import org.ssl4j.train.EpochLog;
import org.ssl4j.train.EpochRecord;
import org.ssl4j.train.RunListener;
import org.ssl4j.train.RunPlan;
import org.ssl4j.train.StepRecord;

/** One line an epoch, and between them a progress bar if a person is watching. */
final class ConsoleProgress implements RunListener, AutoCloseable {

  private static final int REDRAW_MILLIS = 250;

  private final boolean interactive;
  private RunPlan plan;
  private ProgressBar bar;

  private ConsoleProgress(boolean interactive) {
    this.interactive = interactive;
  }

  static ConsoleProgress create() {
    return new ConsoleProgress(Console.interactive());
  }

  @Override
  public void onStart(RunPlan started) {
    plan = started;
    Console.out(
        Text.of(
            "%s: %d epochs of %d steps, batch %d, %,d parameters",
            plan.spec().name(),
            plan.epochs(),
            plan.stepsPerEpoch(),
            plan.batchSize(),
            plan.parameters()));
    if (plan.firstStep() > 0) {
      Console.out(Text.of("going on after step %d of %d", plan.firstStep(), plan.lastStep()));
    }
  }

  @Override
  public void onStep(StepRecord step) {
    if (!interactive) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("training")
              .setInitialMax(plan.lastStep())
              .startsFrom(step.step() - 1, java.time.Duration.ZERO)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(REDRAW_MILLIS)
              .build();
    }
    bar.setExtraMessage(
        Text.of(
            " epoch %d  loss %.4f  %.0f img/s  data wait %.0f%%",
            step.epoch(), step.loss(), step.imagesPerSecond(), 100 * step.dataWaitShare()));
    bar.stepTo(step.step());
  }

  @Override
  public void onReturn(long step) {
    close();
  }

  @Override
  public void onEpoch(EpochRecord epoch) {
    close();
    Console.out(EpochLog.line(epoch, plan.epochs()));
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
