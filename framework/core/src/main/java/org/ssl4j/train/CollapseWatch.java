package org.ssl4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.MonitorConfig;
import org.ssl4j.diagnose.Diagnosis;
import org.ssl4j.diagnose.MethodFacts;
import org.ssl4j.diagnose.RunHistory;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.run.EpochRecord;
import org.ssl4j.run.RunHistories;
import org.ssl4j.run.RunListener;
import org.ssl4j.run.StepRecord;

/**
 * Diagnoses a run after every measured epoch: warns of a collapse once, asks for a stop if the
 * config says so, and knows the last epoch that was healthy.
 */
final class CollapseWatch implements RunListener {

  private static final Logger LOG = LoggerFactory.getLogger(CollapseWatch.class);

  private final MonitorConfig config;
  private final Map<String, String> settings;
  private final MethodFacts method;
  private final List<RunHistory.Epoch> epochs = new ArrayList<>();
  private final List<RunHistory.StepPoint> steps = new ArrayList<>();
  private Double floor;
  private Double chance;
  private Diagnosis diagnosis;
  private final List<Long> healthySteps = new ArrayList<>();
  private boolean warned;

  /**
   * @param earlier what the run had logged before it was resumed
   */
  CollapseWatch(MonitorConfig config, RunHistory earlier) {
    this.config = config;
    settings = earlier.settings();
    method = earlier.method();
    steps.addAll(earlier.steps());
    floor = earlier.floor();
    chance = earlier.chance();
    for (var epoch : earlier.epochs()) {
      epochs.add(epoch);
      noteHealth(epoch);
    }
    diagnoseLast();
  }

  private void diagnoseLast() {
    boolean measured = !epochs.isEmpty() && !epochs.get(epochs.size() - 1).layers().isEmpty();
    diagnosis = measured ? Diagnosis.of(history(), config.patience()) : diagnosis;
  }

  @Override
  public void onReturn(long step) {
    steps.removeIf(made -> made.step() > step);
    epochs.removeIf(epoch -> epoch.step() > step);
    healthySteps.removeIf(healthy -> healthy > step);
    diagnosis = null;
    diagnoseLast();
  }

  @Override
  public void onStep(StepRecord step) {
    steps.add(RunHistories.step(step));
  }

  @Override
  public void onEpoch(EpochRecord record) {
    var reference = record.references().get("loss");
    if (reference != null) {
      floor = finiteOrNull(reference.floor());
      chance = finiteOrNull(reference.chance());
    }
    var epoch = RunHistories.epoch(record);
    epochs.add(epoch);
    if (record.layers().isEmpty()) {
      return;
    }
    noteHealth(epoch);
    diagnosis = Diagnosis.of(history(), config.patience());
    if (collapsed() && !warned) {
      warned = true;
      LOG.warn("after epoch {}: {}", record.epoch(), diagnosis.sentence());
    }
  }

  private static Double finiteOrNull(Double value) {
    return value == null || !Double.isFinite(value) ? null : value;
  }

  /** Without patience: what looks collapsed, or only doubtful, once is nothing to go back to. */
  private void noteHealth(RunHistory.Epoch epoch) {
    if (!epoch.layers().isEmpty()
        && epoch.epoch() > 0
        && Diagnosis.of(history(), 1).verdict() == Verdict.HEALTHY) {
      healthySteps.add(epoch.step());
    }
  }

  /** Unlike at a run's end, a collapse has to have lasted: training goes on and can tell. */
  private boolean collapsed() {
    return diagnosis != null
        && diagnosis.verdict().collapsed()
        && history().measuredOften(config.patience());
  }

  private RunHistory history() {
    return new RunHistory(epochs, steps, floor, chance, settings, method);
  }

  /**
   * Updates that had been made at the last measurement that was healthy; none after the onset of a
   * collapse, which batches can show before a measurement does. The untrained network is none:
   * going back to it is starting anew.
   */
  Optional<Long> healthyStep() {
    var onset =
        Optional.ofNullable(diagnosis)
            .filter(known -> known.verdict().collapsed())
            .map(Diagnosis::onset);
    return healthySteps.stream()
        .filter(step -> onset.isEmpty() || step < onset.get().step())
        .reduce((earlier, later) -> later);
  }

  /** Whether the run should end here. */
  boolean stop() {
    return config.onCollapse() == MonitorConfig.OnCollapse.STOP && collapsed();
  }
}
