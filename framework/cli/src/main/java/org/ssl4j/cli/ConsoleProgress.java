package org.ssl4j.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.ssl4j.run.Durations;
import org.ssl4j.run.EpochLog;
import org.ssl4j.run.EpochRecord;
import org.ssl4j.run.MemoryEstimate;
import org.ssl4j.run.RunListener;
import org.ssl4j.run.RunPlan;
import org.ssl4j.run.StepRecord;
import org.ssl4j.run.TimeLeft;
import org.ssl4j.text.Text;

/** One line an epoch, and between them a progress bar if a person is watching. */
final class ConsoleProgress implements RunListener, AutoCloseable {

  private static final int REDRAW_MILLIS = 250;

  private final boolean interactive;
  private final TimeLeft left = new TimeLeft();
  private RunPlan plan;
  private ProgressBar bar;

  private ConsoleProgress(boolean interactive) {
    this.interactive = interactive;
  }

  static ConsoleProgress create() {
    return new ConsoleProgress(Console.interactive());
  }

  @Override
  public void onMemory(MemoryEstimate estimate, long limit) {
    Console.out(estimate.line(limit));
  }

  @Override
  public void onStart(RunPlan started) {
    plan = started;
    left.onStart(started);
    Console.out(
        Text.of(
            "%s: %s of %s, batch %d, %,d parameters",
            plan.spec().name(),
            Text.count(plan.epochs(), "epoch"),
            Text.count(plan.stepsPerEpoch(), "step"),
            plan.batchSize(),
            plan.parameters()));
    if (plan.firstStep() > 0) {
      Console.out(Text.of("resumes after step %d of %d", plan.firstStep(), plan.lastStep()));
    }
  }

  @Override
  public void onStep(StepRecord step) {
    boolean known = left.seconds().isPresent();
    left.onStep(step);
    if (!known) {
      left.secondsPerEpoch().ifPresent(this::sayExpected);
    }
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
            " epoch %d  loss %.4f  lr %.3g  gradient %.3g  %.0f img/s  data wait %.0f%%",
            step.epoch(),
            step.loss(),
            step.learningRate(),
            step.gradientNorm(),
            step.imagesPerSecond(),
            100 * step.dataWaitShare()));
    bar.stepTo(step.step());
  }

  @Override
  public void onReturn(long step) {
    close();
    left.onReturn(step);
  }

  @Override
  public void onEpoch(EpochRecord epoch) {
    close();
    left.onEpoch(epoch);
    boolean more = epoch.step() < plan.lastStep();
    Console.out(EpochLog.line(epoch, plan.epochs()) + (more ? timeLeft() : ""));
  }

  /** Once, as soon as it is known: until then nobody can tell whether to wait for it. */
  private void sayExpected(double secondsPerEpoch) {
    close();
    Console.out(Text.of("about %s per epoch%s", Durations.text(secondsPerEpoch), timeLeft()));
  }

  private String timeLeft() {
    var seconds = left.seconds();
    return seconds.isPresent() ? ", about " + Durations.text(seconds.getAsDouble()) + " left" : "";
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
