package org.ssl4j.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ssl4j.run.StepRecord;

/**
 * The steps since the epoch before this one, which the metric files may not have yet. Written by
 * the training thread, read by the server's; each holds the lock for as long as it takes to copy a
 * reference, or at most {@link #LIMIT} of them.
 */
final class RecentSteps {

  /** Of a longer epoch every second step is forgotten, again and again. */
  static final int LIMIT = 1024;

  private List<StepRecord> previous = List.of();
  private List<StepRecord> current = new ArrayList<>();
  private StepRecord last;
  private int stride = 1;
  private int skipped;

  synchronized void add(StepRecord step) {
    last = step;
    skipped++;
    if (skipped < stride) {
      return;
    }
    skipped = 0;
    current.add(step);
    if (current.size() == LIMIT) {
      List<StepRecord> half = new ArrayList<>(LIMIT);
      for (int i = 1; i < LIMIT; i += 2) {
        half.add(current.get(i));
      }
      current = half;
      stride *= 2;
    }
  }

  /** Forgets steps that are made again. */
  synchronized void forget() {
    previous = List.of();
    endOfEpoch();
    previous = List.of();
    last = null;
  }

  /** The files get the epoch's steps a moment later, so they are kept for one epoch more. */
  synchronized void endOfEpoch() {
    previous = current;
    current = new ArrayList<>();
    stride = 1;
    skipped = 0;
  }

  /** Adds where the run is, and the numbers of the steps, to a status. */
  void describe(ObjectNode status, long firstStep) {
    List<StepRecord> steps;
    StepRecord newest;
    synchronized (this) {
      steps = new ArrayList<>(previous);
      steps.addAll(current);
      newest = last;
    }
    status.put("step", newest == null ? firstStep : newest.step());
    status.put("epoch", newest == null ? 0 : newest.epoch());
    if (newest != null) {
      status.set("loss", PageJson.rounded(newest.loss()));
      status.set("imagesPerSecond", PageJson.rounded(newest.imagesPerSecond()));
      status.set("learningRate", PageJson.rounded(newest.learningRate()));
      status.set("gradientNorm", PageJson.rounded(newest.gradientNorm()));
    }
    var recent = status.putObject("recent");
    var step = recent.putArray("step");
    steps.forEach(record -> step.add(record.step()));
    column(recent, "loss", steps, StepRecord::loss);
    column(recent, "stdRatio", steps, StepRecord::stdRatio);
    column(recent, "meanCosine", steps, StepRecord::meanCosine);
    column(recent, "effectiveRank", steps, StepRecord::effectiveRank);
    column(recent, "gradientNorm", steps, StepRecord::gradientNorm);
    column(recent, "learningRate", steps, StepRecord::learningRate);
  }

  /** By the name that steps.jsonl gives it. */
  private static void column(
      ObjectNode recent,
      String name,
      List<StepRecord> steps,
      ToDoubleFunction<? super StepRecord> number) {
    var values = recent.putArray(name);
    steps.forEach(record -> values.add(PageJson.rounded(number.applyAsDouble(record))));
  }
}
